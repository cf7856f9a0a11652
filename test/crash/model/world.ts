import type { IncludedAccount } from '../../../lambda/domain/accounts/account.ts';
import { approve } from '../../../lambda/domain/rotation/protocol.ts';
import { type Decision, isIn, type Rotation } from '../../../lambda/domain/rotation/rotation.ts';

/**
 * A small world in which executions of one rotation run at once: a row that is changed by compare-and-set, a credential with
 * staged versions, and a directory. Between any two outside calls everything else may happen. The states of the row come from the
 * protocol itself.
 */
export interface World {
  readonly row: Rotation;
  /** Versions of the credential, the oldest first. A stored value is never replaced. */
  readonly stored: readonly Version[];
  /** Seconds; only their order and whether they are far apart matters. */
  readonly clock: number;
  /** `at`: the instant of the last change; `before`: what a replica may still show. */
  readonly directory: { readonly password: Password; readonly at: number; readonly before: number };
  /** Requests whose sender has given up, and which may still take effect. */
  readonly inFlight: readonly Password[];
  /** Those that have not ended, of all three machines. */
  readonly executions: readonly Execution[];
  /** Runs of the rotation for which the directory is, or was, polled: each by one execution, found by its name. */
  readonly polled: readonly number[];
  /** Whether this rotation locked its account: no other one of the account begins. */
  readonly locked: boolean;
  /** A person may change the password by hand while the rotation is uncertain, once. */
  readonly byHand: 'may' | 'done';
  /** A person has said that the old password works, and it does not. */
  readonly misled: boolean;
  /** What technicians do, each once. */
  readonly people: readonly Act[];
  readonly counts: { readonly decisions: number; readonly closings: number; readonly links: number };
  /** How many different technicians must approve it. */
  readonly persons: 1 | 2;
  /** Who has approved it, without what was taken back: kept apart from the row, which may be wrong. */
  readonly votes: readonly string[];
}

/** One technician's deed. */
export interface Act {
  readonly does: 'approve' | 'reject' | 'withdraw';
  readonly by: string;
  /** `read`: has the form open, and may send it much later. */
  readonly state: 'waits' | 'read' | 'done';
}

export const acts = (...all: readonly (readonly [Act['does'], string])[]): readonly Act[] =>
  all.map(([does, by]) => ({ does, by, state: 'waits' }));

/** Whether enough different technicians have approved it, and none of them took it back. */
export const isApproved = ({ votes, persons }: Pick<World, 'votes' | 'persons'>): boolean =>
  new Set(votes).size >= persons;

/** The value of a version, by the version's id; or one that nobody has stored. */
export type Password = 'old' | 'by-hand' | 'never-stored' | (string & {});

export interface Version {
  readonly id: string;
  readonly label: 'none' | 'pending' | 'current';
}

/** What a person starts an execution for; `wrong-old`: the person is mistaken. */
export type Wish = 'retry' | 'works-new' | 'works-old' | 'wrong-old';

/** Where an execution is: a state of its workflow, and the next outside call of its function. */
export type Place =
  | 'await'
  | 'stage'
  | 'stage.lock'
  | 'stage.put'
  | 'stage.record'
  | 'reset'
  | 'reset.attempt'
  | 'reset.patch'
  | 'reset.record'
  | 'reset.withdraw'
  | 'verify'
  | 'promote'
  | 'promote.check'
  | 'promote.move'
  | 'promote.record'
  | 'deliver'
  | 'outcome'
  | 'outcome.settle'
  | 'poll'
  | 'reopen'
  | 'reopen.record';

export interface Execution {
  readonly at: Place;
  /**
   * Whether the row is still as the function under way has read it. Otherwise its compare-and-set fails, and all that it still
   * does is what it does elsewhere.
   */
  readonly fresh?: boolean;
  /** When the password was last changed, as the directory showed it. */
  readonly changeSeen?: number;
  /** The version that the function stages, sends or promotes. */
  readonly version?: string;
  /** Which version was current when the function read the labels: where it stands now, moving the label fails. */
  readonly currentSeen?: string;
  /** Whether no attempt was on record before this one. */
  readonly first?: boolean;
  readonly ending?: 'expired' | 'error';
  readonly wish?: Wish;
  /** Which reopening of the rotation it is, or for which run it polls. */
  readonly n?: number;
  /** How often a function may still be stopped or fail before the workflow gives up. */
  readonly retries: number;
}

const BEFORE = '2020-01-01T00:00:00Z';
export const voteOf = (objectId: string): Decision & { reason: string } => ({
  by: { kind: 'technician', objectId, tenantId: 't', name: 'n' },
  at: BEFORE,
  reason: 'r',
});

/** Instants of the model as the protocol has them. */
const instants: string[] = [];
const seconds = new Map<string, number>();

export function instantOf(second: number): string {
  const known = instants[second];
  if (known !== undefined) return known;
  const instant = new Date(Date.parse(BEFORE) + second * 1000).toISOString();
  instants[second] = instant;
  seconds.set(instant, second);
  return instant;
}

export function secondOf(instant: string): number {
  const second = seconds.get(instant);
  if (second === undefined) throw new Error(`no instant of the model: ${instant}`);
  return second;
}

export interface Scenario {
  /** Executions of the account's workflow, and how often the functions of each may be run again. */
  readonly retries: readonly number[];
  /** What people start further executions for, once the rotation has ended; it is approved then. */
  readonly wishes: readonly Wish[];
  /** Whether somebody may change the password by hand while the rotation is uncertain. */
  readonly byHand?: 'may';
  /** How many technicians must approve; one if left out. */
  readonly persons?: 2;
  /** What technicians do; if left out, one approves and one rejects, or, with wishes, nobody does anything more. */
  readonly people?: readonly Act[];
}

export function start(account: IncludedAccount, scenario: Scenario): World {
  const { retries, wishes, byHand = 'done', persons = 1 } = scenario;
  const awaiting: Rotation = {
    cycleId: 'c',
    tenantId: 't',
    accountId: account.accountId,
    rotationId: 'v',
    account,
    tenantDisplayName: 'T',
    decideBefore: BEFORE,
    state: { status: 'awaiting-approval' },
    closed: false,
    revision: 1,
  };
  // What people do before the approval is tried without wishes: with them it would be the same many times over.
  const begun = wishes.length > 0;
  const people = scenario.people ?? (begun ? [] : acts(['approve', 'o'], ['reject', 'p']));
  return {
    row: begun && isIn(awaiting, 'awaiting-approval') ? approve(awaiting, voteOf('o')) : awaiting,
    stored: [],
    clock: 0,
    directory: { password: 'old', at: 0, before: 0 },
    inFlight: [],
    executions: [
      ...retries.map((each) => ({ at: 'await' as const, retries: each })),
      ...wishes.map((wish) => ({ at: 'reopen' as const, retries: 0, wish })),
    ],
    polled: [],
    locked: false,
    byHand,
    misled: false,
    people,
    counts: { decisions: begun ? 1 : 0, closings: 0, links: 0 },
    persons,
    votes: begun ? ['o'] : [],
  };
}

/** A request may still take effect: its sender sends within three minutes, and what was sent takes effect soon after, or never. */
export const mayArrive = ({ inFlight, executions }: World): boolean =>
  inFlight.length > 0 || executions.some(({ at }) => at === 'reset.patch');

/** The row is another one: what others have read of it is not fresh any more. */
export function changed(world: World, to: Rotation): World {
  return {
    ...world,
    row: { ...to, closed: world.row.closed || to.closed },
    executions: world.executions.map((each) => (each.fresh === true ? { ...each, fresh: false } : each)),
  };
}

export const applied = (world: World, password: Password): World => ({
  ...world,
  clock: world.clock + 1,
  directory: { password, at: world.clock + 1, before: world.directory.at },
});

/** The directory shows the last change, or still an earlier one. */
export const shownBy = ({ directory: { at, before } }: World): readonly number[] =>
  at === before ? [at] : [at, before];
