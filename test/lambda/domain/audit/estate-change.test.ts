import { describe, expect, test } from '@jest/globals';
import {
  estateChanges,
  firstEstate,
  type StoredEstate,
  storedEstateSchema,
} from '../../../../lambda/domain/audit/estate-change.ts';

const tenant = (n: number, more: object = {}) => ({
  tenantId: `id-${n}`,
  name: `tenant-${n}`,
  displayName: `Tenant ${n}`,
  ...more,
});
const estate = (tenants: StoredEstate['tenants'], more: object = {}): StoredEstate => ({
  approvals: { windowHours: 48 },
  ...more,
  tenants,
});
const named = (n: number) => ({ tenantId: `id-${n}`, tenantName: `Tenant ${n}` });

describe('a change of the estate', () => {
  test('is told of the estate, and of each tenant that it is about', () => {
    const before = estate([tenant(1), tenant(2), tenant(3)]);
    const after = estate([tenant(1, { changeWindow: {} }), tenant(3), tenant(4)], { approvals: { windowHours: 24 } });
    expect(estateChanges(before, after)).toEqual([
      { detail: 'approvals.windowHours changed from 48 to 24; 3 tenants changed, added or removed' },
      { tenant: named(1), detail: 'tenants[tenant-1].changeWindow added' },
      { tenant: named(4), detail: 'tenants[tenant-4] added' },
      { tenant: named(2), detail: 'tenants[tenant-2] removed' },
    ]);
  });

  test('that is about no tenant has one record', () => {
    expect(estateChanges(estate([tenant(1)]), estate([tenant(1)], { audit: { retentionYears: 7 } }))).toEqual([
      { detail: 'audit added' },
    ]);
  });

  test('that gives a tenant another name is about that tenant', () => {
    const [, change] = estateChanges(estate([tenant(1)]), estate([tenant(1, { displayName: 'Renamed' })]));
    expect(change).toEqual({
      tenant: { tenantId: 'id-1', tenantName: 'Renamed' },
      detail: 'tenants[tenant-1].displayName changed from Tenant 1 to Renamed',
    });
  });

  test('of the order alone is told', () => {
    expect(estateChanges(estate([tenant(1), tenant(2)]), estate([tenant(2), tenant(1)]))).toEqual([
      { detail: 'tenants: order changed' },
    ]);
    expect(estateChanges(estate([tenant(1), tenant(2)]), estate([tenant(0), tenant(1), tenant(2)]))[0].detail).toBe(
      '1 tenant changed, added or removed',
    );
  });

  test('is cut: twenty lines of 160 characters, and how many more there are', () => {
    const many = Object.fromEntries(Array.from({ length: 22 }, (_, i) => [`${'x'.repeat(200)}${i}`, i]));
    const [{ detail }] = estateChanges(estate([]), estate([], many));
    const lines = detail.split('; ');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 2 more changes');
    expect(lines[0]).toBe('x'.repeat(160));
    const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`a${i}`, i]));
    expect(estateChanges(estate([]), estate([], twenty))[0].detail.split('; ')).toHaveLength(20);
  });

  test('is safe to show', () => {
    expect(estateChanges(estate([]), estate([], { 'a\u202eb': 1 }))[0].detail).toBe('a?b added: 1');
  });
});

test('the first estate is told by its size', () => {
  expect(firstEstate(estate([tenant(1)]))).toBe('recorded for the first time: 1 tenant');
});

test('an estate of any version is read, as far as its tenants have ids and names', () => {
  expect(storedEstateSchema.parse(estate([tenant(1)], { unheardOf: 1 }))).toMatchObject({ unheardOf: 1 });
  expect(storedEstateSchema.safeParse({ tenants: [{ name: 'x' }] }).success).toBe(false);
});
