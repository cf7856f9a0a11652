import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '@m365-rotation/local-aws';
import { auditReader } from '../../../../../lambda/adapters/aws/dynamodb/audit/audit-reader.ts';
import { commit } from '../../../../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';
import { cycleStore } from '../../../../../lambda/adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../../../../../lambda/adapters/aws/dynamodb/cycle/tenant-store.ts';
import { rotationStore } from '../../../../../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
import { key } from '../../../../../lambda/adapters/aws/dynamodb/state-keys.ts';
import type { ExcludedAccount } from '../../../../../lambda/domain/accounts/account.ts';
import { problemsOfChain } from '../../../../../lambda/domain/audit/audit-chain.ts';
import type { AuditFact } from '../../../../../lambda/domain/audit/audit-record.ts';
import type { Cycle, TenantInCycle } from '../../../../../lambda/domain/cycle/cycle.ts';
import { plannedAccount } from '../../../../../lambda/domain/plan/plan.ts';
import { approve, conclude, reapply, stage } from '../../../../../lambda/domain/rotation/protocol.ts';
import { isIn, type Rotation } from '../../../../../lambda/domain/rotation/rotation.ts';
import { aDecision, inState, states } from '../../../domain/rotation/rotations.ts';
import { type Cloud, startCloud } from './local-tables.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const cycles = () => cycleStore(cloud.tables);
const tenants = () => tenantStore(cloud.tables);
const rotations = () => rotationStore(cloud.tables);

const waiting = inState(states.awaiting);
const { cycleId, tenantId } = waiting;
const CHAIN = `${tenantId}#${waiting.accountId}`;

const fact = (more: Partial<AuditFact> = {}): AuditFact => ({
  action: 'approval.requested',
  outcome: 'success',
  time: '2026-12-07T08:00:00.000Z',
  actor: { kind: 'system', name: 'test' },
  component: 'test',
  cycleId,
  tenantId,
  accountId: waiting.accountId,
  ...more,
});

const cycle: Cycle = {
  cycleId,
  schedule: 'admin-monthly',
  class: 'admin',
  scheduledFor: '2026-12-07T04:00:00.000Z',
  openedAt: '2026-12-07T04:00:05.000Z',
  decideBefore: waiting.decideBefore,
  executionId: 'execution-1',
  dryRun: false,
  status: 'open',
};

const numbered = (n: number): Rotation => {
  const accountId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  return { ...waiting, accountId, account: { ...waiting.account, accountId } };
};
const excluded = (n: number): ExcludedAccount => {
  const { accountId, userPrincipalName, displayName } = numbered(n).account;
  return { accountId, userPrincipalName, displayName, class: 'admin', reason: 'guest' };
};

const proposed = (n: number) => numbered(n).account;
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
/** The workflow stores its token, as AwaitApproval does. */
const storeToken = (rowKey: Record<string, string>, taskToken: string) =>
  cloud.tables.client.send(
    new UpdateCommand({
      TableName: cloud.tables.state,
      Key: rowKey,
      UpdateExpression: 'SET taskToken = :token',
      ExpressionAttributeValues: { ':token': taskToken },
    }),
  );

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
    expect(await tenants().proposalsOf(cycleId, tenantId)).toEqual(fifty.map(plannedAccount));
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
  test('many writers of one chain: one line, no fork, nothing lost', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => commit(cloud.tables, [], [fact({ reason: `${i}` })])));
    const records = await chain();
    expect(records.map((each) => each.sequence)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(new Set(records.map((each) => each.reason)).size).toBe(12);
  });

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
    await expect(commit(cloud.tables, [], [fact()])).rejects.toMatchObject({ name: 'TransactionConflictException' });
  });
});

describe('cycles', () => {
  test('one execution has a cycle; a repeated run of it goes on', async () => {
    expect(await openTenant()).toBe('opened');
    expect(await openTenant()).toBe('resumed');
    expect(await openTenant({ executionId: 'execution-2' })).toBe('already-open');
    expect(await actions('-#-')).toEqual(['cycle.opened']);
    expect(await cycles().find(cycleId)).toEqual(cycle);
  });

  test('two at the same moment: one of them', async () => {
    const both = await Promise.all([openTenant(), openTenant({ executionId: 'execution-2' })]);
    expect(both.sort()).toEqual(['already-open', 'opened']);
  });

  test('a run that stopped before the tenants is gone on with', async () => {
    cloud.onCall = ({ action }) => {
      if (action === 'PutItem') throw new AwsError('InternalServerError', 'down', 500);
    };
    await expect(openTenant()).rejects.toThrow();
    cloud.onCall = () => undefined;
    expect(await openTenant()).toBe('resumed');
    expect(await found()).toMatchObject({ status: 'pending' });
  });

  test('the newest come first', async () => {
    for (const id of ['2026-11-02-admin-monthly', '2027-01-04-admin-monthly', '2026-12-07-admin-monthly']) {
      await openTenant({ cycleId: id });
    }
    expect((await cycles().latest(2)).map((each) => each.cycleId)).toEqual([
      '2027-01-04-admin-monthly',
      '2026-12-07-admin-monthly',
    ]);
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

describe('rotations', () => {
  beforeEach(async () => {
    await openTenant();
    await discover([waiting, numbered(2)]);
  });

  test('come back as they were stored, in every state', async () => {
    let row: Rotation = waiting;
    for (const state of Object.values(states)) {
      row = await rotations().advance(row, { ...row, state }, fact());
      expect(await rotations().find(waiting)).toEqual({ ...waiting, state, revision: row.revision });
    }
  });

  test('two decisions at the same moment: one (R6)', async () => {
    const approved = approve(waiting, aDecision());
    const runs = await Promise.allSettled(
      Array.from({ length: 5 }, () => rotations().advance(waiting, approved, fact({ action: 'approval.approved' }))),
    );
    expect(runs.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect((await actions()).filter((each) => each === 'approval.approved')).toHaveLength(1);
  });

  test('decided ones are no longer open, and keep the token of their workflow', async () => {
    await storeToken(key.rotation(waiting), 'token-1');
    await rotations().advance(waiting, approve(waiting, aDecision()), fact());
    expect(await rotations().openFor(tenantId)).toEqual([numbered(2)]);
    expect(await rotations().taskTokenOf(waiting)).toBe('token-1');
    await storeToken(key.rotation(waiting), 'token-2');
    await rotations().forgetTaskToken(waiting, 'token-1');
    expect(await rotations().taskTokenOf(waiting)).toBe('token-2');
    await rotations().forgetTaskToken(waiting, 'token-2');
    expect(await rotations().taskTokenOf(waiting)).toBeUndefined();
  });

  test('are counted as done once, and not changed any more', async () => {
    const expired = conclude(waiting, { kind: 'expired' });
    const runs = await Promise.allSettled([1, 2, 3].map(() => rotations().close(waiting, expired, fact())));
    expect(runs.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    const closed = await rotations().find(waiting);
    expect(closed).toMatchObject({ closed: true, state: { status: 'expired' } });
    expect(await tenants().waiting(cycleId, tenantId)).toEqual({ openCount: 1 });
    if (closed === undefined) throw new Error('gone');
    const again = { ...closed, state: stage(inState(states.approved)).state };
    await expect(rotations().advance(closed, again, fact())).rejects.toMatchObject({ name: 'StaleState' });
  });
});

describe('tenants', () => {
  beforeEach(async () => {
    await openTenant();
    await discover([waiting]);
  });

  test('are counted as done once; the token of their workflow and their ticket stay', async () => {
    await storeToken(key.tenant(cycleId, tenantId), 'token-1');
    const tenant = await found();
    await tenants().recordTicket(tenant, '4711', fact({ action: 'ticket.created' }));
    await tenants().recordTicket(tenant, '4711', fact({ action: 'ticket.created' }));
    const close = () => tenants().close(tenant, 'no consent', fact({ action: 'tenant.failed' }));
    await Promise.all([close(), close()]);
    await close();
    expect(await found()).toMatchObject({ status: 'failed', failure: 'no consent', ticket: '4711' });
    expect(await cycles().waiting(cycleId)).toEqual({ openCount: 0 });
    expect(await tenants().waiting(cycleId, tenantId)).toEqual({ openCount: 1, taskToken: 'token-1' });
    expect((await actions()).filter((each) => each === 'tenant.failed' || each === 'ticket.created')).toHaveLength(2);
  });
});

describe('one rotation of an account at a time', () => {
  const inCycle = (id: string): Rotation => ({ ...waiting, cycleId: id, rotationId: id.padEnd(32, '0') });

  test('another cycle waits until the first has ended, and one that ends elsewhere frees nothing', async () => {
    await openTenant();
    await discover([waiting]);
    const mine = waiting;
    const other = inCycle('2026-12-07-admin-extra');
    expect(await rotations().acquireLock(mine, new Date())).toBe('acquired');
    expect(await rotations().acquireLock(mine, new Date())).toBe('acquired'); // again after a crash
    expect(await rotations().acquireLock(other, new Date())).toBe('account-busy');
    const [found] = await rotations().ofTenant(cycleId, tenantId);
    if (found === undefined) throw new Error('the rotation is missing');
    await rotations().close(found, conclude(found, { kind: 'error', reason: 'test' }), fact());
    expect(await rotations().acquireLock(other, new Date())).toBe('acquired');
    expect(await rotations().acquireLock(mine, new Date())).toBe('account-busy');
  });

  test('one that was closed meanwhile takes no account: nobody would let go of it', async () => {
    await openTenant();
    await discover([waiting]);
    const staging = waiting; // what staging read
    await rotations().close(waiting, conclude(waiting, { kind: 'error', reason: 'test' }), fact());
    await expect(rotations().acquireLock(staging, new Date())).rejects.toMatchObject({ name: 'StaleState' });
    expect(await rotations().lockHolder(waiting)).toBeUndefined();
  });

  test('an uncertain one keeps its account, is counted once, and lets go when it is settled', async () => {
    await openTenant();
    await discover([waiting, numbered(2)]);
    expect(await rotations().lockHolder(waiting)).toBeUndefined();
    await rotations().acquireLock(waiting, new Date());
    const attempted = await rotations().advance(waiting, { ...waiting, state: states.maybeApplied }, fact());
    const uncertain = conclude(attempted, { kind: 'error', reason: 'test' });
    const closed = await rotations().close(attempted, uncertain, fact());
    const other = inCycle('2027-01-04-admin-monthly');
    expect(await rotations().acquireLock(other, new Date())).toBe('account-busy');
    expect(await rotations().lockHolder(other)).toEqual({ tenantId, accountId: waiting.accountId, cycleId });
    expect(await tenants().waiting(cycleId, tenantId)).toEqual({ openCount: 1 });

    if (!isIn(closed, 'uncertain')) throw new Error('it is uncertain');
    const reopened = await rotations().advance(closed, reapply(closed), fact());
    await expect(rotations().advance(closed, reapply(closed), fact())).rejects.toMatchObject({ name: 'StaleState' });
    const rotated = { ...reopened, state: states.rotated };
    await rotations().close(reopened, rotated, fact({ action: 'rotation.settled' }));
    expect(await tenants().waiting(cycleId, tenantId)).toEqual({ openCount: 1 });
    expect(await rotations().find(waiting)).toMatchObject({
      closed: true,
      countedAs: 'uncertain',
      reopened: 1,
      state: { status: 'rotated' },
    });
    expect(await rotations().lockHolder(other)).toBeUndefined();
    expect(await rotations().acquireLock(other, new Date())).toBe('acquired');
  });

  test('of two at the same moment, one gets it', async () => {
    const all = ['a', 'b', 'c', 'd'].map((each) => rotations().acquireLock(inCycle(`2026-12-07-${each}`), new Date()));
    expect((await Promise.all(all)).filter((each) => each === 'acquired')).toHaveLength(1);
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
