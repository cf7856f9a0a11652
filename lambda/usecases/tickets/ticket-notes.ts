import { factsOfTheDay } from '../../domain/accounts/facts-of-the-day.ts';
import { chainOf } from '../../domain/audit/audit-record.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import { type NoteTopic, rotationsIn, type TicketStep } from '../../domain/cycle/ticket-step.ts';
import { decidersOf } from '../../domain/rotation/asking.ts';
import { isIn, type Outcome, type Rotation } from '../../domain/rotation/rotation.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { unlinkedLine } from '../../domain/text/safe-line.ts';
import { NOBODY_MAY_DECIDE } from '../messages/cycle-summary.ts';
import { undecidableLines } from '../messages/outcome-lines.ts';
import { outcomeSections } from './account-items.ts';
import { plainText, type TextSection } from './plain-text.ts';
import type { TicketSheet } from './ticket-sheet.ts';

const LONGEST_NOTE = 30_000;

type NoteStep = Pick<Extract<TicketStep, { kind: 'note' }>, 'topic' | 'told' | 'closes'>;

/** The text of a note. Each names its customer and cycle, so that one that is copied elsewhere still says what it is about. */
export function ticketNote(sheet: TicketSheet, { topic, told, closes }: NoteStep): string {
  const { rotations, tenant, exclusions, portalUrl } = sheet;
  const { cycleId } = tenant;
  const about = topic === 'trouble' || topic === 'later' ? rotationsIn(told, rotations) : rotations;
  const undecidable: readonly TextSection[] =
    topic === 'result' ? [{ title: NOBODY_MAY_DECIDE, items: undecidableLines(exclusions).map((each) => [each]) }] : [];
  return plainText(
    [
      unlinkedLine(`${titles[topic]}: ${tenant.displayName}, cycle ${cycleId}. ${countsOf(rotations)}`),
      ...(topic === 'result' && tenant.failure !== undefined
        ? [unlinkedLine(`The tenant failed: ${reasonWords(tenant.failure)}`)]
        : []),
      ...(topic === 'half-time' || topic === 'last-call' ? [waitingFor(sheet)] : []),
    ],
    [...undecidable, ...outcomeSections(sheet, about)],
    [
      ...(topic === 'result' ? factsThen(rotations) : []),
      ...(topic === 'result' ? [decidersIn(rotations)] : []),
      ...(topic === 'result' || (topic === 'later' && sheet.cycle.seal !== undefined) ? [evidenceOf(sheet)] : []),
      ...(topic === 'result' || topic === 'later' ? [endingOf(closes)] : []),
      `Details: ${portalUrl}/cycles/${cycleId}/tenants/${tenant.tenantId}`,
    ],
    LONGEST_NOTE,
  );
}

const titles: Readonly<Record<NoteTopic, string>> = {
  'half-time': 'Half of the time to decide has passed',
  'last-call': 'Last call for decisions',
  decided: 'All accounts are decided',
  trouble: 'Something went wrong',
  result: 'Result',
  later: 'What became of it later',
};

const counts: readonly (readonly [Outcome, string])[] = [
  ['uncertain', 'uncertain'],
  ['failed', 'failed'],
  ['rotated', 'rotated'],
  ['rejected', 'rejected'],
  ['expired', 'not decided in time'],
];

/** "Of 12 accounts: 1 failed, 11 rotated." */
function countsOf(rotations: readonly Rotation[]): string {
  const numbers = counts.flatMap(([end, words]) => {
    const count = rotations.filter(({ state }) => state.status === end).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const waiting = rotations.filter((each) => isIn(each, 'awaiting-approval')).length;
  const rest =
    rotations.length - waiting - rotations.filter(({ state }) => counts.some(([end]) => end === state.status)).length;
  const all = [
    ...numbers,
    ...(rest === 0 ? [] : [`${rest} approved and under way`]),
    ...(waiting === 0 ? [] : [`${waiting} waiting for a decision`]),
  ];
  return `Of ${rotations.length} account${rotations.length === 1 ? '' : 's'}: ${all.length === 0 ? 'nothing' : all.join(', ')}.`;
}

function waitingFor({ rotations, rules, estate, cycle, now }: TicketSheet): string {
  const waiting = rotations.filter((each) => isIn(each, 'awaiting-approval'));
  const names = new Set(
    waiting.flatMap((each) => decidersOf(each, rules, estate.technicians, now).map(({ name }) => name)),
  );
  const until = localTime(cycle.decideBefore, estate.msp.timeZone);
  return unlinkedLine(`May decide until ${until}: ${names.size === 0 ? 'nobody' : [...names].join(', ')}.`);
}

/** What happened in the world when service accounts got their new passwords. */
const factsThen = (rotations: readonly Rotation[]): readonly string[] => [
  ...new Set(
    rotations.flatMap(({ account, state }) =>
      state.status === 'rotated' ? factsOfTheDay(account.class, new Date(state.passwordChangedAt)) : [],
    ),
  ),
];

/** A name may be shared, and may change: the object id is the person. */
function decidersIn(rotations: readonly Rotation[]): string {
  const people = new Map<string, string>();
  for (const { state } of rotations) {
    if (!('decision' in state) || state.decision === undefined) continue;
    const { by, second } = state.decision;
    for (const each of [by, ...(second === undefined ? [] : [second.by])]) {
      people.set(each.objectId, `${each.name} (object id ${each.objectId} in tenant ${each.tenantId})`);
    }
  }
  return people.size === 0 ? '' : unlinkedLine(`Decided by: ${[...people.values()].join('; ')}.`);
}

/** Where the records are that this text tells from, and how anybody can tell whether they were changed. */
const evidenceOf = ({ tenant: { tenantId, cycleId }, cycle: { seal } }: TicketSheet) =>
  `Each account has a chain of audit records, named ${chainOf({ tenantId, accountId: '<object id>' })}; the tenant's is ${chainOf({ tenantId })}. ${
    seal?.number === undefined
      ? `A checkpoint covers them, at the latest when the last tenant of cycle ${cycleId} is done: \`rotation audit verify\` checks it.`
      : `Checkpoint ${seal.number} covers them. Its hash is ${seal.hash}: \`rotation audit verify --expect ${seal.hash}\` checks it.`
  }`;

const endingOf = (closes: boolean) =>
  closes
    ? 'Nothing is left to do: this ticket is closed with this note.'
    : 'This ticket stays as it is: whoever has looked at what needs a person closes it. What changes by itself is added here.';
