import { describe, expect, test } from '@jest/globals';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { withdrawDecision } from '../../../../lambda/usecases/approval/withdraw-decision.ts';
import { recordOutcome } from '../../../../lambda/usecases/rotation/record-outcome.ts';
import { reopenRotation } from '../../../../lambda/usecases/rotation/reopen-rotation.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { CONTOSO, callsMadeBy, signedIn, type World, watched } from '../in-memory.ts';
import { APPROVE, actionsOf, approved, discovered, keyOf, rotationOf, statusOf } from '../scene.ts';

const KEY = keyOf('ops');
const withdraw = (world: World, by = 'Bruno', name = 'ops', reason?: string) =>
  withdrawDecision(world.ports, signedIn(by), keyOf(name), reason);
const decide = (world: World, by: string, name = 'ops') =>
  decideRotation(world.ports, signedIn(by), keyOf(name), APPROVE);
const isOffered = async (world: World, name = 'ops') =>
  (await world.tables.rotations.openFor(CONTOSO)).some(({ accountId }) => accountId === `id-${name}`);

const versionsIn = (world: World) => [...(world.contoso.versions.get('id-ops')?.keys() ?? [])];

describe('an approval', () => {
  test('is taken back by whoever may decide, with the reason on record; then it is asked again', async () => {
    const world = await approved();
    expect(await withdraw(world, 'Bruno', 'ops', ' wrong account ')).toMatchObject({
      outcome: 'withdrawn',
      rotation: { state: { status: 'awaiting-approval' } },
    });
    expect(world.tables.chains.get(`${CONTOSO}#id-ops`)?.at(-1)).toMatchObject({
      action: 'approval.withdrawn',
      actor: signedIn('Bruno').actor,
      source: { address: '192.0.2.1' },
      reason: 'wrong account',
      evidence: { detail: 'approved by Ada Lindqvist' },
    });
    expect(await isOffered(world)).toBe(true);
    expect(await stagePassword(world.ports, KEY)).toMatchObject({ approval: 'awaited' });
    expect(await decide(world, 'Ada')).toMatchObject({ outcome: 'decided' });
    expect(await stagePassword(world.ports, KEY)).toMatchObject({ approval: 'given' });
  });

  test('of two persons is taken back whole, and the first of two too', async () => {
    const world = await discovered();
    await decide(world, 'Ada', 'root');
    expect(await withdraw(world, 'Ada', 'root')).toMatchObject({ outcome: 'withdrawn' });
    expect(rotationOf(world, 'root').state).toEqual({ status: 'awaiting-approval' });
    await decide(world, 'Ada', 'root');
    await decide(world, 'Bruno', 'root');
    await withdraw(world, 'Ada', 'root');
    expect(rotationOf(world, 'root').state).toEqual({ status: 'awaiting-approval' });
    expect(world.tables.chains.get(`${CONTOSO}#id-root`)?.at(-1)?.evidence?.detail).toBe(
      'approved by Ada Lindqvist and Bruno Okafor',
    );
  });

  test.each([
    ['Chiara', 'ops', 'other-tenant'],
    ['Bruno', 'bruno.admin', 'own-account'],
    ['A stranger', 'ops', 'other-tenant'],
  ])('is not taken back by %s about %s', async (by, name, reason) => {
    const world = await approved(name);
    expect(await withdraw(world, by, name)).toMatchObject({ outcome: 'refused', refusal: { reason } });
    expect(statusOf(world, name)).toBe('approved');
  });

  test('is not there to be taken back where nobody has approved, nor once its password is staged', async () => {
    const world = await discovered();
    expect(await withdraw(world)).toMatchObject({ refusal: { reason: 'nothing-to-withdraw' } });
    await decide(world, 'Ada');
    await stagePassword(world.ports, KEY);
    expect(await withdraw(world)).toMatchObject({ refusal: { reason: 'decided' } });
    expect(statusOf(world)).toBe('staged');
    expect(actionsOf(world)).not.toContain('approval.withdrawn');
  });

  test('can be taken back after the deadline, where its reset still waits: then it expires', async () => {
    const world = await approved();
    world.hoursPass(49);
    expect(await withdraw(world)).toMatchObject({ outcome: 'withdrawn' });
    expect(await decide(world, 'Ada')).toMatchObject({ refusal: { reason: 'too-late' } });
    await recordOutcome(world.ports, KEY, { kind: 'expired' });
    expect(statusOf(world)).toBe('expired');
  });
});

describe('a withdrawal that meets staging', () => {
  const calls = ['rotations.find', 'rotations.acquireLock', 'staging.hasVersion', 'staging.stage', 'rotations.advance'];
  const moments = calls.flatMap((call) => [[call, 'before'] as const, [call, 'after'] as const]);

  test.each(moments)('at %s, %s: exactly one of them happens, and nothing is lost or applied', async (call, moment) => {
    const world = await approved();
    let answer: Awaited<ReturnType<typeof withdraw>> | undefined;
    const ports = callsMadeBy(world.ports, async (name, run) => {
      const isNow = (at: string) => name === call && at === moment && answer === undefined;
      if (isNow('before')) answer = await withdraw(world);
      const result = await run();
      if (isNow('after')) answer = await withdraw(world);
      return result;
    });
    const staging = await stagePassword(ports, KEY).catch((error: unknown) => error);
    const isWithdrawn = answer?.outcome === 'withdrawn';
    expect(isWithdrawn).toBe(call !== 'rotations.advance' || moment === 'before');
    expect(statusOf(world)).toBe(isWithdrawn ? 'awaiting-approval' : 'staged');
    expect(staging).toEqual(
      call === 'rotations.find' && moment === 'before'
        ? expect.objectContaining({ approval: 'awaited' })
        : isWithdrawn
          ? expect.objectContaining({ name: 'StaleState' })
          : expect.objectContaining({ approval: 'given' }),
    );
    expect(world.contoso.resets).toEqual([]);
    // What was stored is used once it is approved again; the lock is this rotation's own.
    const stored = versionsIn(world);
    if (isWithdrawn) {
      expect(await stagePassword(world.ports, KEY)).toMatchObject({ approval: 'awaited' });
      await decide(world, 'Ada');
      expect(await stagePassword(world.ports, KEY)).toMatchObject({ approval: 'given' });
    }
    expect(versionsIn(world)).toHaveLength(2);
    if (stored.length > 1) expect(versionsIn(world)).toEqual(stored);
    await recordOutcome(world.ports, KEY, { kind: 'error', reason: 'test' });
    expect(world.tables.lockHolders.size).toBe(0);
  });
});

describe('of a rotation that was retried', () => {
  const retried = async () => {
    const world = await approved();
    await recordOutcome(world.ports, KEY, { kind: 'error', reason: 'RotationRefused: disabled: it is' });
    await reopenRotation(world.ports, KEY, { n: 1, mode: 'retry', requestedBy: 'arn:me' });
    expect(rotationOf(world)).toMatchObject({ state: { status: 'approved' }, closed: true, countedAs: 'failed' });
    return world;
  };

  test('it fails again: its cycle may be over, and nobody would be asked', async () => {
    const world = await retried();
    expect(await withdraw(world)).toMatchObject({ outcome: 'withdrawn' });
    expect(rotationOf(world)).toMatchObject({
      state: { status: 'failed', reason: 'its approval was withdrawn' },
      countedAs: 'failed',
    });
    expect(await isOffered(world)).toBe(false);
    await expect(stagePassword(world.ports, KEY)).rejects.toMatchObject({ reason: 'not-approved' });
    const again = { n: 2, mode: 'retry', requestedBy: 'arn:me' } as const;
    expect(await reopenRotation(world.ports, KEY, again)).toMatchObject({ next: 'refused' });
  });

  test('an account lock that staging acquired before it lost is released', async () => {
    const world = await retried();
    const ports = watched(world.ports, (call) => {
      if (call === 'staging.hasVersion') throw new Error('stopped');
    });
    await expect(stagePassword(ports, KEY)).rejects.toThrow('stopped');
    expect(world.tables.lockHolders.size).toBe(1);
    await withdraw(world);
    expect(world.tables.lockHolders.size).toBe(0);
  });
});
