import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '@m365-rotation/local-aws';
import { auditReader } from '../../../../../lambda/adapters/aws/dynamodb/audit/audit-reader.ts';
import { commit } from '../../../../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';
import { cycleStore } from '../../../../../lambda/adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../../../../../lambda/adapters/aws/dynamodb/cycle/tenant-store.ts';
import { rotationStore } from '../../../../../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
import type { ExcludedAccount } from '../../../../../lambda/domain/accounts/account.ts';
import { problemsOfChain } from '../../../../../lambda/domain/audit/audit-chain.ts';
import type { Cycle, TenantInCycle } from '../../../../../lambda/domain/cycle/cycle.ts';
import { plannedAccount } from '../../../../../lambda/domain/plan/plan.ts';
import { approve, conclude } from '../../../../../lambda/domain/rotation/protocol.ts';
import type { Rotation } from '../../../../../lambda/domain/rotation/rotation.ts';
import {
  CHAIN,
  cycle,
  cycleId,
  excluded,
  fact,
  numbered,
  tenantId,
  waiting,
} from '../../../../contract/stores/values.ts';
import { aDecision } from '../../../domain/rotation/rotations.ts';
import { type Cloud, startCloud } from './local-tables.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const cycles = () => cycleStore(cloud.tables);
const tenants = () => tenantStore(cloud.tables);
const rotations = () => rotationStore(cloud.tables);

const proposed = (n: number) => plannedAccount(numbered(n).account);
const proposal = (found: readonly ReturnType<typeof proposed>[], out: readonly ExcludedAccount[] = []) =>
  tenants().recordDryRun(
    { cycleId, tenantId, accountsSeen: 70, excludedCounts: { guest: out.length }, problems: ['PIM: not licensed'] },
    found,
    out,
    {
      proposal: ({ accountId }) => fact({ action: 'account.discovered', accountId }),
      exclusion: ({ accountId }) => fact({ action: 'account.excluded', accountId }),
      tenant: fact({ action: 'tenant.discovered', accountId: undefined }),
    },
  );

const openTenant = (more: Partial<Cycle> = {}) =>
  cycles().open(
    { ...cycle, ...more },
    [{ tenantId, displayName: 'Contoso Ltd' }],
    fact({ action: 'cycle.opened', tenantId: undefined, accountId: undefined }),
  );

const discover = (found: readonly Rotation[], out: readonly ExcludedAccount[] = []) =>
  tenants().recordDiscovery(
    { cycleId, tenantId, accountsSeen: 70, excludedCounts: { guest: out.length }, problems: [] },
    found,
    out,
    {
      rotation: ({ accountId }) => fact({ action: 'account.discovered', accountId }),
      exclusion: ({ accountId }) => fact({ action: 'account.excluded', accountId }),
      tenant: fact({ action: 'tenant.discovered', accountId: undefined }),
    },
  );

async function found(): Promise<TenantInCycle> {
  const tenant = await cycles().findTenant(cycleId, tenantId);
  if (tenant === undefined) throw new Error('there is no tenant');
  return tenant;
}
async function chain(name = CHAIN) {
  const records = await auditReader(cloud.tables).recordsOf(name);
  expect(problemsOfChain(records.map((each) => ({ ...each })))).toEqual([]);
  return records;
}
const actions = async (name = CHAIN) => (await chain(name)).map((each) => each.action);

describe('a dry run', () => {
  const fifty = Array.from({ length: 50 }, (_, n) => proposed(n + 1));

  test('is recorded over several transactions, each account with its record, and opens nothing', async () => {
    await openTenant({ dryRun: true });
    await proposal(fifty, [excluded(99)]);
    expect(await found()).toMatchObject({
      status: 'discovered',
      rotations: 0,
      openCount: 0,
      accountsSeen: 70,
      problems: ['PIM: not licensed'],
    });
    expect(await tenants().proposalsOf(cycleId, tenantId)).toEqual(fifty);
    for (const n of [1, 50])
      expect(await actions(`${tenantId}#${proposed(n).accountId}`)).toEqual(['account.discovered']);
    expect(await rotations().ofTenant(cycleId, tenantId)).toEqual([]);
    expect(await rotations().openFor(tenantId)).toEqual([]);
    expect(await rotations().find(numbered(1))).toBeUndefined();
  });

  test('that stopped half-way goes on: nothing is recorded twice', async () => {
    await openTenant({ dryRun: true });
    let left = 1;
    const { client } = cloud.tables;
    const stopping = new Proxy(client, {
      get: (target, name) =>
        name === 'send'
          ? (command: Parameters<typeof client.send>[0]) => {
              if (command.constructor.name === 'TransactWriteCommand' && left-- <= 0) throw new Error('stopped');
              return target.send(command);
            }
          : Reflect.get(target, name),
    });
    const facts = {
      proposal: ({ accountId }: { readonly accountId: string }) => fact({ action: 'account.discovered', accountId }),
      exclusion: ({ accountId }: { readonly accountId: string }) => fact({ action: 'account.excluded', accountId }),
      tenant: fact({ action: 'tenant.discovered', accountId: undefined }),
    };
    const discovered = { cycleId, tenantId, accountsSeen: 50, excludedCounts: {}, problems: [] };
    const half = tenantStore({ ...cloud.tables, client: stopping });
    await expect(half.recordDryRun(discovered, fifty, [], facts)).rejects.toThrow('stopped');
    expect((await tenants().proposalsOf(cycleId, tenantId)).length).toBeLessThan(50);
    await proposal(fifty);
    await proposal(fifty); // and again, when all is done
    expect(await tenants().proposalsOf(cycleId, tenantId)).toHaveLength(50);
    for (const n of [1, 25, 50]) expect(await actions(`${tenantId}#${proposed(n).accountId}`)).toHaveLength(1);
    expect(await actions(`${tenantId}#-`)).toEqual(['tenant.discovered']);
  });
});

describe('a change and its record (R5)', () => {
  test('several facts of one chain in one transaction keep their order', async () => {
    await commit(cloud.tables, [], [fact({ reason: 'a' }), fact({ reason: 'b' }), fact({ accountId: undefined })]);
    expect((await chain()).map((each) => each.reason)).toEqual(['a', 'b']);
    expect(await actions(`${tenantId}#-`)).toHaveLength(1);
  });

  test('a change that is refused leaves no record, and one without record does not happen', async () => {
    await openTenant();
    await discover([waiting]);
    const [row] = await rotations().ofTenant(cycleId, tenantId);
    const approved = approve(waiting, aDecision());
    await rotations().advance(waiting, approved, fact({ action: 'approval.approved' }));
    const before = await actions();
    await expect(rotations().advance(waiting, approved, fact({ action: 'approval.approved' }))).rejects.toMatchObject({
      name: 'StaleState',
    });
    expect(await actions()).toEqual(before);

    cloud.onCall = ({ action }) => {
      if (action === 'TransactWriteItems') throw new AwsError('InternalServerError', 'down', 500);
    };
    const now = await rotations().find(waiting);
    await expect(rotations().close(now ?? waiting, conclude(approved), fact())).rejects.toThrow();
    cloud.onCall = () => undefined;
    expect(await rotations().find(waiting)).toEqual(now);
    expect(row?.revision).toBe(1);
  });

  test('too busy for too long: an error that workflows try again by', async () => {
    cloud.onCall = ({ action }) => {
      if (action !== 'TransactWriteItems') return;
      throw new AwsError('TransactionCanceledException', 'busy', 400, {
        CancellationReasons: [{ Code: 'ThrottlingError' }, { Code: 'None' }],
      });
    };
    await expect(commit(cloud.tables, [], [fact()], 2)).rejects.toMatchObject({ name: 'TransactionConflictException' });
  });
});

describe('cycles', () => {
  test('a run that stopped before the tenants is gone on with', async () => {
    cloud.onCall = ({ action }) => {
      if (action === 'PutItem') throw new AwsError('InternalServerError', 'down', 500);
    };
    await expect(openTenant()).rejects.toThrow();
    cloud.onCall = () => undefined;
    expect(await openTenant()).toBe('resumed');
    expect(await found()).toMatchObject({ status: 'pending' });
  });
});

describe('discovery', () => {
  const many = Array.from({ length: 40 }, (_, i) => numbered(i));
  const out = Array.from({ length: 30 }, (_, i) => excluded(100 + i));

  test('more accounts than one transaction takes', async () => {
    await openTenant();
    expect(await discover(many, out)).toHaveLength(40);
    expect(await found()).toMatchObject({
      status: 'discovered',
      rotations: 40,
      openCount: 40,
      excluded: { guest: 30 },
    });
    expect(await tenants().exclusionsOf(cycleId, tenantId)).toEqual(out);
    expect(await rotations().openFor(tenantId)).toHaveLength(40);
  });

  test('stopped half-way, it is gone on with, and every account has one record', async () => {
    await openTenant();
    let transactions = 0;
    cloud.onCall = ({ action }) => {
      if (action === 'TransactWriteItems') transactions += 1;
      if (transactions === 2) throw new AwsError('InternalServerError', 'down', 500);
    };
    await expect(discover(many, out)).rejects.toThrow();
    cloud.onCall = () => undefined;
    expect(await found()).toMatchObject({ status: 'pending' });
    await discover(many, out);
    await discover([...many, numbered(99)], out); // too late for a further one
    expect(await found()).toMatchObject({ rotations: 40, openCount: 40 });
    for (const { accountId } of [...many, ...out]) expect(await actions(`${tenantId}#${accountId}`)).toHaveLength(1);
  });
});

describe('a discovery that stops half-way', () => {
  test('leaves every rotation counted, so that each can still be closed', async () => {
    await openTenant();
    const many = Array.from({ length: 70 }, (_, n) => numbered(n));
    let transactions = 0;
    cloud.onCall = ({ action }) => {
      if (action === 'TransactWriteItems') transactions += 1;
      if (transactions > 2) throw new AwsError('InternalServerError', 'stopped', 500);
    };
    await expect(discover(many)).rejects.toThrow('stopped');
    cloud.onCall = () => undefined;
    const found = await rotations().ofTenant(cycleId, tenantId);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(70);
    expect(await tenants().waiting(cycleId, tenantId)).toMatchObject({ openCount: found.length });
    for (const each of found) {
      await rotations().close(each, conclude(each, { kind: 'error', reason: 'its tenant failed' }), fact());
    }
    expect(await tenants().waiting(cycleId, tenantId)).toMatchObject({ openCount: 0 });
  });
});
