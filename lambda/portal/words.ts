import type { Cycle, TenantInCycle, Totals } from '../domain/cycle/cycle.ts';
import type { RotationStatus } from '../domain/rotation/rotation.ts';
import { counted } from '../domain/text/counted.ts';
import { countToRotate } from '../domain/totals.ts';

export type Tone = 'good' | 'bad' | 'busy' | 'quiet';

export interface StatusWords {
  /** What stands in a tag. */
  readonly text: string;
  /** What it means, and what follows. */
  readonly meaning: string;
  /** Only colours what the words say. */
  readonly tone: Tone;
}

/** What a status means to a technician. */
export const statusWords: Readonly<Record<RotationStatus, StatusWords>> = {
  'awaiting-approval': {
    text: 'Waiting for a decision',
    meaning: 'A technician approves or rejects it before the deadline. If nobody does, the password stays as it is.',
    tone: 'busy',
  },
  approved: {
    text: 'Approved',
    meaning: 'The reset has not begun: until then the approval can be withdrawn.',
    tone: 'busy',
  },
  rejected: { text: 'Rejected', meaning: 'A technician said no. The password stays as it is.', tone: 'quiet' },
  expired: {
    text: 'Expired: nobody decided in time',
    meaning: 'The deadline passed without a decision. The password stays as it is.',
    tone: 'quiet',
  },
  staged: {
    text: 'New password stored',
    meaning: 'The new password is stored here. The account still has its old one.',
    tone: 'busy',
  },
  'maybe-applied': {
    text: 'Being reset',
    meaning: 'The reset was sent to Microsoft, and its answer is awaited.',
    tone: 'busy',
  },
  applied: {
    text: 'Reset, being verified',
    meaning: 'Microsoft accepted the reset. It counts once the directory shows it, which takes minutes at times.',
    tone: 'busy',
  },
  proven: { text: 'Reset proven', meaning: 'The directory shows that the password was changed.', tone: 'busy' },
  current: { text: 'New password is current', meaning: 'The stored new password is the one in force.', tone: 'busy' },
  delivered: { text: 'Link sent', meaning: 'Its recipient can collect the new password.', tone: 'busy' },
  rotated: { text: 'Rotated', meaning: 'The account has its new password, which is stored here.', tone: 'good' },
  failed: {
    text: 'Failed',
    meaning: 'It stopped before the password was changed: the old one still works. It can be tried again.',
    tone: 'bad',
  },
  uncertain: {
    text: 'Uncertain: look at it now',
    meaning: 'The new password may be in force, or the old one. Both are kept, and a person must find out which it is.',
    tone: 'bad',
  },
};

/** How far a tenant is within its cycle. */
export const tenantWords = (
  { status, openCount }: Pick<TenantInCycle, 'status' | 'openCount'>,
  dryRun = false,
): Pick<StatusWords, 'text' | 'tone'> => {
  if (status === 'failed') return { text: 'Tenant failed', tone: 'bad' };
  if (status === 'closed') return { text: dryRun ? 'Read' : 'Done', tone: 'good' };
  if (status === 'pending') return { text: 'Not read yet', tone: 'busy' };
  return { text: dryRun ? 'Read' : `${counted(openCount, 'account')} not done yet`, tone: 'busy' };
};

/** The result of a cycle, or of a dry run, in one line. */
export const outcomeWords = ({ dryRun }: Pick<Cycle, 'dryRun'>, totals: Totals): string =>
  dryRun
    ? `${countToRotate(totals)} to rotate`
    : `${totals.rotated} rotated, ${totals.failed} failed, ${totals.uncertain} uncertain`;

/** What a cycle is about. */
export const classWords = (accountClass: Cycle['class']): string =>
  accountClass === 'admin' ? 'Admin accounts' : 'Service accounts';
