import { expect, test } from '@jest/globals';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { rotationsUnderWay } from '../../../../lambda/usecases/cycle/under-way.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { CONTOSO, CYCLE, SCHEDULE, signedIn, World } from '../in-memory.ts';
import { APPROVE, approved, discovered, keyOf } from '../scene.ts';
import { rotate } from '../workflow.ts';

const OPS = { tenantId: CONTOSO, accountId: 'id-ops', class: 'admin' } as const;
const found = (world: World, account: Parameters<ReturnType<typeof rotationsUnderWay>>[0] = OPS) =>
  rotationsUnderWay(world.ports)(account);

test('nothing rotates an account where there is no cycle', async () => {
  expect(await found(new World())).toBeUndefined();
});

test('from the question to the outcome, its cycle rotates it', async () => {
  const world = await discovered();
  expect(await found(world)).toMatchObject({ cycleId: CYCLE, rotation: { state: { status: 'awaiting-approval' } } });
  await decideRotation(world.ports, signedIn('Ada'), keyOf('ops'), APPROVE);
  // Approved and not carried out yet: no lock says so.
  expect(await found(world)).toMatchObject({ rotation: { state: { status: 'approved' } } });
  await stagePassword(world.ports, keyOf('ops'));
  expect(await found(world)).toMatchObject({ rotation: { state: { status: 'staged' } } });
});

test('once rotated, rejected or failed it is free, though its cycle is open', async () => {
  const rotated = await approved();
  await rotate(rotated, keyOf('ops'));
  expect(await found(rotated)).toBeUndefined();
  const rejected = await discovered();
  await decideRotation(rejected.ports, signedIn('Ada'), keyOf('ops'), { decision: 'reject', reason: 'not now' });
  expect(await found(rejected)).toBeUndefined();
});

test('an uncertain outcome counts, however old its cycle is', async () => {
  const world = await approved();
  world.contoso.readsUntilVisible = 1000;
  await rotate(world, keyOf('ops'));
  const cycle = world.tables.cycleRows.get(CYCLE);
  if (cycle !== undefined) world.tables.cycleRows.set(CYCLE, { ...cycle, status: 'closed' });
  expect(await found(world)).toMatchObject({ cycleId: CYCLE, rotation: { state: { status: 'uncertain' } } });
});

test('a cycle that has not read the tenant yet will find the account', async () => {
  const world = new World();
  await openCycle(world.ports, { ...SCHEDULE, executionId: 'execution-1' });
  expect(await found(world)).toEqual({ cycleId: CYCLE });
  expect(await found(world, { ...OPS, class: 'service' })).toBeUndefined();
  expect(await found(world, { ...OPS, tenantId: '00000000-0000-4000-8000-00000000dead' })).toBeUndefined();
});

test('a cycle for other accounts, or a dry run, does not', async () => {
  const others = new World();
  const only = { tenantIds: [CONTOSO], accountIds: ['id-mail'] };
  const onDemand = { only, requestedBy: 'arn:aws:iam::1:user/olga', reason: 'left' };
  await openCycle(others.ports, { ...SCHEDULE, executionId: 'execution-1', onDemand });
  expect(await found(others)).toBeUndefined();
  expect(await found(others, { ...OPS, accountId: 'id-mail' })).toBeDefined();
  const dry = new World();
  await openCycle(dry.ports, { ...SCHEDULE, executionId: 'execution-1', dryRun: true });
  expect(await found(dry)).toBeUndefined();
});
