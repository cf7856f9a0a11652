import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readerClientId, type Simulation, simulate } from '@m365-rotation/local-microsoft';
import { patientReader } from '../../../cli/plan/patient-reader.ts';
import { planText } from '../../../cli/plan/plan-text.ts';
import { planTenant, type TenantPlan } from '../../../cli/plan/tenant-plan.ts';
import { tenantsWithRules } from '../../../config/tenants-with-rules.ts';
import { batchReader } from '../../../lambda/adapters/graph/batch.ts';
import { authenticatedByAws } from '../../../lambda/adapters/graph/client-authentication.ts';
import { directoryReader } from '../../../lambda/adapters/graph/directory-reader.ts';
import { graphConnection } from '../../../lambda/adapters/graph/graph-connection.ts';
import { tokenSource } from '../../../lambda/adapters/graph/token-source.ts';
import type { Cycle, TenantInCycle } from '../../../lambda/domain/cycle/cycle.ts';
import { GraphThrottled, GraphUnavailable, TenantNotReady } from '../../../lambda/domain/errors.ts';
import type { LastCycle } from '../../../lambda/domain/plan/changes.ts';
import { lastCycleOf } from '../../../lambda/usecases/discovery/last-cycle.ts';
import { exampleEstate } from '../../config/example-estate.ts';

/** Plans of the example estate, read from the simulated Graph. */

const estate = exampleEstate();

let microsoft: Simulation;
beforeAll(async () => {
  microsoft = await simulate();
});
afterAll(() => microsoft.close());

function directory() {
  const now = () => new Date();
  const tokens = tokenSource({
    loginEndpoint: microsoft.addresses.login,
    clientId: readerClientId,
    scope: 'https://graph.microsoft.com/.default',
    prove: authenticatedByAws(() => microsoft.assertion()),
    now,
  });
  const connection = graphConnection(microsoft.addresses.graph, tokens);
  return directoryReader(
    batchReader({ connection, clientRequestId: () => crypto.randomUUID(), sleep: async () => undefined, now }),
  );
}

const never = async () => ({ notCompared: 'there was none' });

async function plan(name: string, schedule: string, last: (() => Promise<LastCycle>) | typeof never = never) {
  const tenant = tenantsWithRules(estate).find((each) => each.name === name);
  if (tenant === undefined) throw new Error(`no ${name}`);
  const schedules = estate.schedules.filter((each) => each.name === schedule);
  const [found] = await planTenant(directory(), last, tenant, schedules);
  if (found === undefined) throw new Error(`no ${schedule}`);
  return found;
}

const upns = (accounts: readonly { readonly userPrincipalName: string }[]) =>
  accounts.map(({ userPrincipalName }) => userPrincipalName);

describe('a plan', () => {
  test('says who is rotated and why', async () => {
    const found = await plan('contoso', 'admin-monthly');
    expect(upns(found.rotate)).toContain('petra.admin@contoso.example');
    const text = planText([found]);
    expect(text).toContain('Privileged Role Administrator, whole tenant, direct, eligible');
    expect(text).toContain('Helpdesk Administrator, whole tenant, via group Help desk');
    expect(text).toContain(`User Administrator, administrative unit "Branches <b>north</b> & 'south'", direct`);
    expect(text).toContain('Cloud Application Administrator, app "Intranet", direct');
    expect(text).toContain('10 accounts would be rotated, each after its approval. Nothing was changed.');
  });

  test('says who is left out and why, and accounts for everybody', async () => {
    for (const { name } of estate.tenants) {
      for (const schedule of ['admin-monthly', 'service-quarterly']) {
        const found = await plan(name, schedule);
        const others = found.others.reduce((sum, each) => sum + each.accounts, 0);
        expect(found.rotate.length + found.leftOut.length + others).toBe(found.accountsSeen);
        for (const each of [...found.leftOut, ...found.others]) expect(each.sentence).toMatch(/^\S.+\.$/);
      }
    }
  });

  test('changes nothing: it only reads', async () => {
    await plan('fabrikam', 'admin-monthly');
    const written = Object.keys(microsoft.requests()).filter((each) => /^graph:(PATCH|POST|DELETE|PUT)/.test(each));
    expect(written).toEqual(['graph:POST /$batch']); // batches of reads
  });

  test('of a tenant that is not ready says so, and what to do', async () => {
    const [tenant] = tenantsWithRules(estate);
    if (tenant === undefined) throw new Error('no tenant');
    const plans = await planTenant(
      directory(),
      never,
      { ...tenant, breakGlass: { accounts: ['gone@contoso.example'] } },
      estate.schedules,
    );
    expect(plans).toHaveLength(2);
    for (const each of plans) expect(each).toMatchObject({ rotate: [], notReady: expect.stringContaining('gone@') });
    expect(planText(plans)).toContain('1 tenant not ready: contoso.');
  });
});

describe('where Graph is in trouble', () => {
  const failing = (...errors: Error[]) => {
    const waits: number[] = [];
    const reader = patientReader(
      {
        readDetails: (...which) => directory().readDetails(...which),
        readTenant: async (tenantId, further) => {
          const error = errors.shift();
          if (error !== undefined) throw error;
          return directory().readTenant(tenantId, further);
        },
      },
      async (seconds) => waits.push(seconds),
    );
    return { reader, waits };
  };
  const [first, second] = tenantsWithRules(estate);
  if (first === undefined || second === undefined) throw new Error('too few');

  test('the plan waits as long as it is asked to, and then tells of everybody', async () => {
    const { reader, waits } = failing(new GraphThrottled(7), new GraphThrottled(30));
    const plans = await planTenant(reader, never, first, estate.schedules);
    expect(waits).toEqual([7, 30]);
    expect(plans.map(({ notReady }) => notReady)).toEqual([undefined, undefined]);
  });

  test('it does not wait for ever, nor for what waiting does not mend; one tenant stops no other', async () => {
    const busy = failing(new GraphThrottled(315));
    expect((await planTenant(busy.reader, never, first, estate.schedules))[0]?.notReady).toContain('315 s');
    const closed = failing(new TenantNotReady('no consent'));
    expect((await planTenant(closed.reader, never, first, estate.schedules))[0]?.notReady).toBe('no consent');
    expect([busy.waits, closed.waits]).toEqual([[], []]);
    const down = failing(new GraphUnavailable('no answer'));
    const plans = [
      ...(await planTenant(down.reader, never, first, estate.schedules)),
      ...(await planTenant(down.reader, never, second, estate.schedules)),
    ];
    expect(plans.map(({ notReady }) => notReady)).toEqual(['no answer', 'no answer', undefined, undefined]);
  });
});

describe('against the last cycle', () => {
  const lastOf = (found: TenantPlan, changes: Partial<LastCycle> = {}): (() => Promise<LastCycle>) => {
    const last = { cycleId: '2026-01-05-admin-monthly', rotated: found.rotate, leftOut: found.leftOut, ...changes };
    return async () => last;
  };

  test('nothing has changed when nothing has', async () => {
    const before = await plan('contoso', 'admin-monthly');
    const { changes } = await plan('contoso', 'admin-monthly', lastOf(before));
    expect(changes).toEqual({ cycleId: '2026-01-05-admin-monthly', accounts: [] });
  });

  test('who is new, who is gone, and whose lot is another', async () => {
    const before = await plan('contoso', 'admin-monthly');
    const [first, second, ...rest] = before.rotate;
    if (first === undefined || second === undefined) throw new Error('too few');
    const gone = { accountId: 'gone', userPrincipalName: 'zz.gone@contoso.example' };
    const last = lastOf(before, {
      rotated: [...rest, gone],
      leftOut: [...before.leftOut, { ...second, reason: 'synced' }],
    });
    const { changes } = await plan('contoso', 'admin-monthly', last);
    if ('notCompared' in changes) throw new Error(changes.notCompared);
    expect(changes.accounts).toHaveLength(3);
    expect(changes.accounts).toEqual(
      expect.arrayContaining([
        { userPrincipalName: first.userPrincipalName, before: 'not an account of this class', now: 'in the cycle' },
        {
          userPrincipalName: second.userPrincipalName,
          before: 'left out: synced from on premises',
          now: 'in the cycle',
        },
        { userPrincipalName: gone.userPrincipalName, before: 'in the cycle', now: 'not an account of this class' },
      ]),
    );
  });

  test('a new name is no new account', async () => {
    const before = await plan('contoso', 'admin-monthly');
    const renamed = before.rotate.map((each) => ({ ...each, userPrincipalName: `old-${each.userPrincipalName}` }));
    const { changes } = await plan('contoso', 'admin-monthly', lastOf(before, { rotated: renamed }));
    expect(changes).toMatchObject({ accounts: [] });
  });

  test('dry runs, other schedules and cycles that did not read the tenant do not count', async () => {
    const cycle = (cycleId: string, changes: Partial<Cycle> = {}): Cycle => ({
      cycleId,
      schedule: 'admin-monthly',
      class: 'admin',
      scheduledFor: '2026-01-05T04:00:00Z',
      openedAt: '2026-01-05T04:00:00Z',
      decideBefore: '2026-01-07T04:00:00Z',
      executionId: cycleId,
      dryRun: false,
      status: 'closed',
      ...changes,
    });
    const tenant = (cycleId: string, accountsSeen: number): TenantInCycle => ({
      cycleId,
      tenantId: 't',
      displayName: 'T',
      status: accountsSeen === 0 ? 'failed' : 'closed',
      accountsSeen,
      excluded: {},
      rotations: 0,
      openCount: 0,
    });
    const find = lastCycleOf({
      cycles: {
        latest: async () => [
          cycle('dry', { dryRun: true }),
          cycle('other', { schedule: 'service-quarterly' }),
          cycle('failed'),
          cycle('good'),
          cycle('older'),
        ],
        findTenant: async (cycleId) => tenant(cycleId, cycleId === 'failed' ? 0 : 9),
      },
      rotations: { ofTenant: async () => [] },
      tenants: { exclusionsOf: async () => [] },
    });
    expect(await find('admin-monthly', 't')).toEqual({ cycleId: 'good', rotated: [], leftOut: [] });
    expect(await find('unheard-of', 't')).toHaveProperty('notCompared');
  });
});
