import { describe, expect, test } from '@jest/globals';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { revealCredential } from '../../../../lambda/usecases/credential/reveal-credential.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { reopenRotation } from '../../../../lambda/usecases/rotation/reopen-rotation.ts';
import { CONTOSO, SCHEDULE, Stop, signedIn, type World, watched } from '../in-memory.ts';
import { rowOf } from '../in-memory-tables.ts';
import { APPROVE, approved, keyOf } from '../scene.ts';
import { rotate, steps, tried } from '../workflow.ts';

const ADA = signedIn('Ada');
const OPERATOR = 'arn:aws:iam::123456789012:user/olga';
const seen = (world: World) => world.ports.exposures.ofTechnician(ADA.actor.objectId);
const newestLink = (world: World) => {
  const link = [...world.tables.credentialLinks.values()].at(-1);
  if (link === undefined) throw new Error('there is no link');
  return link;
};

/** Ada has seen the password of `ops`, and a month later its next rotation is approved. */
async function nextMonth(): Promise<{ readonly world: World; readonly key: ReturnType<typeof keyOf> }> {
  const world = await approved();
  await rotate(world, keyOf('ops'));
  await revealCredential(world.ports, ADA, newestLink(world));
  const later = { ...SCHEDULE, scheduledFor: new Date('2027-01-04T04:00:00.000Z'), executionId: 'execution-2' };
  world.hoursPass(28 * 24);
  const { cycleId } = await openCycle(world.ports, later);
  await discoverTenant(world.ports, { cycleId, tenantId: CONTOSO });
  const key = { cycleId, tenantId: CONTOSO, accountId: 'id-ops' };
  await decideRotation(world.ports, ADA, key, APPROVE);
  return { world, key };
}

const statusAt = (world: World, key: ReturnType<typeof keyOf>) =>
  world.tables.rotationRows.get(rowOf(key))?.state.status;

describe('an exposure', () => {
  test('is there once the view is claimed, whether or not the page arrived', async () => {
    const world = await approved();
    await rotate(world, keyOf('ops'));
    const stop = new Stop(1, 'after');
    await expect(revealCredential(watched(world.ports, stop.watch), ADA, newestLink(world))).rejects.toThrow('claim');
    expect(await seen(world)).toMatchObject([{ accountId: 'id-ops', technicianName: 'Ada Lindqvist' }]);
  });

  test('is not there where the function stopped before the claim', async () => {
    const world = await approved();
    await rotate(world, keyOf('ops'));
    const stop = new Stop(1, 'before');
    await expect(revealCredential(watched(world.ports, stop.watch), ADA, newestLink(world))).rejects.toThrow('claim');
    expect(await seen(world)).toEqual([]);
  });

  test('ends with the next rotation', async () => {
    const { world, key } = await nextMonth();
    expect(await seen(world)).toHaveLength(1);
    await rotate(world, key);
    expect(statusAt(world, key)).toBe('rotated');
    expect(await seen(world)).toEqual([]);
  });

  test('stays where the next rotation fails, or is uncertain', async () => {
    const failing = await nextMonth();
    failing.world.contoso.fates.push('refused');
    await rotate(failing.world, failing.key);
    expect(statusAt(failing.world, failing.key)).toBe('failed');
    expect(await seen(failing.world)).toHaveLength(1);

    const lost = await nextMonth();
    lost.world.contoso.readsUntilVisible = 1000;
    await rotate(lost.world, lost.key);
    expect(statusAt(lost.world, lost.key)).toBe('uncertain');
    expect(await seen(lost.world)).toHaveLength(1);
  });

  test.each([
    ['works-new', 0],
    ['works-old', 1],
  ] as const)('of an uncertain one that a person settles (%s): %p left', async (mode, left) => {
    const { world, key } = await nextMonth();
    world.contoso.readsUntilVisible = 1000;
    await rotate(world, key);
    world.hoursPass(1);
    await reopenRotation(world.ports, key, { n: 1, mode, requestedBy: OPERATOR });
    if (mode === 'works-new') await rotate(world, key);
    expect(await seen(world)).toHaveLength(left);
  });

  test('is never missed, wherever promotion stops: it ends only with the row that says so', async () => {
    for (const moment of ['before', 'after'] as const) {
      for (let n = 1; ; n += 1) {
        const { world, key } = await nextMonth();
        for (const name of ['stage', 'reset', 'verify']) await steps[name]?.(world.ports, key);
        const stop = new Stop(n, moment);
        const ports = watched(world.ports, (call, at) => {
          const isCurrent = statusAt(world, key) === 'current';
          const left = [...(world.tables.exposureRows.get(ADA.actor.objectId)?.values() ?? [])].filter(
            ({ versionId }) => versionId === world.tables.currentVersions.get(`${CONTOSO}/id-ops`),
          );
          expect(left).toHaveLength(isCurrent ? 0 : 1);
          stop.watch(call, at);
        });
        await tried(async () => steps.promote?.(ports, key), stop);
        expect(await seen(world)).toEqual([]);
        if (!stop.happened) break;
      }
    }
  });
});
