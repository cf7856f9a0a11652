import type { Actor } from '../../rotation/rotation.ts';
import { reasonWords } from '../reason-words.ts';
import type { Decision, NotApproved } from './approvals.ts';
import type { Collection } from './collection.ts';
import type { Exception } from './exceptions.ts';
import type { Result } from './result.ts';

/** Who did something, as a report names them. */
export function actorWords(actor: Actor): string {
  switch (actor.kind) {
    case 'unknown':
      return 'unknown';
    case 'contact':
      return `${actor.name} (contact of the customer)`;
    default:
      return actor.name;
  }
}

export const decisionWords: Readonly<Record<Decision['kind'], string>> = {
  first: 'first of two approved',
  approved: 'approved',
  withdrawn: 'approval withdrawn',
  rejected: 'rejected',
  expired: 'nobody decided in time',
};

export const notApprovedWords: Readonly<Record<NotApproved, string>> = {
  'never-asked-or-answered': 'nobody had approved',
  'first-of-two-only': 'only the first of two persons had approved',
  withdrawn: 'the approval was withdrawn before',
  rejected: 'it was rejected before',
  expired: 'the time for a decision had passed',
  'not-a-person': 'no technician had approved',
  'same-person-twice': 'the same person had approved twice',
  'one-person-in-emergency': 'one person alone had approved in an emergency',
};

export const resultWords: Readonly<Record<Result['kind'], string>> = {
  rotated: 'rotated',
  rejected: 'rejected',
  expired: 'nobody decided in time',
  failed: 'failed',
  uncertain: 'uncertain',
  'under-way': 'under way',
  proposed: 'proposed by a dry run',
};

export const collectionWords: Readonly<Record<Collection['state'], string>> = {
  'no-password': '',
  waits: 'not collected',
  collected: 'collected',
  reported: 'link reported',
  replaced: 'not collected before a later password replaced it',
};

const exceptionKinds: Readonly<Record<Exception['kind'], string>> = {
  'reset-without-approval': 'Reset without an approval that stood',
  failed: 'The rotation failed',
  uncertain: 'Nobody knows whether the new password works',
  'not-ended': 'The cycle is closed, and this rotation has no end on record',
  'proven-by-a-person-only': 'Only a person’s word says that the new password works',
  'not-proven': 'Nothing on record shows the change',
  'not-collected': 'Nobody has collected the new password',
  'replaced-uncollected': 'Nobody collected it before a later password replaced it',
  'link-reported': 'Its recipient reported that somebody else opened the link',
  'vault-given-up': 'The new password did not get into the vault',
  'sessions-not-ended': 'Sign-in sessions were not ended after the reset',
  'reset-refused': 'A reset was refused',
  'read-outside': 'Somebody read the password past the product',
  'changed-elsewhere': 'Somebody else changed the password',
};

/** One sentence without its full stop: what an auditor has to look at. */
export function exceptionWords({ kind, reason, why }: Pick<Exception, 'kind' | 'reason' | 'why'>): string {
  const because = why === undefined ? (reason === undefined ? '' : reasonWords(reason)) : notApprovedWords[why];
  return because === '' ? exceptionKinds[kind] : `${exceptionKinds[kind]}: ${because}`;
}
