import { auditPrefix } from './audit-bucket.ts';
import type { GraphApp } from './graph-apps.ts';
import type { MachineName, StartedMachine } from './machines.ts';

/** One entry of the table of functions. Plain data: `lib` turns it into a function with its role, variables, alarms, routes and schedule. */
export interface FunctionEntry {
  /** What the function is for: the description of the function and of its role. */
  readonly description: string;
  /** Lambda stops the function after this time. At most 29 for a function with routes: the HTTP API gives up after 30. */
  readonly timeoutSeconds: number;
  /** 512 if left out. Processor time is in proportion to it: with less, cold starts are slow. */
  readonly memoryMb?: number;
  /** The function exists only where the estate makes this choice. Left out: always. */
  readonly onlyWhere?: EstateChoice;
  /** What it needs to do its work. Its role holds that and nothing else (R10), and its variables follow from it. */
  readonly uses: Uses;
  /** What it needs besides where the estate makes a choice. */
  readonly usesMore?: { readonly where: EstateChoice; readonly uses: Uses };
  /** Requests that it answers. */
  readonly routes?: Routes;
  /**
   * How many requests each of its routes takes from all visitors together. Each route counts by itself, so that a flood of one leaves the
   * others alone: who is signed in can decide while somebody floods the sign-in. Left out: 20 per second, 40 at once.
   */
  readonly throttle?: Throttle;
  /**
   * It answers whatever no route matches, of any method, at this rate: addresses that do not exist are mostly asked for by programs. One
   * function at most. Left out: it answers its routes alone.
   */
  readonly answersTheRest?: Throttle;
  /** EventBridge Scheduler runs it every so many minutes. */
  readonly everyMinutes?: number;
  /** Alarms that call a person. A function that no workflow runs again after an error needs an alarm on errors; a test checks this. */
  readonly alarms?: FunctionAlarms;
}

/** How many requests a route takes, from all visitors together. */
export interface Throttle {
  readonly perSecond: number;
  readonly atOnce: number;
}

/** What an estate can choose that changes which functions there are, or what they may do. */
export type EstateChoice =
  | 'credentials-are-deleted'
  | 'rotations-are-proposed'
  | 'contacts-may-stop'
  | 'events-are-published'
  | 'webhook-is-called'
  | 'vault-is-used';

/** Path, such as `/cycles/{cycleId}` → methods. */
export type Routes = Readonly<Record<`/${string}`, readonly ('GET' | 'HEAD' | 'POST')[]>>;

/** What a function may need. Each member becomes permissions on one resource, and the variable that holds its address. */
export type Uses = Partial<EveryUse>;

export interface EveryUse {
  /** Rows of the state table. */
  readonly state: readonly StateAction[];
  /** Web sessions and pending sign-ins in the state table: reads, writes and deletes them, and reaches no other row. */
  readonly sessions: true;
  /** Adds to the chains about people's access, and counts what they were refused: reaches no other chain and no other row. */
  readonly accessLog: true;
  /** Reads links of customers' contacts, and adds what one stopped, with its record: reaches no other row, and no chain but tenants'. */
  readonly contactStops: true;
  /** Audit records as the table's stream tells them, for an event bus or for the webhook. */
  readonly auditEvents: 'bus' | 'webhook';
  /** Changes of the audit table as its stream tells them, and the place in the locked bucket where they are kept. */
  readonly auditArchive: true;
  /** The index of open approvals. */
  readonly openApprovals: true;
  /** The index of credential links whose passwords still wait for somebody. */
  readonly openLinks: true;
  /** Audit records. A function that adds records can neither read nor change one. */
  readonly records: readonly ('add' | 'read')[];
  /** The key of approval and credential links: `GenerateMac` makes links, `VerifyMac` checks them. */
  readonly links: readonly ('GenerateMac' | 'VerifyMac')[];
  /**
   * `make`: reads the archive, signs where all chains end, and stores it; looks into the audit table for what the archive lacks. `read`:
   * reads signed checkpoints and the keys beside them.
   */
  readonly checkpoints: 'make' | 'read';
  /** Writes what the seal of a cycle must reach. */
  readonly cycleEnds: true;
  /**
   * `read`: the estate in force, at each invocation. `publish`: puts another one in force, keeps each in the audit bucket, and reads there
   * what was before. Left out: a function that adds records reads the name of the estate in force, and nothing of what it says.
   */
  readonly estate: 'read' | 'publish';
  /** Writes the list of tenants of a cycle. */
  readonly tenantLists: true;
  /** Credentials of accounts. */
  readonly credentials: readonly CredentialUse[];
  /** The queue of messages to people. */
  readonly messages: 'send' | 'receive';
  /** Dead letters of all queues: looks at them, and puts them back. */
  readonly redrives: true;
  /** The queue of what SES tells of mails. */
  readonly mailEvents: true;
  /** The queue of what CloudTrail tells of people who act from outside; and what executions were started with. */
  readonly trailEvents: true;
  /** The queue of tickets that may lack something. `receive`: the PSA, and its secret, too. */
  readonly tickets: 'send' | 'receive';
  /** `queue`: sends to the queue of passwords for the vault; `write`: takes them from it, and calls the vault with its secret; `check`: calls it alone. */
  readonly vault: 'queue' | 'write' | 'check';
  /** SES, and the secrets of Teams. */
  readonly channels: true;
  /** Graph in customers' tenants, as these apps. */
  readonly graph: readonly GraphApp[];
  /** Signs technicians in with the MSP's home tenant. */
  readonly signIn: true;
  /** Completes task tokens of these machines. */
  readonly completes: readonly MachineName[];
  /** Starts executions of these machines. */
  readonly starts: readonly StartedMachine[];
  /** The address of the portal. */
  readonly portalUrl: true;
  /** Tells counts as lines of its log: it needs no permission for it. */
  readonly metrics: true;
}

/**
 * What a function does with credentials: `stage` makes and fills pending versions, `label` moves labels, `delete` schedules a deletion
 * that can be undone, `restore` undoes it. `read` alone reads a value.
 */
export type CredentialUse = 'stage' | 'read' | 'label' | 'delete' | 'restore';

export type StateAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  /** A condition on a row that a transaction does not change. */
  | 'ConditionCheckItem';

/** Actions that `commit` in `lambda/adapters/aws/dynamodb/audit` needs: every function that changes state has them. */
export const COMMIT = ['BatchGetItem', 'PutItem', 'UpdateItem'] as const;

export interface FunctionAlarms {
  /** It calls a person when the function ends with an error. One or two sentences: what failed, and what follows. */
  readonly errors?: string;
  /** It calls a person when the function logs a message. Several, if it logs several. */
  readonly log?: LogAlarm | readonly LogAlarm[];
  /** It calls a person when the oldest change that the function has from a stream was made so long ago: it fails, or cannot keep up. */
  readonly late?: TimeAlarm;
  /** It calls a person when the function was not run for so long, by whomever. */
  readonly silent?: TimeAlarm;
}

export interface TimeAlarm {
  readonly minutes: number;
  /** What happened, and what follows. */
  readonly means: string;
  /** Chapter of `docs/runbook.md` that says what to do. */
  readonly chapter: string;
}

export interface LogAlarm {
  /** Distinguishes it from the alarms of other functions on the same message. */
  readonly name: string;
  readonly message: string;
  /** Over how many minutes it is counted: as long as it is logged within them the alarm stays, and calls once. 5, if left out. */
  readonly withinMinutes?: number;
  /** What happened, and what follows. */
  readonly means: string;
  /** Chapter of `docs/runbook.md` that says what to do. */
  readonly chapter: string;
}

/** Whether the app registrations trust the function's role by its ARN. */
const isKnownToEntra = ({ uses, usesMore }: FunctionEntry): boolean =>
  [uses, usesMore?.uses].some((each) => each?.graph !== undefined || each?.signIn !== undefined);

/**
 * Under which prefixes of the audit bucket a function puts objects. The policy of the bucket denies it to everybody else, and knows the
 * function by the name of its role.
 */
export function evidencePrefixes({ auditArchive, estate, checkpoints }: Uses): readonly string[] {
  return [
    ...(auditArchive === undefined ? [] : [auditPrefix.records]),
    ...(estate === 'publish' ? [auditPrefix.estates] : []),
    ...(checkpoints === 'make' ? [auditPrefix.checkpoints] : []),
  ];
}

/** Whether others know the function's role by its name, so that no change of the template may rename it. */
export const hasKnownRole = (entry: FunctionEntry): boolean =>
  isKnownToEntra(entry) || evidencePrefixes(entry.uses).length > 0;
