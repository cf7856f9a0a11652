import { expect, test } from '@jest/globals';
import { holdId, holdSchema, isReleased } from '../../../../lambda/domain/cycle/hold.ts';

const tenantId = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
const released = { at: '2026-11-02T09:00:00.000Z', by: { kind: 'operator', name: 'ada' }, reason: 'seen' } as const;

test('what nobody knows of, and what only a dry run has read, is on hold (R11)', () => {
  expect(isReleased(undefined)).toBe(false);
  expect(isReleased({})).toBe(false);
  expect(isReleased(holdSchema.parse({ tenantId, class: 'admin', dryRun: { cycleId: 'c', at: 'a' } }))).toBe(false);
  expect(isReleased(holdSchema.parse({ tenantId, class: 'admin', released }))).toBe(true);
});

test('each tenant and class has a hold of its own', () => {
  const ids = (['admin', 'service'] as const).flatMap((each) =>
    [tenantId, 'another'].map((one) => holdId({ tenantId: one, class: each })),
  );
  expect(new Set(ids).size).toBe(4);
});
