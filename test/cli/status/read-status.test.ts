import { expect, test } from '@jest/globals';
import { readStatus } from '../../../cli/status/read-status.ts';
import { tenantsWithRules } from '../../../config/tenants-with-rules.ts';
import { closeTenant } from '../../../lambda/usecases/cycle/close-tenant.ts';
import { openCycle } from '../../../lambda/usecases/cycle/open-cycle.ts';
import { CONTOSO, CYCLE, estate, SCHEDULE, World } from '../../lambda/usecases/in-memory.ts';

const wanted = { uncertain: false, tenants: tenantsWithRules(estate), now: new Date('2026-12-07T09:00:00.000Z') };

test('a tenant that failed as a whole has no rotation that would tell: the status names it, with the reason', async () => {
  const world = new World();
  await openCycle(world.ports, { ...SCHEDULE, executionId: 'by-schedule' });
  const error = { name: 'TenantNotReady', cause: '{"errorMessage":"the reader app lacks consent"}' };
  await closeTenant(world.ports, { cycleId: CYCLE, tenantId: CONTOSO }, error);
  const [cycle] = await readStatus(world.ports, estate, wanted);
  expect(cycle?.rotations).toEqual([]);
  expect(cycle?.tenantsFailed).toEqual(['Contoso Ltd: the reader app lacks consent']);
  const others = wanted.tenants.filter(({ tenantId }) => tenantId !== CONTOSO);
  expect((await readStatus(world.ports, estate, { ...wanted, tenants: others }))[0]?.tenantsFailed).toEqual([]);
});

test('a cycle that there is not is told with those that there are', async () => {
  const world = new World();
  const asked = () => readStatus(world.ports, estate, { ...wanted, cycle: '2026-12-70-admin-monthly' });
  await expect(asked()).rejects.toThrow('there is no cycle 2026-12-70-admin-monthly; none has run yet');
  await openCycle(world.ports, { ...SCHEDULE, executionId: 'by-schedule' });
  await expect(asked()).rejects.toThrow(`the latest are ${CYCLE}`);
});
