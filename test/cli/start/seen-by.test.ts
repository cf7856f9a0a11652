import { describe, expect, test } from '@jest/globals';
import { planSeenBy } from '../../../cli/start/seen-by.ts';
import type { ExposedAccount } from '../../../lambda/usecases/credential/exposed-accounts.ts';
import { openCycle } from '../../../lambda/usecases/cycle/open-cycle.ts';
import { CONTOSO, SCHEDULE, World } from '../../lambda/usecases/in-memory.ts';

const account = (n: number, more: Partial<ExposedAccount> = {}): ExposedAccount => ({
  tenantId: CONTOSO,
  accountId: `id-${n}`,
  userPrincipalName: `a${n}@contoso.example`,
  tenantDisplayName: 'Contoso Ltd',
  class: 'admin',
  exposures: [],
  ...more,
});
const plan = (accounts: readonly ExposedAccount[], world = new World(), estate = world.estate) =>
  planSeenBy(estate, world.ports, accounts);
const inShort = ({ starts, leftOut }: Awaited<ReturnType<typeof plan>>) => ({
  starts: starts.map((each) => [each.schedule.name, each.accounts.map(({ accountId }) => accountId)]),
  leftOut: leftOut.map((each) => [each.account.accountId, each.why]),
});

describe('for the accounts that somebody has seen', () => {
  test('one cycle of each class is started, over all tenants', async () => {
    const other = new World().estate.tenants[1]?.tenantId ?? '';
    const accounts = [account(1), account(2, { class: 'service' }), account(3, { tenantId: other })];
    expect(inShort(await plan(accounts))).toEqual({
      starts: [
        ['admin-monthly', ['id-1', 'id-3']],
        ['service-quarterly', ['id-2']],
      ],
      leftOut: [],
    });
  });

  test('more than one cycle takes make further ones', async () => {
    const { starts } = await plan(Array.from({ length: 501 }, (_, n) => account(n)));
    expect(starts.map(({ accounts }) => accounts.length)).toEqual([500, 1]);
  });

  test('none is started where nothing was seen', async () => {
    expect(inShort(await plan([]))).toEqual({ starts: [], leftOut: [] });
  });

  test('those that cannot be rotated so are left out, each with its reason', async () => {
    const world = new World();
    const { class: _, ...unknown } = account(2);
    const estate = { ...world.estate, schedules: world.estate.schedules.filter((each) => each.class === 'service') };
    const accounts = [account(1, { tenantId: 'gone' }), unknown, account(3)];
    expect(inShort(await plan(accounts, world, estate))).toEqual({
      starts: [],
      leftOut: [
        ['id-1', expect.stringContaining('does not have its tenant any more')],
        ['id-2', expect.stringContaining('not on record')],
        ['id-3', 'the estate has no schedule for admin accounts'],
      ],
    });
  });

  test('what a cycle rotates already is left out', async () => {
    const world = new World();
    const { cycleId } = await openCycle(world.ports, { ...SCHEDULE, executionId: 'execution-1' });
    expect(inShort(await plan([account(1)], world))).toEqual({
      starts: [],
      leftOut: [['id-1', `cycle ${cycleId} has just begun, and finds it by itself`]],
    });
  });
});
