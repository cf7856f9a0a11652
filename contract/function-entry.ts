import type { GraphApp } from './graph-apps.ts';
import type { MachineName, StartedMachine } from './machines.ts';

/** One entry of the table of functions. Plain data: `lib` turns it into a function with its role, variables, alarms, routes and schedule. */
export interface FunctionEntry {
  /** What it is for. Stands at the function and at its role. */
  readonly description: string;
  /** Lambda stops it after that. At most 29 for one with routes: the HTTP API gives up after 30. */
  readonly timeoutSeconds: number;
  /** 512 if left out. Processor time comes in proportion to it: less makes starts slow. */
  readonly memoryMb?: number;
  /** The function exists only where the estate chose this. Left out: always. */
  readonly onlyWhere?: EstateChoice;
  /** What it needs to do its work. Its role holds that and nothing else (R10), and its variables follow from it. */
  readonly uses: Uses;
  /** What it needs on top where the estate chose something. */
  readonly usesMore?: { readonly where: EstateChoice; readonly uses: Uses };
  /** Requests that it answers. */
  readonly routes?: Routes;
  /** EventBridge Scheduler runs it every so many minutes. */
  readonly everyMinutes?: number;
  /** When a person is called. A function that no workflow runs again after an error needs an alarm on errors: a test asks for it. */
  readonly alarms?: FunctionAlarms;
}

/** What an estate can choose that changes which functions there are, or what they may do. */
export type EstateChoice = 'credentials-are-deleted';

/** Path, such as `/cycles/{cycleId}` → methods. */
export type Routes = Readonly<Record<`/${string}`, readonly ('GET' | 'HEAD' | 'POST')[]>>;

/** What a function may need. Each member becomes permissions on one resource, with the variable that tells its address. */
export type Uses = Partial<EveryUse>;

export interface EveryUse {
  /** Rows of the state table. */
  readonly state: readonly StateAction[];
  /** Web sessions and sign-ins under way in the state table: reads, writes and deletes them, and reaches no other row. */
  readonly sessions: true;
  /** The index of open approvals. */
  readonly openApprovals: true;
  /** Audit records: who adds them can neither read nor change one. */
  readonly records: readonly ('add' | 'read')[];
  /** The key of approval and credential links: `GenerateMac` makes links, `VerifyMac` checks them. */
  readonly links: readonly ('GenerateMac' | 'VerifyMac')[];
  /** Signs the seal of a cycle and stores it. */
  readonly seals: true;
  /** Writes the list of tenants of a cycle. */
  readonly tenantLists: true;
  /** Credentials of accounts. */
  readonly credentials: readonly CredentialUse[];
  /** The queue of messages to people. */
  readonly messages: 'send' | 'receive';
  /** SES, and the secrets of Teams and the PSA. */
  readonly channels: true;
  /** Graph in customers' tenants, as these apps. */
  readonly graph: readonly GraphApp[];
  /** Signs technicians in with the MSP's home tenant. */
  readonly signIn: true;
  /** Completes task tokens of these machines. */
  readonly completes: readonly MachineName[];
  /** Starts executions of this machine. */
  readonly starts: StartedMachine;
  /** Knows where the pages are. */
  readonly portalUrl: true;
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

/** What every function needs that commits a change with its record: see `commit` in `lambda/adapters/aws/dynamodb`. */
export const COMMIT = ['BatchGetItem', 'PutItem', 'UpdateItem'] as const;

export interface FunctionAlarms {
  /** It calls a person when the function ends with an error. One or two sentences: what failed, and what follows. */
  readonly errors?: string;
  /** It calls a person when the function logs a message. */
  readonly log?: LogAlarm;
}

export interface LogAlarm {
  /** Tells it from the alarms of other functions on the same message. */
  readonly name: string;
  readonly message: string;
  /** What happened, and what follows. */
  readonly means: string;
  /** Chapter of `docs/runbook.md` that says what to do. */
  readonly chapter: string;
}

/** Whether the app registrations trust the function's role by its ARN, so that its name must outlive every change of the template. */
export const isKnownToEntra = ({ uses, usesMore }: FunctionEntry): boolean =>
  [uses, usesMore?.uses].some((each) => each?.graph !== undefined || each?.signIn !== undefined);
