import { describe, expect, test } from '@jest/globals';
import {
  afterExport,
  type EndedExport,
  type ExportState,
  exportSentence,
  nextExport,
} from '../../../../lambda/domain/audit/export-plan.ts';

const LAST = '2026-12-07T05:00:00.000Z';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What comes next so long after everything was exported. */
const next = (ms: number, state: ExportState = { exportedUntil: LAST }) =>
  nextExport(state, new Date(Date.parse(LAST) + ms), 'token');
const at = (ms: number) => new Date(Date.parse(LAST) + ms).toISOString();

describe('what is exported next', () => {
  test('is the whole table, where nothing was', () => {
    expect(next(0, {})).toEqual({ kind: 'planned', isNew: true, export: { token: 'token', plannedAt: LAST } });
  });

  test('is nothing within 16 minutes: DynamoDB takes no window of less than 15', () => {
    for (const ms of [-HOUR, 0, 16 * MINUTE - 1]) {
      expect(next(ms)).toEqual({ kind: 'too-soon', notBefore: at(16 * MINUTE) });
    }
  });

  test('is what came since, and the window is left open', () => {
    for (const ms of [16 * MINUTE, 5 * HOUR, 23 * HOUR]) {
      expect(next(ms)).toEqual({
        kind: 'planned',
        isNew: true,
        export: { token: 'token', plannedAt: at(ms), from: LAST },
      });
    }
  });

  test('is a window with an end, where an open one could get longer than 24 hours', () => {
    expect(next(23 * HOUR + 1500)).toMatchObject({ export: { from: LAST, to: at(23 * HOUR + 1000) } });
    expect(next(DAY)).toMatchObject({ export: { from: LAST, to: at(DAY) } });
    expect(next(34 * DAY)).toMatchObject({ export: { from: LAST, to: at(DAY) } });
  });

  test('is the whole table again, after what recovery reaches', () => {
    expect(next(34 * DAY + 1)).toEqual({
      kind: 'planned',
      isNew: true,
      export: { token: 'token', plannedAt: at(34 * DAY + 1) },
    });
  });

  test('is what somebody has planned already, as long as DynamoDB knows its token', () => {
    const planned = { token: 'other', plannedAt: at(HOUR), from: LAST };
    const state = { exportedUntil: LAST, planned };
    expect(next(8 * HOUR - 1, state)).toEqual({ kind: 'planned', isNew: false, export: planned });
    expect(next(HOUR, { planned })).toMatchObject({ isNew: false, export: planned });
    expect(next(8 * HOUR, state)).toMatchObject({ isNew: true, export: { token: 'token', from: LAST } });
  });
});

describe('after an export', () => {
  const planned = { token: 'token', plannedAt: at(HOUR), from: LAST };
  const ended = (more: Partial<EndedExport> = {}): EndedExport => ({
    token: 'token',
    status: 'COMPLETED',
    exportArn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/T/export/01-ab',
    until: '2026-12-07T06:00:00.789Z',
    items: 3,
    ...more,
  });

  test('the next one begins with the second in which it ended', () => {
    expect(afterExport({ exportedUntil: LAST, planned }, ended())).toEqual({
      exportedUntil: '2026-12-07T06:00:00.000Z',
    });
    expect(afterExport({ planned }, ended())).toEqual({ exportedUntil: '2026-12-07T06:00:00.000Z' });
  });

  test('never goes back', () => {
    expect(afterExport({ exportedUntil: LAST, planned }, ended({ until: at(-HOUR) }))).toEqual({ exportedUntil: LAST });
  });

  test('that failed, the same is planned anew', () => {
    expect(afterExport({ exportedUntil: LAST, planned }, ended({ status: 'FAILED' }))).toEqual({ exportedUntil: LAST });
    expect(afterExport({ planned }, ended({ status: 'FAILED' }))).toEqual({});
  });

  test('that somebody else has taken into account, nothing is to do', () => {
    expect(afterExport({ exportedUntil: LAST }, ended())).toBeUndefined();
    expect(afterExport({ planned: { ...planned, token: 'other' } }, ended())).toBeUndefined();
  });

  test('a sentence says what it holds', () => {
    expect(exportSentence(planned, ended())).toBe(
      `what was recorded from ${LAST} to 2026-12-07T06:00:00.789Z: 3 records, export 01-ab`,
    );
    expect(exportSentence({ token: 't', plannedAt: LAST }, ended())).toBe(
      'the whole table as of 2026-12-07T06:00:00.789Z: 3 records, export 01-ab',
    );
  });
});
