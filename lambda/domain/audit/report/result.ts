import { modeWords } from '../../rotation/reopening.ts';
import type { AuditRecord } from '../audit-record.ts';

/** How a rotation stands by its records. */
export interface Result {
  /** `under-way`: it has not ended, or was opened again. `proposed`: a dry run found it. */
  readonly kind: 'rotated' | 'rejected' | 'expired' | 'failed' | 'uncertain' | 'under-way' | 'proposed';
  /** ISO 8601, UTC: when it ended so. Left out: it has not. */
  readonly at?: string | undefined;
  /** Why, as recorded: a code, an error, or a person's words. */
  readonly reason?: string | undefined;
  /** How it had ended when its cycle counted it, where it was opened again later. */
  readonly countedAs: Result['kind'] | undefined;
  /** How often a person had it tried again, polled, or said which password works. */
  readonly reopened: number;
}

type Standing = Pick<Result, 'kind' | 'at' | 'reason'>;

const ended = ['rotated', 'rejected', 'expired'] as const;

/** @param records  of one rotation, in the order of its chain */
export function resultIn(records: readonly AuditRecord[]): Result {
  let result: Standing = { kind: 'under-way' };
  let countedAs: Result['kind'] | undefined;
  let reopened = 0;
  for (const record of records) {
    const { action } = record;
    if (action === 'account.discovered' && record.reason === 'dry-run') result = { kind: 'proposed' };
    if (action === 'rotation.closed' || action === 'rotation.settled' || action === 'approval.expired') {
      const end = endOf(record);
      // A rejection is recorded with its reason, and closed later without.
      result = end.kind === 'rejected' && result.kind === 'rejected' ? { ...result, at: end.at ?? record.time } : end;
      countedAs ??= result.kind;
    }
    if (action === 'approval.rejected') result = { kind: 'rejected', at: record.time, reason: record.reason };
    if (action === 'approval.withdrawn') {
      // After it was counted it fails again at once; before that the question is open again.
      result = countedAs === undefined ? { kind: 'under-way' } : { kind: 'failed', at: record.time, reason: action };
    }
    if (action === 'rotation.reopened' || action === 'rotation.resolved') {
      reopened += 1;
      result = afterReopening(record, result);
    }
  }
  return {
    ...result,
    countedAs: countedAs === result.kind ? undefined : countedAs,
    reopened,
  };
}

function endOf({ action, outcome, reason, time }: AuditRecord): Standing {
  if (outcome === 'failed' || outcome === 'uncertain') {
    return { kind: outcome, at: time, reason };
  }
  const kind = ended.find((each) => each === (action === 'approval.expired' ? 'expired' : reason));
  // What a later version of the product calls an end is not guessed.
  return kind === undefined ? { kind: 'under-way' } : { kind, at: time };
}

function afterReopening(record: AuditRecord, before: Standing): Standing {
  switch (record.evidence?.detail) {
    case modeWords.poll:
      return before;
    case modeWords['works-old']:
      return { kind: 'failed', at: record.time, reason: modeWords['works-old'] };
    default:
      return { kind: 'under-way' };
  }
}
