import type { RotationStatus } from './rotation.ts';

const words: Readonly<Record<RotationStatus, string>> = {
  'awaiting-approval': 'waits for a decision',
  approved: 'approved, not reset yet',
  rejected: 'rejected',
  expired: 'nobody decided in time',
  staged: 'new password stored, not reset yet',
  'maybe-applied': 'being reset',
  applied: 'reset, being verified',
  proven: 'reset proven',
  current: 'new password is current',
  delivered: 'passed on, not closed yet',
  rotated: 'rotated',
  failed: 'failed',
  uncertain: 'uncertain: look at it now',
};

/** Where a rotation is, in words for a line of text: of mails, tickets and the command line. */
export const statusWords = (status: RotationStatus): string => words[status];
