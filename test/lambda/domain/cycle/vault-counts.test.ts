import { expect, test } from '@jest/globals';
import {
  countInVaultWriting,
  sumOfVaultCounts,
  vaultCountsOf,
  vaultMoved,
} from '../../../../lambda/domain/cycle/vault-counts.ts';

const queued = { vault: { status: 'queued', since: '2026-12-07T06:00:00.000Z' } } as const;
const written = { vault: { status: 'written', at: '2026-12-07T06:01:00.000Z', recordId: '4711' } } as const;
const givenUp = { vault: { status: 'given-up', at: '2026-12-10T06:00:00.000Z', reason: 'record-not-found' } } as const;

test('a password is counted where it is, and not where it was', () => {
  expect(vaultMoved({}, queued)).toEqual({ vaultQueued: 1 });
  expect(vaultMoved(queued, written)).toEqual({ vaultQueued: -1, vaultWritten: 1 });
  expect(vaultMoved(queued, givenUp)).toEqual({ vaultQueued: -1, vaultGivenUp: 1 });
  expect(vaultMoved(givenUp, {})).toEqual({ vaultGivenUp: -1 });
});

test('a password that a later one replaced before it was written is counted nowhere: nobody misses it', () => {
  const superseded = { vault: { ...givenUp.vault, reason: 'superseded' } } as const;
  expect(vaultMoved(queued, superseded)).toEqual({ vaultQueued: -1 });
  expect(vaultMoved(superseded, {})).toEqual({});
});

test('what changes nothing counts nothing', () => {
  expect(vaultMoved({}, {})).toEqual({});
  expect(vaultMoved(queued, { vault: { status: 'queued', since: '2026-12-07T07:00:00.000Z' } })).toEqual({});
});

test('rows without counts have none, and no count is below none', () => {
  expect(vaultCountsOf({})).toEqual({ written: 0, queued: 0, givenUp: 0 });
  const counts = vaultCountsOf({ vaultWritten: 3, vaultQueued: -1, vaultGivenUp: 1 });
  expect(counts).toEqual({ written: 3, queued: 0, givenUp: 1 });
  expect(sumOfVaultCounts([counts, counts])).toEqual({ written: 6, queued: 0, givenUp: 2 });
  expect(countInVaultWriting(counts)).toBe(4);
});
