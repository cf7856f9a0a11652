import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import type { PauseScope } from '../../../../lambda/domain/rotation/pause.ts';
import type { Rotation } from '../../../../lambda/domain/rotation/rotation.ts';
import { operator } from '../../../../lambda/usecases/facts.ts';
import { carriedOutFrom, notYet } from '../../../../lambda/usecases/rotation/carry-out.ts';
import { endPause, setPause } from '../../../../lambda/usecases/rotation/pausing.ts';
import { recordOutcome } from '../../../../lambda/usecases/rotation/record-outcome.ts';
import { resetPassword } from '../../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { CONTOSO, estate, type World, watched } from '../in-memory.ts';
import { rowOf } from '../in-memory-tables.ts';
import { actionsOf, approved, keyOf, rotationOf, statusOf } from '../scene.ts';
import { steps, tried } from '../workflow.ts';

const KEY = keyOf('ops');
const ada = operator('arn:aws:iam::123456789012:user/ada');
const everything: PauseScope = { of: 'everything' };
const pausing = (world: World) => ({ ...world.ports, component: 'portal' as const });
const pauseAll = (world: World, scope: PauseScope = everything) =>
  setPause(pausing(world), ada, scope, 'looks strange');
const resumeAll = (world: World) => endPause(pausing(world), ada, everything, 'was nothing');

/** The example, with a change window of Contoso's: 22:00 to 23:30 in Berlin, which is 21:00 to 22:30 UTC in December. */
const windowed: Estate = {
  ...estate,
  tenants: estate.tenants.map((each) =>
    each.tenantId === CONTOSO
      ? { ...each, changeWindow: { days: ['monday', 'tuesday'], from: '22:00', to: '23:30' } }
      : each,
  ),
};
const inWindow = (world: World) => ({ ...world.ports, estate: windowed });

/** AccountRotation between decision and proof: asks staging again after a reset that must wait. @returns what the last step answered */
async function stageAndReset(ports: World['ports']): Promise<unknown> {
  for (let tries = 0; tries < 5; tries += 1) {
    const staged = await stagePassword(ports, KEY);
    if (staged.approval !== 'given') return staged;
    const error = await tried(() => resetPassword(ports, KEY));
    if (error?.name !== 'NotNow') return error ?? 'reset';
  }
  throw new Error('it goes round in circles');
}

describe('a paused reset', () => {
  test.each<[string, PauseScope]>([
    ['everything', everything],
    ['its class', { of: 'class', class: 'admin' }],
    ['its tenant', { of: 'tenant', tenantId: CONTOSO }],
  ])('of %s waits before anything is staged, and goes on afterwards', async (_, scope) => {
    const world = await approved();
    await pauseAll(world, scope);
    expect(await stageAndReset(world.ports)).toEqual({ approval: 'paused', seconds: 300 });
    expect(statusOf(world)).toBe('approved');
    expect(world.tables.lockHolders.size).toBe(0);
    await endPause(pausing(world), ada, scope, 'was nothing');
    expect(await stageAndReset(world.ports)).toBe('reset');
    expect(world.contoso.resets).toHaveLength(1);
  });

  test.each<[string, PauseScope]>([
    ['another class', { of: 'class', class: 'service' }],
    ['another tenant', { of: 'tenant', tenantId: estate.tenants[1]?.tenantId ?? '' }],
  ])('of %s does not wait', async (_, scope) => {
    const world = await approved();
    await pauseAll(world, scope);
    expect(await stageAndReset(world.ports)).toBe('reset');
  });

  test('is not sent, whenever the pause comes; and is carried out when it has ended', async () => {
    // Only what comes between the last look and the request itself can be too late, which takes seconds.
    const tooLate = ['rotations.advance reset', 'writer.reset reset'];
    let happened = true;
    const late: string[] = [];
    for (let n = 1; happened; n += 1) {
      const world = await approved();
      let calls = 0;
      let pausedAt: string | undefined;
      let looked = 0;
      let resetsBefore = 0;
      let step = 'stage';
      const ports = watched(world.ports, (call, moment) => {
        if (moment !== 'before') return;
        calls += 1;
        if (call === 'directory.readAccount') step = 'reset';
        if (call === 'pauses.over') looked += 1;
        if (calls !== n) return;
        resetsBefore = world.contoso.resets.length;
        pausedAt = `${call} ${step}`;
        void pauseAll(world);
      });
      const answer = await stageAndReset(ports);
      happened = pausedAt !== undefined;
      if (!happened) break;
      const sent = world.contoso.resets.length - resetsBefore;
      if (sent > 0) late.push(pausedAt ?? '');
      if (sent === 0 && resetsBefore === 0) {
        expect(answer).toMatchObject({ approval: 'paused' });
        expect(actionsOf(world)).not.toContain('reset.attempted');
        expect(['approved', 'staged']).toContain(statusOf(world));
      }
      expect(looked).toBeGreaterThan(0);
      await resumeAll(world);
      for (const each of Object.values(steps)) await each(world.ports, KEY);
      await recordOutcome(world.ports, KEY);
      expect(statusOf(world)).toBe('rotated');
      expect(new Set(world.contoso.resets).size).toBe(1);
      expect(world.contoso.current('id-ops')).toBe(world.contoso.passwords.get('id-ops'));
    }
    expect(late).toEqual(tooLate);
  });

  test('whose answer was lost is not sent again while it is paused; the directory tells, or a person is called', async () => {
    const world = await approved();
    await steps.stage?.(world.ports, KEY);
    world.contoso.fates.push('request-lost');
    await expect(resetPassword(world.ports, KEY)).rejects.toThrow();
    await pauseAll(world);
    expect(await stagePassword(world.ports, KEY)).toEqual({ approval: 'given' });
    await expect(resetPassword(world.ports, KEY)).rejects.toMatchObject({ name: 'ResetOutcomeUnknown' });
    expect(world.contoso.resets).toHaveLength(1);
    expect(statusOf(world)).toBe('maybe-applied');
    await recordOutcome(world.ports, KEY, { kind: 'error', reason: 'ResetOutcomeUnknown' });
    expect(statusOf(world)).toBe('uncertain');
  });

  test('that took effect is recorded while it is paused', async () => {
    const world = await approved();
    await steps.stage?.(world.ports, KEY);
    world.contoso.fates.push('answer-lost');
    await expect(resetPassword(world.ports, KEY)).rejects.toThrow();
    await pauseAll(world);
    await resetPassword(world.ports, KEY);
    expect(statusOf(world)).toBe('applied');
    expect(world.contoso.resets).toHaveLength(1);
  });

  test('of an emergency waits too', async () => {
    const world = await approved();
    await pauseAll(world);
    const ports = { ...world.ports, pauses: world.ports.pauses };
    expect(await notYet(ports, { ...rotationOf(world), emergency: true })).toMatchObject({ because: 'paused' });
  });

  test('lapses with its approval, and is told soon after', async () => {
    const world = await approved();
    world.hoursPass(47);
    await pauseAll(world);
    world.hoursPass(12.9);
    const answer = await stagePassword(world.ports, KEY);
    expect(answer).toMatchObject({ approval: 'paused' });
    world.hoursPass(0.2);
    await expect(stagePassword(world.ports, KEY)).rejects.toThrow('the approval has lapsed');
  });
});

describe('a change window that is closed', () => {
  test('lets an approved reset wait until it opens, and nothing is staged', async () => {
    const world = await approved(); // on Monday, 05:00 in Berlin
    const answer = await stageAndReset(inWindow(world));
    expect(answer).toMatchObject({ approval: 'later' });
    const { until = '' } = { until: '', ...Object(answer) };
    expect(Date.parse(until)).toBeGreaterThanOrEqual(Date.parse('2026-12-07T21:00:00Z'));
    expect(Date.parse(until)).toBeLessThanOrEqual(Date.parse('2026-12-07T21:10:00Z'));
    expect(statusOf(world)).toBe('approved');
    world.instant = new Date(until);
    expect(await stageAndReset(inWindow(world))).toBe('reset');
  });

  test('is not asked again within a minute, even where clocks differ', async () => {
    const world = await approved();
    world.instant = new Date('2026-12-07T20:59:50Z');
    const answer = await notYet(inWindow(world), { ...rotationOf(world), rotationId: '00000000' });
    expect(answer).toMatchObject({ because: 'window-closed' });
    const { until = '' } = { until: '', ...Object(answer) };
    expect(Date.parse(until)).toBeGreaterThanOrEqual(world.instant.getTime() + 59_000);
  });

  test('between staging and reset lets it wait for the next one', async () => {
    const world = await approved();
    world.instant = new Date('2026-12-07T22:29:50Z');
    const ports = inWindow(world);
    await stagePassword(ports, KEY);
    world.hoursPass(1);
    await expect(resetPassword(ports, KEY)).rejects.toMatchObject({ name: 'NotNow' });
    expect(actionsOf(world)).not.toContain('reset.attempted');
    expect(await stageAndReset(ports)).toMatchObject({ approval: 'later' });
    expect(statusOf(world)).toBe('staged');
    world.instant = new Date('2026-12-08T21:15:00Z');
    expect(await stageAndReset(ports)).toBe('reset');
    expect(world.contoso.resets).toHaveLength(1);
  });

  test('does not stop what was begun in it', async () => {
    const world = await approved();
    world.instant = new Date('2026-12-07T22:29:00Z');
    const ports = inWindow(world);
    await stagePassword(ports, KEY);
    world.contoso.fates.push('request-lost');
    await expect(resetPassword(ports, KEY)).rejects.toThrow();
    world.hoursPass(1);
    expect(await stageAndReset(ports)).toBe('reset');
  });

  test('holds up no emergency, and pages say when', async () => {
    const world = await approved();
    const rotation: Rotation = rotationOf(world);
    expect(await notYet(inWindow(world), { ...rotation, emergency: true })).toBeUndefined();
    const at = (instant: string) => carriedOutFrom(windowed, rotation, new Date(instant));
    expect(at('2026-12-07T08:00:00Z')).toEqual(new Date('2026-12-07T21:00:00Z'));
    expect(at('2026-12-07T21:00:00Z')).toBeUndefined();
    expect(at('2026-12-09T08:00:00Z')).toEqual(new Date('2026-12-14T21:00:00Z'));
    expect(
      carriedOutFrom(windowed, { ...rotation, emergency: true }, new Date('2026-12-07T08:00:00Z')),
    ).toBeUndefined();
    expect(carriedOutFrom(estate, rotation, new Date('2026-12-07T08:00:00Z'))).toBeUndefined();
  });

  test('that opens only after the approval has lapsed lets it lapse', async () => {
    const world = await approved();
    const row = rotationOf(world);
    world.tables.rotationRows.set(rowOf(row), { ...row, carryOutBefore: '2026-12-09T22:30:00.000Z' });
    world.instant = new Date('2026-12-09T10:00:00Z');
    expect(await stagePassword(inWindow(world), KEY)).toEqual({
      approval: 'later',
      until: '2026-12-09T22:31:00.000Z',
    });
    world.instant = new Date('2026-12-09T22:31:00Z');
    await expect(stagePassword(inWindow(world), KEY)).rejects.toThrow('the approval has lapsed');
  });
});

test('resets of one window do not all begin at the same instant', async () => {
  const world = await approved();
  const untils = await Promise.all(
    ['00000000', '40000000', '80000000', 'c0000000', 'ffffffff'].map(async (rotationId) => {
      const answer = await notYet(inWindow(world), { ...rotationOf(world), rotationId });
      return answer?.because === 'window-closed' ? Date.parse(answer.until) - Date.parse('2026-12-07T21:00:00Z') : -1;
    }),
  );
  expect(untils.map((each) => Math.round(each / 1000))).toEqual([0, 150, 300, 450, 600]);
});

describe('a reset behind others in line', () => {
  const ahead = async (world: World, count: number) => {
    const now = world.instant;
    for (let i = 0; i < count; i += 1) await world.ports.line.take(now);
  };

  test('waits until its place comes, before anything is staged, and takes no other one then', async () => {
    const world = await approved();
    await ahead(world, 1_000);
    const staged = await stagePassword(world.ports, KEY);
    expect(staged).toMatchObject({ approval: 'in-line' });
    expect(statusOf(world)).toBe('approved');
    expect(world.tables.lockHolders.size).toBe(0);
    expect(await stagePassword(world.ports, KEY, true)).toEqual({ approval: 'given' });
    expect(statusOf(world)).toBe('staged');
  });

  test('that says that it has waited needs an approval still, and waits while it is paused', async () => {
    const world = await approved();
    await pauseAll(world);
    expect(await stagePassword(world.ports, KEY, true)).toMatchObject({ approval: 'paused' });
    expect(statusOf(world)).toBe('approved');
  });

  test('takes no place while it waits for something else', async () => {
    const world = await approved();
    await pauseAll(world);
    await stagePassword(world.ports, KEY);
    const now = world.instant;
    expect(await world.ports.line.take(now)).toEqual(now);
  });
});
