import type { Cycle, Totals } from '../domain/cycle/cycle.ts';
import type { RotationStatus } from '../domain/rotation/rotation.ts';
import { countToRotate } from '../domain/totals.ts';

export type Tone = 'good' | 'bad' | 'busy' | 'quiet';

/** What a status means to a technician. The tone only colours what the words say. */
export const statusWords: Readonly<Record<RotationStatus, { readonly text: string; readonly tone: Tone }>> = {
  'awaiting-approval': { text: 'Waiting for a decision', tone: 'busy' },
  approved: { text: 'Approved', tone: 'busy' },
  rejected: { text: 'Rejected', tone: 'quiet' },
  expired: { text: 'Expired: nobody decided in time', tone: 'quiet' },
  staged: { text: 'New password stored', tone: 'busy' },
  'maybe-applied': { text: 'Being reset', tone: 'busy' },
  applied: { text: 'Reset, being verified', tone: 'busy' },
  proven: { text: 'Reset proven', tone: 'busy' },
  current: { text: 'New password is current', tone: 'busy' },
  delivered: { text: 'Link sent', tone: 'busy' },
  rotated: { text: 'Rotated', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  uncertain: { text: 'Uncertain: look at it now', tone: 'bad' },
};

/** The result of a cycle, or of a dry run, in one line. */
export const outcomeWords = ({ dryRun }: Pick<Cycle, 'dryRun'>, totals: Totals): string =>
  dryRun
    ? `${countToRotate(totals)} to rotate`
    : `${totals.rotated} rotated, ${totals.failed} failed, ${totals.uncertain} uncertain`;
