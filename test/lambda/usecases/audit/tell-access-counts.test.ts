import { beforeEach, expect, test } from '@jest/globals';
import { type AccessFact, RECORDED_EACH } from '../../../../lambda/domain/audit/access.ts';
import { tellAccessCounts } from '../../../../lambda/usecases/audit/tell-access-counts.ts';
import { Tables } from '../in-memory-tables.ts';

const TEN_MINUTES = 600_000;
let tables: Tables;
let now: Date;
beforeEach(() => {
  tables = new Tables();
  now = new Date('2026-12-07T08:01:00.000Z');
});

const note = async (times: number, more: Partial<AccessFact> = {}) => {
  for (let n = 0; n < times; n += 1) {
    const time = now.toISOString();
    await tables.accessLog.note([
      {
        action: 'sign-in.refused',
        outcome: 'refused',
        reason: 'guest',
        time,
        actor: { kind: 'unknown' },
        component: 'sign-in',
        accessOf: 'strangers',
        ...more,
      },
    ]);
  }
};
const tell = () => tellAccessCounts({ accessCounts: tables.accessCounts, now: () => now });
const last = () => tables.records.at(-1);

test('what has records of its own is not told again', async () => {
  await note(RECORDED_EACH);
  now = new Date(now.getTime() + 2 * TEN_MINUTES);
  expect(await tell()).toBe(0);
  expect(tables.records).toHaveLength(RECORDED_EACH);
});

test('the others are told in one record, once, when their ten minutes are over', async () => {
  await note(1_000);
  expect(await tell()).toBe(0);
  now = new Date(now.getTime() + 2 * TEN_MINUTES);
  expect(await tell()).toBe(1);
  expect(last()).toMatchObject({
    action: 'sign-in.refused',
    outcome: 'refused',
    reason: 'guest',
    times: 995,
    chain: 'access#strangers',
    evidence: { detail: '995 more from 2026-12-07T08:00:00.000Z to 2026-12-07T08:10:00.000Z' },
  });
  expect(await tell()).toBe(0);
});

test('each kind is told by itself; one that was counted late is told too', async () => {
  await note(7);
  await note(8, { reason: 'stale' });
  await note(9, { accessOf: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01', action: 'session.started', reason: undefined });
  const before = now;
  now = new Date(before.getTime() + 2 * TEN_MINUTES);
  expect(await tell()).toBe(3);
  expect(tables.records.flatMap(({ times }) => times ?? [])).toEqual([2, 3, 4]);
  const after = now;
  now = before; // a function whose clock is behind
  await note(2);
  now = after;
  expect(await tell()).toBe(1);
  expect(tables.records.flatMap(({ times }) => times ?? [])).toContain(2);
});

test('two runs at once tell it once', async () => {
  await note(9);
  now = new Date(now.getTime() + 2 * TEN_MINUTES);
  const made = await Promise.all([tell(), tell()]);
  expect(made.toSorted()).toEqual([0, 1]);
});
