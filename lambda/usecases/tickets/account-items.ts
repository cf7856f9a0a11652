import { dependantsWords, inclusionSentence, passwordAge } from '../../domain/accounts/inclusion-words.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import { type CredentialLink, recipientOf } from '../../domain/credential/link.ts';
import { vaultWords } from '../../domain/credential/vault-words.ts';
import { needsTwoPersons } from '../../domain/rotation/approval.ts';
import { stepAfter } from '../../domain/rotation/next-step.ts';
import {
  type Decision,
  hasEnded,
  type InState,
  isIn,
  type Rotation,
  type Vote,
} from '../../domain/rotation/rotation.ts';
import { exactTime } from '../../domain/text/local-time.ts';
import { approvedBy, standingWords } from '../messages/standing.ts';
import { RUNBOOK_CHAPTER, uncertainGuidance } from '../rotation/uncertain-guidance.ts';
import type { Item, TextSection } from './plain-text.ts';
import type { TicketSheet } from './ticket-sheet.ts';

/** Accounts in tickets: who approved what, when and why, and what happened. */

const nameOf = ({ account }: Pick<Rotation, 'account'>) => `${account.userPrincipalName} (${account.class})`;

const timeIn =
  ({ estate }: TicketSheet) =>
  (instant: string) =>
    exactTime(instant, estate.msp.timeZone);

/** An account that is asked about. */
export function askedItem(sheet: TicketSheet, rotation: Rotation): Item {
  const { account } = rotation;
  const two = needsTwoPersons(rotation, sheet.rules, sheet.estate) ? '; two persons must approve' : '';
  const breaks = dependantsWords(account);
  return [
    `${nameOf(rotation)}: ${inclusionSentence(account)}; ${passwordAge(account)}${two}`,
    ...(breaks === '' ? [] : [breaks]),
  ];
}

/** By how they stand, in sections: what a person must look at comes first. */
export function outcomeSections(sheet: TicketSheet, rotations: readonly Rotation[]): readonly TextSection[] {
  const section = (title: string, belongs: (rotation: Rotation) => boolean) => ({
    title,
    items: rotations.filter(belongs).map((each) => outcomeItem(sheet, each)),
  });
  return [
    section('Uncertain, look at these now', (each) => isIn(each, 'uncertain')),
    section('Failed, password unchanged', (each) => isIn(each, 'failed')),
    section('Not finished', (each) => !hasEnded(each)),
    section('Nobody decided in time, password unchanged', (each) => isIn(each, 'expired')),
    section('Rejected, password unchanged', (each) => isIn(each, 'rejected')),
    section('Rotated', (each) => isIn(each, 'rotated')),
  ];
}

function outcomeItem(sheet: TicketSheet, rotation: Rotation): Item {
  const { state } = rotation;
  const decision = 'decision' in state ? state.decision : undefined;
  return [
    nameOf(rotation),
    ...(decision === undefined ? [] : decisionLines(sheet, rotation, decision)),
    ...endLines(sheet, rotation),
    `Rotation ${rotation.rotationId}`,
  ];
}

function decisionLines(sheet: TicketSheet, { state }: Rotation, decision: Decision): readonly string[] {
  const at = timeIn(sheet);
  const line = (verb: string, { by, at: instant, reason }: Vote) =>
    `${verb} by ${by.name}, ${at(instant)}${reason === undefined ? '' : `, because: ${reason}`}`;
  if (state.status === 'rejected') return [line('Rejected', decision)];
  return [
    line('Approved', decision),
    ...(decision.second === undefined ? [] : [line('Approved too', decision.second)]),
  ];
}

function endLines(sheet: TicketSheet, rotation: Rotation): readonly string[] {
  const { state } = rotation;
  const at = timeIn(sheet);
  switch (state.status) {
    case 'rotated':
      return [
        `Reset ${at(state.passwordChangedAt)}, as the directory shows${requestOf(state.answer)}`,
        passwordLine(sheet, { ...rotation, state }),
      ];
    case 'failed':
      return [`Failed: ${reasonWords(state.reason)}`, stepAfter(state.reason)?.sentence ?? []].flat();
    case 'uncertain':
      return uncertainLines(sheet, { ...rotation, state });
    case 'expired':
      return [`Nobody decided until ${at(rotation.decideBefore)}`];
    case 'rejected':
      return [];
    default:
      return [`Now: ${standingOf(sheet, rotation)}`];
  }
}

/** Who approved it stands in a line of its own. */
function standingOf(sheet: TicketSheet, rotation: Rotation): string {
  const { state } = rotation;
  const words = standingWords(rotation, sheet);
  return 'decision' in state && state.decision !== undefined
    ? words.replace(`; ${approvedBy(state.decision)}`, '')
    : words;
}

const requestOf = (answer: InState<'rotated'>['state']['answer']) =>
  answer.kind === 'answered' ? ` (request ${answer.graphRequestId} of Microsoft Graph)` : '';

/** Where the new password is: never the password, nor an address that leads to it. */
function passwordLine(sheet: TicketSheet, { accountId, state, vault }: InState<'rotated'>): string {
  const at = timeIn(sheet);
  const link = sheet.links.find((each) => each.accountId === accountId);
  const where = [
    ...(vault === undefined ? [] : [vaultWords(vault, at)]),
    ...(link === undefined ? [] : [linkWords(link, at)]),
    ...(link === undefined && state.linkId !== undefined ? ['a link was made, and is gone'] : []),
  ];
  return `New password: ${where.length === 0 ? 'handed over to nobody yet' : where.join('; ')}`;
}

function linkWords(link: CredentialLink, at: (instant: string) => string): string {
  const { name } = recipientOf(link);
  const { state, expiresAt } = link;
  switch (state.status) {
    case 'ready':
      return `not collected yet: for ${name}, until ${at(new Date(expiresAt * 1000).toISOString())}`;
    case 'revealed':
      return state.storedAt === undefined
        ? `shown to ${name} ${at(state.at)}, and not said to be stored yet`
        : `shown to ${name} ${at(state.at)}, who said ${at(state.storedAt)} that it is stored`;
    case 'revoked':
      return state.supersededBy === undefined
        ? `its link was ended ${at(state.at)}`
        : 'a later password took its place';
  }
}

/** What a technician must know at five in the morning, without opening anything else. */
function uncertainLines({ rules }: TicketSheet, rotation: InState<'uncertain'>): readonly string[] {
  const { known, steps } = uncertainGuidance(rotation, rules.name);
  return [
    `Nobody knows which of two passwords it has: ${reasonWords(rotation.state.reason)}`,
    ...known,
    ...steps.map(({ text, command }) => `${text}: ${command}`),
    `Runbook: ${RUNBOOK_CHAPTER}`,
  ];
}
