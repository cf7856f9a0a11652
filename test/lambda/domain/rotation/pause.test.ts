import { expect, test } from '@jest/globals';
import {
  mayStopSomething,
  nextLook,
  type Pause,
  type PauseScope,
  pausedBy,
  scopeId,
  scopesOver,
  stillOn,
} from '../../../../lambda/domain/rotation/pause.ts';

const cycleId = '2026-12-07-admin-monthly';
const tenantId = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
const another = 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33';
const NOW = new Date('2026-12-07T09:00:00.000Z');
const pause = (scope: PauseScope): Pause => ({
  scope,
  since: '2026-12-07T08:00:00.000Z',
  by: { kind: 'system', name: 'test' },
  reason: 'looked strange',
});
const everything = pause({ of: 'everything' });
const admins = pause({ of: 'class', class: 'admin' });
const contoso = pause({ of: 'tenant', tenantId });

test('a pause stops the accounts in its scope, and no others', () => {
  const admin = { cycleId, tenantId, class: 'admin' } as const;
  const service = { cycleId, tenantId, class: 'service' } as const;
  const elsewhere = { cycleId, tenantId: another, class: 'admin' } as const;
  expect(pausedBy([], admin, NOW)).toBeUndefined();
  expect([admin, service, elsewhere].map((each) => pausedBy([everything], each, NOW))).toEqual([
    everything,
    everything,
    everything,
  ]);
  expect([admin, service, elsewhere].map((each) => pausedBy([admins], each, NOW))).toEqual([admins, undefined, admins]);
  expect([admin, service, elsewhere].map((each) => pausedBy([contoso], each, NOW))).toEqual([
    contoso,
    contoso,
    undefined,
  ]);
});

test("what a contact has stopped holds in one cycle, and loses its force with the cycle's approvals", () => {
  const stop = { ...pause({ of: 'tenant-in-cycle', cycleId, tenantId }), until: '2026-12-09T16:00:00.000Z' };
  const admin = { cycleId, tenantId, class: 'admin' } as const;
  const others = [
    { ...admin, tenantId: another },
    { ...admin, cycleId: '2026-12-07-admin-monthly-ab12' },
  ];
  expect(pausedBy([stop], admin, NOW)).toBe(stop);
  expect(others.map((each) => pausedBy([stop], each, NOW))).toEqual([undefined, undefined]);
  expect(pausedBy([stop], admin, new Date('2026-12-09T16:00:00.000Z'))).toBeUndefined();
  expect(pausedBy([stop, contoso], admin, new Date('2026-12-09T16:00:00.000Z'))).toBe(contoso);
  const may = (at: string) => mayStopSomething(stop, new Date(at));
  expect([may('2026-12-09T15:59:59.999Z'), may('2026-12-09T16:00:00.000Z')]).toEqual([true, false]);
  expect(mayStopSomething(contoso, new Date('2099-01-01T00:00:00Z'))).toBe(true);
});

test('of several, the widest one is named', () => {
  const account = { cycleId, tenantId, class: 'admin' } as const;
  expect(pausedBy([contoso, admins, everything], account, NOW)).toBe(everything);
  expect(pausedBy([contoso, admins], account, NOW)).toBe(admins);
  const stop = pause({ of: 'tenant-in-cycle', cycleId, tenantId });
  expect(pausedBy([stop, contoso], account, NOW)).toBe(contoso);
});

test('those that are over are left out, and the others stay in their order', () => {
  const stop = (until: string) => ({ ...pause({ of: 'tenant-in-cycle', cycleId, tenantId }), until });
  const [over, on] = [stop('2026-12-07T09:00:00.000Z'), stop('2026-12-07T09:00:00.001Z')];
  expect(stillOn([contoso, over, on, everything], NOW)).toEqual([contoso, on, everything]);
});

test('scopes have different ids, and those over an account are all that can stop it', () => {
  const scopes = scopesOver({ cycleId, tenantId, class: 'service' });
  expect(scopes.map(scopeId)).toEqual([
    'everything',
    'class#service',
    `tenant#${tenantId}`,
    `tenant-in-cycle#${cycleId}#${tenantId}`,
  ]);
});

test('a young pause is looked at again after 5 minutes, an old one after 30', () => {
  const after = (minutes: number) => {
    const now = new Date(Date.parse(everything.since) + minutes * 60_000);
    return (nextLook(everything, now).getTime() - now.getTime()) / 60_000;
  };
  expect([0, 20, 40, 120, 10_080].map(after)).toEqual([5, 5, 10, 30, 30]);
  expect(after(-60)).toBe(5); // clocks differ
});

test('a pause of a week takes fewer than 360 looks', () => {
  let now = new Date(everything.since);
  let looks = 0;
  for (; now.getTime() < Date.parse(everything.since) + 7 * 86_400_000; looks += 1) now = nextLook(everything, now);
  expect(looks).toBeLessThan(360);
});
