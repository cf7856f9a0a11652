import { describe, expect, test } from '@jest/globals';
import { isInspectionDue } from '../../../../lambda/domain/inspection/due.ts';
import {
  type Finding,
  type Inspection,
  inspectionOf,
  inspectionSchema,
  isSame,
  notReadable,
  quarterOf,
  type Result,
  resultOf,
} from '../../../../lambda/domain/inspection/inspection.ts';
import { findingLine } from '../../../../lambda/domain/inspection/inspection-words.ts';

const tenant = { kind: 'break-glass', tenantId: 'contoso-id', tenantName: 'Contoso Ltd' } as const;
const failing: Finding = { code: 'blocked', state: 'failed', sentence: 'Its sign-in is blocked.', account: 'bg1@x' };
const hidden: Finding = { code: 'not-tested', state: 'unknown', sentence: 'Its last sign-in was not told.' };
const advice: Finding = { code: 'writer-role-excess', state: 'advice', sentence: 'It could do with less.' };
const at = (day: string) => new Date(`${day}T05:00:00.000Z`);
const passed = resultOf([advice]);
const failed = resultOf([failing]);

test('what is not known is neither passed nor failed, and advice changes nothing', () => {
  const verdicts = [[], [advice], [hidden, advice], [hidden, failing]].map((each) => resultOf(each).verdict);
  expect(verdicts).toEqual(['passed', 'passed', 'unknown', 'failed']);
  expect(resultOf([advice, hidden, failing]).findings).toEqual([failing, hidden, advice]);
});

test('results are the same whatever their order', () => {
  expect(isSame(resultOf([failing, hidden]), resultOf([hidden, failing]))).toBe(true);
  expect(isSame(failed, resultOf([{ ...failing, account: 'bg2@x' }]))).toBe(false);
});

test('people read which account, and what', () => {
  expect([failing, hidden, advice].map(findingLine)).toEqual([
    'bg1@x: Its sign-in is blocked.',
    'Not known: Its last sign-in was not told.',
    'Advice: It could do with less.',
  ]);
});

describe('a result in its place', () => {
  const first = inspectionOf(tenant, failed, undefined, at('2026-11-01'));
  const next = (result: Result, day: string, last: Inspection = { ...first, told: true }) =>
    inspectionOf(tenant, result, last, at(day));

  test('the first one is new, and not told yet', () => {
    expect(first).toMatchObject({ changedAt: first.at, failedSince: first.at, told: false });
    expect(inspectionSchema.parse(first)).toEqual(first);
  });

  test('the same again keeps since when, and is told', () => {
    expect(next(failed, '2026-11-02')).toMatchObject({ changedAt: first.at, failedSince: first.at, told: true });
  });

  test('the same again is still not told where it was not', () => {
    expect(next(failed, '2026-11-02', first).told).toBe(false);
  });

  test('another failure is new, and the trouble as old as before', () => {
    const other = next(resultOf([{ ...failing, code: 'not-permanent' }]), '2026-11-02');
    expect(other).toMatchObject({ changedAt: other.at, failedSince: first.at, told: false });
  });

  test('mended is remembered, until it fails anew', () => {
    const mended = next(passed, '2026-11-03');
    expect(mended).toMatchObject({ mendedAt: mended.at, told: false });
    expect(mended).not.toHaveProperty('failedSince');
    const later = next(passed, '2026-11-04', { ...mended, told: true });
    expect(later).toMatchObject({ mendedAt: mended.at, changedAt: mended.at, told: true });
    const anew = next(failed, '2026-11-05', later);
    expect(anew).toMatchObject({ failedSince: anew.at, told: false });
    expect(anew).not.toHaveProperty('mendedAt');
  });

  test('that the tenant cannot be read mends nothing, and breaks nothing', () => {
    expect(next(notReadable('refused'), '2026-11-02')).toMatchObject({ verdict: 'unknown', failedSince: first.at });
    const neverSeen = inspectionOf(tenant, notReadable('refused'), undefined, at('2026-11-02'));
    expect(neverSeen).not.toHaveProperty('failedSince');
  });

  test('what failed before the tenant could not be read, and is hidden afterwards, has been mended by nobody', () => {
    const unread = next(notReadable('refused'), '2026-11-02');
    expect(unread.findings).toEqual([
      expect.objectContaining({ code: 'not-readable' }),
      { ...failing, state: 'unknown' },
    ]);
    const again = next(notReadable('refused'), '2026-11-03', { ...unread, told: true });
    expect(again).toMatchObject({ changedAt: unread.at, failedSince: first.at, told: true });
    const hiddenNow = next(resultOf([{ ...failing, state: 'unknown', sentence: 'Nobody told.' }]), '2026-11-04', again);
    expect(hiddenNow).toMatchObject({ verdict: 'failed', failedSince: first.at });
    expect(next(passed, '2026-11-05', hiddenNow)).toMatchObject({ verdict: 'passed', mendedAt: expect.any(String) });
    expect(next(passed, '2026-11-04', again)).toMatchObject({ verdict: 'passed', mendedAt: expect.any(String) });
  });

  test('what one thing that is not told hides has not been mended either', () => {
    const of = (code: Finding['code'], state: Finding['state']) => resultOf([{ code, state, sentence: code }]);
    const pairs = [
      ['writer-consent', 'writer-permissions'],
      ['writer-excess', 'writer-permissions'],
      ['writer-role', 'writer-permissions'],
      ['reader-excess', 'reader-permissions'],
    ] as const;
    for (const [code, hiding] of pairs) {
      const before = inspectionOf(tenant, of(code, 'failed'), undefined, at('2026-11-01'));
      expect(next(of(hiding, 'unknown'), '2026-11-02', before)).toMatchObject({ failedSince: before.at });
      expect(next(of('not-tested', 'unknown'), '2026-11-02', before)).not.toHaveProperty('failedSince');
    }
    // Of another account it says nothing.
    expect(next(resultOf([{ ...failing, state: 'unknown', account: 'bg2@x' }]), '2026-11-02').verdict).toBe('unknown');
  });

  test('a drill of another quarter is told anew, and a consent is not', () => {
    expect(next(failed, '2027-01-01')).toMatchObject({ changedAt: at('2027-01-01').toISOString(), told: false });
    const consent = inspectionOf({ ...tenant, kind: 'consent' }, failed, first, at('2027-01-01'));
    expect(consent.changedAt).toBe(first.at);
  });
});

describe('when a tenant is looked at', () => {
  const looked = (result: Result, day = '2026-11-01') => inspectionOf(tenant, result, undefined, at(day));
  const hours = (count: number) => new Date(at('2026-11-01').getTime() + count * 3_600_000);

  test('consent: each day, without drifting by the hour of the run', () => {
    const due = [23, 23.5, 24].map((each) => isInspectionDue('consent', looked(passed), hours(each)));
    expect(due).toEqual([false, true, true]);
    expect(isInspectionDue('consent', undefined, hours(0))).toBe(true);
  });

  test('break-glass: each quarter, and each day while it fails or cannot be read', () => {
    const dayLater = (result: Result) => isInspectionDue('break-glass', looked(result), hours(24));
    expect([passed, resultOf([hidden]), failed, notReadable('no')].map(dayLater)).toEqual([false, false, true, true]);
    expect(isInspectionDue('break-glass', looked(failed), hours(1))).toBe(false);
    expect(isInspectionDue('break-glass', looked(passed), at('2026-12-31'))).toBe(false);
    expect(isInspectionDue('break-glass', looked(passed), at('2027-01-01'))).toBe(true);
  });

  test('an instant that lies ahead, or is none, says nothing', () => {
    expect(isInspectionDue('break-glass', looked(passed, '2026-11-02'), hours(1))).toBe(true);
    expect(isInspectionDue('consent', { ...looked(passed), at: 'never' }, hours(1))).toBe(true);
  });

  test('quarters are those of UTC', () => {
    const quarters = ['2026-01-01T00:00:00Z', '2026-03-31T23:59:59Z', '2026-10-01T00:00:00Z'].map(quarterOf);
    expect(quarters).toEqual(['2026-Q1', '2026-Q1', '2026-Q4']);
  });
});
