import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import type { Rotation } from '../../../../lambda/domain/rotation/rotation.ts';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { type OnDemand, openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { resetPassword } from '../../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { aRole, aUser, EXCHANGE } from '../../domain/accounts/directories.ts';
import { CONTOSO, estate, SCHEDULE, signedIn, World } from '../in-memory.ts';
import { APPROVE } from '../scene.ts';

/** Its change window is closed in the morning, when everything here happens. */
const windowed: Estate = {
  ...estate,
  tenants: estate.tenants.map((each) =>
    each.tenantId === CONTOSO ? { ...each, changeWindow: { days: ['friday'], from: '22:00', to: '23:30' } } : each,
  ),
};
const onDemand: OnDemand = {
  only: { tenantIds: [CONTOSO], accountIds: [] },
  request: 'emergency',
  requestedBy: 'arn:aws:iam::123456789012:user/ada',
  reason: 'a stolen laptop',
  emergency: true,
};

async function emergency(schedule = 'admin-monthly', more: Partial<OnDemand> = {}) {
  const world = new World();
  world.contoso.breakGlassIsAdministrator = false;
  for (const name of ['ops', 'svc-backup'])
    world.contoso.add(aUser(name), ...(name === 'ops' ? [aRole(aUser(name), EXCHANGE)] : []));
  for (const name of ['root', 'root2']) world.contoso.add(aUser(name), aRole(aUser(name), GLOBAL_ADMINISTRATOR));
  world.contoso.add(aUser('bruno.admin'), aRole(aUser('bruno.admin'), EXCHANGE));
  const ports = { ...world.ports, estate: windowed };
  const { cycleId } = await openCycle(ports, {
    ...SCHEDULE,
    schedule,
    executionId: 'execution-1',
    onDemand: { ...onDemand, ...more },
  });
  await discoverTenant(ports, { cycleId, tenantId: CONTOSO });
  const rotationOf = (name: string): Rotation | undefined =>
    [...world.tables.rotationRows.values()].find((each) => each.accountId === `id-${name}`);
  return {
    world,
    ports,
    cycleId,
    rotationOf,
    keyOf: (name: string) => ({ cycleId, tenantId: CONTOSO, accountId: `id-${name}` }),
  };
}

describe('an emergency', () => {
  test('is on record as one, lets people decide for an hour, and says who asked and why', async () => {
    const { world, cycleId, rotationOf } = await emergency();
    const cycle = world.tables.cycleRows.get(cycleId);
    expect(cycle).toMatchObject({
      emergency: true,
      requested: { by: onDemand.requestedBy, reason: 'a stolen laptop' },
    });
    expect(Date.parse(cycle?.decideBefore ?? '') - Date.parse(cycle?.openedAt ?? '')).toBe(3_600_000);
    expect(rotationOf('ops')).toMatchObject({ emergency: true, decideBefore: cycle?.decideBefore });
    expect(rotationOf('ops')?.carryOutBefore).toBeUndefined();
    expect(world.tables.records[0]?.evidence?.detail).toContain('an emergency');
  });

  test('needs two persons for each account, whatever its roles', async () => {
    const { ports, keyOf, rotationOf } = await emergency();
    expect(await decideRotation(ports, signedIn('Ada'), keyOf('ops'), APPROVE)).toMatchObject({
      outcome: 'first-of-two',
    });
    expect(await stagePassword(ports, keyOf('ops'))).toMatchObject({ approval: 'awaited' });
    await decideRotation(ports, signedIn('Ada'), keyOf('ops'), APPROVE);
    expect(rotationOf('ops')?.state.status).toBe('awaiting-approval');
    expect(await decideRotation(ports, signedIn('Bruno'), keyOf('ops'), APPROVE)).toMatchObject({ outcome: 'decided' });
  });

  test('waits for no change window and in no line, and ends the sessions of service accounts too', async () => {
    const { world, ports, keyOf } = await emergency('service-quarterly');
    for (const name of ['Ada', 'Bruno']) await decideRotation(ports, signedIn(name), keyOf('svc-backup'), APPROVE);
    for (let ahead = 0; ahead < 1_000; ahead += 1) await ports.line.take(ports.now());
    expect(await stagePassword(ports, keyOf('svc-backup'))).toEqual({ approval: 'given' });
    await resetPassword(ports, keyOf('svc-backup'));
    expect(world.contoso.signedOut).toContain('id-svc-backup');
  });

  test('never resets all Global Administrators at once', async () => {
    const { world, cycleId, rotationOf } = await emergency();
    expect([rotationOf('root'), rotationOf('root2')].filter((each) => each !== undefined)).toHaveLength(1);
    const leftOut = await world.ports.tenants.exclusionsOf(cycleId, CONTOSO);
    expect(leftOut.filter(({ reason }) => reason === 'last-global-administrator')).toHaveLength(1);
  });

  test('outside of one, sessions of service accounts stay, and the change window counts', async () => {
    const { world, ports, keyOf } = await emergency('service-quarterly', { emergency: false });
    await decideRotation(ports, signedIn('Ada'), keyOf('svc-backup'), APPROVE);
    expect(await stagePassword(ports, keyOf('svc-backup'))).toMatchObject({ approval: 'later' });
    const now = { ...ports, estate };
    await stagePassword(now, keyOf('svc-backup'));
    await resetPassword(now, keyOf('svc-backup'));
    expect(world.contoso.signedOut).toEqual([]);
  });

  test('names its tenants; a command that does not is refused, and on record', async () => {
    await expect(emergency('admin-monthly', { only: undefined })).rejects.toThrow('an emergency names its tenants');
  });
});

test('a schedule may give more or less time to decide than the estate', async () => {
  const world = new World();
  const schedules = estate.schedules.map((each) => ({ ...each, windowHours: 100 }));
  const { cycleId } = await openCycle(
    { ...world.ports, estate: { ...estate, schedules } },
    { ...SCHEDULE, executionId: 'execution-1' },
  );
  const cycle = world.tables.cycleRows.get(cycleId);
  expect(Date.parse(cycle?.decideBefore ?? '') - Date.parse(cycle?.openedAt ?? '')).toBe(100 * 3_600_000);
});

test('in a tenant with a change window, rotations carry until when an approval may be carried out', async () => {
  const { rotationOf } = await emergency('admin-monthly', { emergency: false });
  // Asked on Monday for two days; the next window after that is on Friday, 22:00 to 23:30 in Berlin.
  expect(rotationOf('ops')?.carryOutBefore).toBe('2026-12-11T22:30:00.000Z');
});
