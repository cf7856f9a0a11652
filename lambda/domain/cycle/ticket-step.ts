import { fingerprintOf } from '../identifiers.ts';
import type { AskingPhase } from '../rotation/asking.ts';
import { finalStatuses, hasEnded, type Rotation } from '../rotation/rotation.ts';
import type { TenantInCycle } from './cycle.ts';
import type { TicketProgress, Told } from './ticket-progress.ts';

/** What decides what a ticket says next. */
export interface TicketFacts {
  readonly tenant: Pick<TenantInCycle, 'status' | 'excluded'>;
  readonly rotations: readonly Rotation[];
  readonly phase: AskingPhase;
  readonly opens: 'when-asked' | 'at-close';
  /** Whether the estate names a priority for failures. */
  readonly raises: boolean;
}

/** What a note is about. */
export type NoteTopic = 'half-time' | 'last-call' | 'decided' | 'trouble' | 'result' | 'later';

export type TicketStep =
  | { readonly kind: 'open' }
  /** Something needs a person: the ticket gets the priority of failures. */
  | { readonly kind: 'raise' }
  | NoteStep;

interface NoteStep {
  readonly kind: 'note';
  readonly topic: NoteTopic;
  readonly key: string;
  /** The accounts that it is about, by fingerprint, with the end that it tells. */
  readonly told: Told;
  /** Whether nothing is left to do. */
  readonly closes: boolean;
}

/**
 * What the ticket of a tenant and cycle lacks, one step at a time. It follows from the rows alone, so that a message that came twice, late or
 * not at all changes nothing but the time at which it is written.
 *
 * Routine is told in few notes, whatever the number of accounts: half-time, last call, all decided, the result. The first failure, and each
 * time that something becomes uncertain, is told at once. While something has failed or is uncertain the ticket stays open: what is closed is
 * looked at by nobody. It is closed when that is settled.
 *
 * @returns `undefined`: it says all that there is to say
 */
export function nextTicketStep(progress: TicketProgress, facts: TicketFacts): TicketStep | undefined {
  if (progress.number === undefined) return opensNow(facts) ? { kind: 'open' } : undefined;
  const { writing } = progress;
  if (writing !== undefined) {
    const again = note(topicOf(writing.key), writing.key, writing.told, facts, progress);
    return { ...again, closes: writing.closes ?? again.closes };
  }
  const next = isDone(facts) ? stepAtEnd(progress, facts) : stepUnderWay(progress, facts);
  // Last, so that a PSA that refuses the priority keeps no note back.
  return next ?? (facts.raises && needsPerson(facts) && progress.raised !== true ? { kind: 'raise' } : undefined);
}

const isDone = ({ tenant }: TicketFacts) => tenant.status === 'closed' || tenant.status === 'failed';
const isUndecidable = ({ tenant }: TicketFacts) => (tenant.excluded['nobody-may-decide'] ?? 0) > 0;

/** Nothing is told of a tenant where nothing was to be rotated. */
function opensNow(facts: TicketFacts): boolean {
  const { tenant, rotations, opens } = facts;
  if (isDone(facts)) return rotations.length > 0 || tenant.status === 'failed' || isUndecidable(facts);
  return (
    rotations.length > 0 && (rotations.some(isTrouble) || (opens === 'when-asked' && tenant.status === 'discovered'))
  );
}

function stepUnderWay(progress: TicketProgress, facts: TicketFacts): TicketStep | undefined {
  const { rotations, phase } = facts;
  const trouble = untoldTrouble(progress, rotations);
  if (trouble.length > 0) {
    return note('trouble', numbered('trouble', progress), toldOf(trouble), facts, progress);
  }
  const waiting = rotations.some(({ state }) => state.status === 'awaiting-approval');
  if (waiting && (phase === 'half-time' || phase === 'last-call')) return once(phase, progress, facts);
  // Where all have ended, the result follows in a moment.
  return !waiting && !rotations.every(hasEnded) ? once('decided', progress, facts) : undefined;
}

/** The first failure, and whatever is uncertain: further failures wait for the result. */
function untoldTrouble(progress: TicketProgress, rotations: readonly Rotation[]): readonly Rotation[] {
  const wasTold = progress.notes.some((each) => topicOf(each) === 'trouble');
  return rotations.filter(
    (each) =>
      isTrouble(each) && (each.state.status === 'uncertain' || !wasTold) && progress.told[nameOf(each)] !== endOf(each),
  );
}

function stepAtEnd(progress: TicketProgress, facts: TicketFacts): TicketStep | undefined {
  const { rotations } = facts;
  if (!progress.notes.includes('result')) {
    const open = rotations.filter((each) => !isLastEnd(each) || progress.told[nameOf(each)] !== undefined);
    return note('result', 'result', toldOf(open), facts, progress);
  }
  const vaultIsBusy = rotations.some((each) => endOf(each) === WAITS_FOR_VAULT);
  const changed = rotations.filter((each) => {
    const told = progress.told[nameOf(each)];
    // Passwords reach the vault one by one: one note tells of all of them.
    if (told === WAITS_FOR_VAULT && vaultIsBusy) return false;
    return told !== undefined && told !== endOf(each) && endOf(each) !== UNDER_WAY;
  });
  return changed.length === 0
    ? undefined
    : note('later', numbered('later', progress), toldOf(changed), facts, progress);
}

const once = (topic: 'half-time' | 'last-call' | 'decided', progress: TicketProgress, facts: TicketFacts) =>
  progress.notes.includes(topic) ? undefined : note(topic, topic, {}, facts, progress);

function note(topic: NoteTopic, key: string, told: Told, facts: TicketFacts, { closedAt }: TicketProgress): NoteStep {
  const atEnd = topic === 'result' || topic === 'later';
  return { kind: 'note', topic, key, told, closes: atEnd && !needsPerson(facts) && closedAt === undefined };
}

/** Whether the ticket must stay open, for somebody to look at. */
export const needsPerson = (facts: TicketFacts): boolean =>
  facts.tenant.status === 'failed' ||
  isUndecidable(facts) ||
  facts.rotations.some((each) => isTrouble(each) || (isDone(facts) && endOf(each) === UNDER_WAY));

const isTrouble = ({ state }: Rotation) => state.status === 'failed' || state.status === 'uncertain';

const UNDER_WAY = 'under-way';
const WAITS_FOR_VAULT = 'rotated-queued';

/** How a rotation stands, as far as a ticket tells: another text is another end. */
export function endOf({ state, reopened = 0, vault }: Rotation): string {
  const end = finalStatuses.find((status) => status === state.status);
  if (end === undefined) return UNDER_WAY;
  if (end === 'failed' || end === 'uncertain') return `${end}-${reopened}`;
  return end === 'rotated' && vault !== undefined ? `rotated-${vault.status}` : end;
}

/** Whether it can change no more. */
const isLastEnd = (rotation: Rotation) =>
  ['rejected', 'expired', 'rotated', 'rotated-written'].includes(endOf(rotation));

const nameOf = ({ accountId }: Rotation) => fingerprintOf(accountId);

const toldOf = (rotations: readonly Rotation[]): Told =>
  Object.fromEntries(rotations.map((each) => [nameOf(each), endOf(each)]));

/** The accounts that a note is about. */
export const rotationsIn = (told: Told, rotations: readonly Rotation[]): readonly Rotation[] =>
  rotations.filter((each) => told[nameOf(each)] !== undefined);

const numbered = (topic: 'trouble' | 'later', { notes }: TicketProgress) =>
  `${topic}-${notes.filter((each) => topicOf(each) === topic).length + 1}`;

const topics: readonly NoteTopic[] = ['half-time', 'last-call', 'decided', 'trouble', 'result', 'later'];

function topicOf(key: string): NoteTopic {
  const topic = topics.find((each) => key === each || key.startsWith(`${each}-`));
  if (topic === undefined) throw new Error(`no note of a ticket has the key ${key}`);
  return topic;
}
