import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { proposeRotations } from '../../../../lambda/usecases/credential/propose-rotations.ts';
import { revealCredential } from '../../../../lambda/usecases/credential/reveal-credential.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { CONTOSO, CYCLE, Stop, signedIn, type World, watched } from '../in-memory.ts';
import { APPROVE, approved, keyOf } from '../scene.ts';
import { rotate } from '../workflow.ts';

const ADA = signedIn('Ada');
const NOTHING = [
  { class: 'admin', accounts: 0, started: 'nothing-due' },
  { class: 'service', accounts: 0, started: 'nothing-due' },
];

const ruled = ({ estate }: World, rotateAfterReveal: Estate['rotateAfterReveal'] = { adminHours: 8 }): Estate => ({
  ...estate,
  rotateAfterReveal,
});
const propose = (world: World, estate = ruled(world)) => proposeRotations({ ...world.ports, estate });

/** Ada has seen the password of `ops`, and her cycle has closed since. */
async function seen(names: readonly string[] = ['ops']): Promise<World> {
  const world = await approved();
  for (const name of names.slice(1)) await decideRotation(world.ports, ADA, keyOf(name), APPROVE);
  for (const name of names) {
    await rotate(world, keyOf(name));
    const link = [...world.tables.credentialLinks.values()].at(-1);
    if (link === undefined) throw new Error('there is no link');
    await revealCredential(world.ports, ADA, link);
  }
  close(world, CYCLE);
  return world;
}

function close(world: World, cycleId: string): void {
  const cycle = world.tables.cycleRows.get(cycleId);
  if (cycle !== undefined) world.tables.cycleRows.set(cycleId, { ...cycle, status: 'closed' });
}

/** What RotationCycle does with what it was started with. */
async function openStarted(world: World): Promise<string> {
  const [input] = [...world.started.values()].slice(-1);
  const { onDemand, schedule } = input as { onDemand: Parameters<typeof openCycle>[1]['onDemand']; schedule: string };
  const at = { schedule, scheduledFor: world.now(), dryRun: false, executionId: `execution-${world.started.size}` };
  return (await openCycle({ ...world.ports, estate: ruled(world) }, { ...at, onDemand })).cycleId;
}

const requestedIn = ({ tables }: World) => tables.records.find(({ action }) => action === 'rotation.requested');

describe('a rotation after a reveal', () => {
  test('is proposed after the hours of the estate, for all accounts together', async () => {
    const world = await seen(['ops', 'mail']);
    expect(await propose(world)).toEqual(NOTHING);
    world.hoursPass(8);
    expect(await propose(world)).toEqual([{ class: 'admin', accounts: 2, started: 'started' }, NOTHING[1]]);
    expect([...world.started]).toEqual([
      [
        '2026-12-07-admin-monthly-after-reveal',
        {
          schedule: 'admin-monthly',
          scheduledFor: expect.any(String),
          onDemand: {
            only: {
              tenantIds: [CONTOSO],
              accountIds: ['id-mail', 'id-ops'],
              accountsOf: { [CONTOSO]: ['id-mail', 'id-ops'] },
            },
            request: 'rotateAfterReveal',
            requestedBy: { rule: 'rotateAfterReveal' },
            reason: 'A person saw each of these passwords at least 8 hours ago',
          },
        },
      ],
    ]);
    expect(requestedIn(world)).toMatchObject({
      action: 'rotation.requested',
      actor: { kind: 'system', name: 'the rule rotateAfterReveal' },
    });
  });

  test('is never proposed where the estate does not ask for it', async () => {
    const world = await seen();
    world.hoursPass(1000);
    expect(await propose(world, ruled(world, {}))).toEqual(NOTHING);
    expect(await propose(world, ruled(world, { serviceHours: 1 }))).toEqual(NOTHING);
  });

  test('is proposed once a day, however often the function runs (R8)', async () => {
    const world = await seen();
    world.hoursPass(8);
    await propose(world);
    expect(await propose(world)).toMatchObject([{ accounts: 1, started: 'exists' }, {}]);
    await openStarted(world);
    expect(await propose(world)).toEqual(NOTHING);
    expect(world.started.size).toBe(1);
  });

  test('is one cycle wherever the function stops, and none is without a record', async () => {
    for (const moment of ['before', 'after'] as const) {
      for (let n = 1; ; n += 1) {
        const world = await seen();
        world.hoursPass(8);
        const stop = new Stop(n, moment);
        const ports = { ...watched(world.ports, stop.watch), estate: ruled(world) };
        await proposeRotations({ ...world.ports, ...ports, estate: ruled(world) }).catch(() => undefined);
        stop.restart();
        await propose(world);
        expect(world.started.size).toBe(1);
        expect(world.tables.records.map(({ action }) => action)).toContain('rotation.requested');
        if (!stop.happened) break;
      }
    }
  });

  test('of service accounts does not fail with that of administrators (R9)', async () => {
    const world = await seen();
    world.hoursPass(8);
    const former = world.tables.cycleRows.get(CYCLE);
    if (former === undefined) throw new Error('there is no cycle');
    const service = { ...former, cycleId: '2026-10-05-service-quarterly', class: 'service' } as const;
    world.tables.cycleRows.set(service.cycleId, service);
    const { exposures, cycleStarts } = world.ports;
    const ofTechnician: typeof exposures.ofTechnician = async (id) =>
      (await exposures.ofTechnician(id)).flatMap((each) => [
        each,
        { ...each, cycleId: service.cycleId, accountId: 'id-mail' },
      ]);
    const start: typeof cycleStarts.start = async (name, input) => {
      if (name.includes('admin')) throw new Error('Step Functions did not answer');
      return cycleStarts.start(name, input);
    };
    const ports = { ...world.ports, exposures: { ...exposures, ofTechnician }, cycleStarts: { start } };
    const estate = ruled(world, { adminHours: 8, serviceHours: 8 });
    await expect(proposeRotations({ ...ports, estate })).rejects.toThrow('not proposed: admin accounts');
    expect([...world.started.keys()]).toEqual(['2026-12-07-service-quarterly-after-reveal']);
  });

  test('leaves out what a cycle rotates already', async () => {
    const world = await seen();
    world.hoursPass(8);
    const only = { tenantIds: [CONTOSO], accountIds: ['id-ops'] };
    const onDemand = { only, requestedBy: 'arn:aws:iam::1:user/olga', reason: 'left' };
    await openCycle(world.ports, {
      ...{ schedule: 'admin-monthly', scheduledFor: world.now(), dryRun: false, executionId: 'execution-7' },
      onDemand,
    });
    expect(await propose(world)).toEqual(NOTHING);
  });

  test('is asked again a week after people said no, and not the next day', async () => {
    const world = await seen();
    world.hoursPass(8);
    await propose(world);
    close(world, await openStarted(world));
    world.hoursPass(24);
    expect(await propose(world)).toEqual(NOTHING);
    world.hoursPass(6 * 24);
    expect(await propose(world)).toMatchObject([{ accounts: 1, started: 'started' }, {}]);
    expect(world.started.size).toBe(2);
  });

  test('leaves out a tenant that the estate does not have any more', async () => {
    const world = await seen();
    world.hoursPass(8);
    const estate = { ...ruled(world), tenants: world.estate.tenants.filter(({ tenantId }) => tenantId !== CONTOSO) };
    expect(await propose(world, estate)).toEqual(NOTHING);
  });

  test('needs a schedule of the class', async () => {
    const world = await seen();
    world.hoursPass(8);
    const estate = { ...ruled(world), schedules: world.estate.schedules.filter((each) => each.class === 'service') };
    expect(await propose(world, estate)).toMatchObject([{ class: 'admin', started: 'no-schedule' }, {}]);
  });
});
