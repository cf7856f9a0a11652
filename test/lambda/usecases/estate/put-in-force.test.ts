import { beforeEach, describe, expect, test } from '@jest/globals';
import { canonicalJson, sha256 } from '../../../../lambda/domain/audit/audit-chain.ts';
import type { AuditFact } from '../../../../lambda/domain/audit/audit-record.ts';
import type { RecordedEstate } from '../../../../lambda/domain/audit/recorded-estate.ts';
import { StaleState } from '../../../../lambda/ports/rotation.ts';
import { type PutInForcePorts, putInForce } from '../../../../lambda/usecases/estate/put-in-force.ts';

const tenants = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ tenantId: `id-${i}`, name: `t${i}`, displayName: `T${i}`, ...more }));
const hashOf = (estate: object) => sha256(canonicalJson(estate));

let row: RecordedEstate | undefined;
let objects: Map<string, unknown>;
let facts: AuditFact[];
/** Transactions that go through before the function stops. */
let left: number;
beforeEach(() => {
  row = undefined;
  objects = new Map();
  facts = [];
  left = Number.POSITIVE_INFINITY;
});

const ports: PutInForcePorts = {
  archive: {
    store: async (hash, canonical) => void objects.set(hash, JSON.parse(canonical)),
    read: async (hash) => objects.get(hash),
  },
  log: {
    last: async () => row,
    move: async (from, to, told) => {
      if (left-- <= 0) throw new Error('stopped');
      if (row?.revision !== from?.revision) throw new StaleState('somebody else was first');
      // As DynamoDB: 100 actions, two for each record, and the row.
      expect(told.length * 2 + 1).toBeLessThanOrEqual(100);
      row = to;
      facts.push(...told);
    },
  },
  now: () => new Date('2026-12-07T05:00:00.000Z'),
};
let requests = 0;
const deploy = (estate: object, requestId = `request-${++requests}`) =>
  putInForce(ports, { estate, hash: hashOf(estate), code: '1.0.0+0123456789abcdef', requestId });
const details = () => facts.map(({ tenantId, evidence }) => [tenantId, evidence?.detail]);

describe('the deployed estate', () => {
  test('is recorded the first time with its hash, and kept under it', async () => {
    const estate = { tenants: tenants(2) };
    expect(await deploy(estate)).toBe(1);
    expect(facts).toEqual([
      {
        action: 'estate.changed',
        outcome: 'success',
        time: '2026-12-07T05:00:00.000Z',
        actor: { kind: 'system', name: 'publish-estate' },
        component: 'publish-estate',
        evidence: { detail: 'recorded for the first time: 2 tenants' },
        estate: hashOf(estate),
        code: '1.0.0+0123456789abcdef',
      },
    ]);
    expect(objects.get(hashOf(estate))).toEqual(estate);
    expect(row).toMatchObject({ hash: hashOf(estate), revision: 1 });
  });

  test('that did not change is not recorded again', async () => {
    await deploy({ tenants: tenants(2) });
    expect(await deploy({ tenants: tenants(2) })).toBe(0);
    expect(facts).toHaveLength(1);
  });

  test('a request that comes again does nothing, also after another estate came into force', async () => {
    const [one, other] = [{ tenants: tenants(1) }, { tenants: tenants(2) }];
    await deploy(one, 'first');
    await deploy(other, 'second');
    expect(await deploy(one, 'first')).toBe(0);
    expect(row?.hash).toBe(hashOf(other));
    // Neither does one that found its estate in force already.
    expect(await deploy(other, 'third')).toBe(0);
    await deploy(one, 'fourth');
    expect(await deploy(other, 'third')).toBe(0);
    expect(row?.hash).toBe(hashOf(one));
  });

  test('a rollback puts the one before in force, and is on record', async () => {
    const [one, other] = [{ tenants: tenants(1) }, { tenants: tenants(1), days: 7 }];
    await deploy(one);
    await deploy(other);
    expect(await deploy(one)).toBe(1);
    expect(row?.hash).toBe(hashOf(one));
    expect(facts.at(-1)).toMatchObject({ estate: hashOf(one), evidence: { detail: 'days removed' } });
  });

  test('is not in force before all its changes are on record', async () => {
    const [before, after] = [{ tenants: tenants(100) }, { tenants: tenants(100, { manualTasks: true }) }];
    await deploy(before);
    left = 2;
    await expect(deploy(after)).rejects.toThrow('stopped');
    expect(row?.hash).toBe(hashOf(before));
  });

  test('that changed is recorded in the chain of each tenant too', async () => {
    await deploy({ tenants: tenants(2), days: 7 });
    facts = [];
    const [first, second] = tenants(2);
    expect(await deploy({ tenants: [first, { ...second, manualTasks: true }], days: 8 })).toBe(2);
    expect(details()).toEqual([
      [undefined, 'days changed from 7 to 8; 1 tenant changed, added or removed'],
      ['id-1', 'tenants[t1].manualTasks added: true'],
    ]);
    expect(facts[1]).toMatchObject({ tenantName: 'T1' });
  });
});

describe('a change of a thousand tenants', () => {
  const before = { tenants: tenants(1_000) };
  const after = { tenants: tenants(1_000, { manualTasks: true }) };
  beforeEach(async () => {
    await deploy(before);
    facts = [];
  });

  test('takes several transactions, and each tenant has its record once', async () => {
    expect(await deploy(after)).toBe(1_001);
    expect(new Set(details().map(([tenantId]) => tenantId)).size).toBe(1_001);
    expect(row).toMatchObject({ hash: hashOf(after) });
    expect(row).not.toHaveProperty('underWay');
  });

  test.each([0, 1, 2, 25])('goes on where it stopped after %i transactions', async (steps) => {
    left = steps;
    await expect(deploy(after)).rejects.toThrow('stopped');
    left = Number.POSITIVE_INFINITY;
    await deploy(after);
    expect(details()).toHaveLength(1_001);
    expect(new Set(details().map(([tenantId]) => tenantId)).size).toBe(1_001);
  });

  test('goes on with it, also where another estate was deployed meanwhile, and then with that', async () => {
    left = 3;
    await expect(deploy(after)).rejects.toThrow('stopped');
    left = Number.POSITIVE_INFINITY;
    const third = { tenants: tenants(1_000, { manualTasks: true }), days: 7 };
    await deploy(third);
    expect(facts).toHaveLength(1_002);
    expect(facts.at(-2)).toMatchObject({ estate: hashOf(after) });
    // What code the estate in between had is not known here.
    expect(facts.at(-2)).not.toHaveProperty('code');
    expect(facts.at(-1)).toMatchObject({ estate: hashOf(third), evidence: { detail: 'days added: 7' } });
    expect(row).toMatchObject({ hash: hashOf(third) });
  });

  test('comes back to what it was while it was recorded: both ways are on record', async () => {
    left = 3;
    await expect(deploy(after)).rejects.toThrow('stopped');
    left = Number.POSITIVE_INFINITY;
    await deploy(before);
    expect(facts).toHaveLength(2_002);
    expect(row).toMatchObject({ hash: hashOf(before) });
  });
});

test('two runs at the same moment record it once', async () => {
  await deploy({ tenants: tenants(100) });
  facts = [];
  const after = { tenants: tenants(100, { manualTasks: true }) };
  await Promise.all([deploy(after), deploy(after)]);
  expect(facts).toHaveLength(101);
});

test('an estate that cannot be read any more is no reason to record nothing', async () => {
  await deploy({ tenants: tenants(1) });
  facts = [];
  const gone = hashOf({ tenants: tenants(1) });
  objects.set(gone, { not: 'an estate' });
  await deploy({ tenants: tenants(2) });
  expect(details()).toEqual([[undefined, `what changed is not known: the estate ${gone} cannot be read`]]);
});
