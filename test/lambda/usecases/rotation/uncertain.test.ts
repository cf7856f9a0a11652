import { describe, expect, test } from '@jest/globals';
import { versionIdOf } from '../../../../lambda/domain/identifiers.ts';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { closeCycle } from '../../../../lambda/usecases/cycle/close-cycle.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { recordOutcome } from '../../../../lambda/usecases/rotation/record-outcome.ts';
import { type ReopenRequest, reopenRotation } from '../../../../lambda/usecases/rotation/reopen-rotation.ts';
import { resetPassword } from '../../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { settleUncertain } from '../../../../lambda/usecases/rotation/verify-reset.ts';
import { CONTOSO, CYCLE, SCHEDULE, Stop, signedIn, type World, watched } from '../in-memory.ts';
import { tenantRowOf } from '../in-memory-tables.ts';
import { APPROVE, actionsOf, approved, keyOf, rotationOf, statusOf } from '../scene.ts';
import { rotate, steps, tried } from '../workflow.ts';

const KEY = keyOf('ops');
const OPERATOR = 'arn:aws:iam::123456789012:user/olga';
const NEW = (world: World) => rotationOf(world).rotationId;

const retry = (n: number): ReopenRequest => ({ n, mode: 'retry', requestedBy: OPERATOR });
const says = (works: 'new' | 'old', n = 1): ReopenRequest => ({
  n,
  mode: `works-${works}`,
  requestedBy: OPERATOR,
  reason: 'signed in at the console',
});
const openCount = (world: World) => world.tables.tenantRows.get(tenantRowOf(CYCLE, CONTOSO))?.openCount;
const alertsOf = (world: World) => world.messages.flatMap((each) => (each.kind === 'alert' ? [each.subject] : []));

/** What the workflow does after a poll that settled it, or after a person said that the new password works. */
async function finish(world: World, stop?: Stop) {
  const ports = watched(world.ports, stop?.watch ?? (() => undefined));
  for (const name of Object.keys(steps)) await tried(async () => steps[name]?.(ports, KEY), stop);
  await tried(() => recordOutcome(ports, KEY), stop);
}

/** Applied, and not shown within the patience. */
async function unseen(): Promise<World> {
  const world = await approved();
  world.contoso.readsUntilVisible = 1000;
  await rotate(world, KEY);
  expect(statusOf(world)).toBe('uncertain');
  return world;
}

/** No answer, and nothing was applied. */
async function unheard(): Promise<World> {
  const world = await approved();
  world.contoso.fates.push('request-lost', 'request-lost', 'request-lost', 'request-lost');
  await rotate(world, KEY);
  expect(statusOf(world)).toBe('uncertain');
  return world;
}

async function failedOnce(): Promise<World> {
  const world = await approved();
  world.contoso.fates.push('refused');
  await rotate(world, KEY);
  expect(statusOf(world)).toBe('failed');
  return world;
}

const checkRotated = (world: World) => {
  expect(statusOf(world)).toBe('rotated');
  expect(world.contoso.current('id-ops')).toBe(world.contoso.passwords.get('id-ops'));
  expect(world.contoso.passwords.get('id-ops')).not.toBe('first password of ops');
  expect(world.tables.credentialLinks.size).toBe(1);
};

/** A rotation of the same account in the cycle after, which read the tenant before this one became uncertain: discovery would leave it out. */
async function inNextCycle(world: World) {
  const cycleId = '2027-01-04-admin-monthly';
  const scheduledFor = new Date('2027-01-04T04:00:00.000Z');
  await openCycle(world.ports, { ...SCHEDULE, scheduledFor, executionId: 'execution-2' });
  const cycles = { ...world.ports.cycles, latest: async () => [] };
  const rotations = { ...world.ports.rotations, lockHolder: async () => undefined };
  await discoverTenant({ ...world.ports, cycles, rotations }, { cycleId, tenantId: CONTOSO });
  const key = { ...KEY, cycleId };
  await decideRotation(world.ports, signedIn('Ada'), key, APPROVE);
  return key;
}

describe('an uncertain rotation settles itself', () => {
  test('when the directory shows the change: promoted, delivered, told, and counted once', async () => {
    const world = await unseen();
    const open = openCount(world);
    expect(await settleUncertain(world.ports, KEY)).toBe('not-yet');
    world.contoso.readsUntilVisible = 0;
    world.hoursPass(30);
    expect(await settleUncertain(world.ports, KEY)).toBe('settled');
    await finish(world);
    checkRotated(world);
    expect(openCount(world)).toBe(open);
    expect(rotationOf(world)).toMatchObject({ countedAs: 'uncertain', closed: true });
    expect(actionsOf(world).slice(-5)).toEqual([
      'reset.proven',
      'tokens.revoked',
      'credential.promoted',
      'link.created',
      'rotation.settled',
    ]);
    expect(alertsOf(world)).toEqual(['uncertain-rotation', 'rotation-settled']);
    expect([...world.settling]).toEqual([`${NEW(world)}-r0`]);
    expect(world.contoso.resets).toHaveLength(1);
    expect(await settleUncertain(world.ports, KEY)).toBe('moved');
  });

  test('an administrator is signed out then, too', async () => {
    const world = await approved();
    world.contoso.readsUntilVisible = 100;
    world.contoso.fates.push('answer-lost', 'request-lost', 'request-lost', 'request-lost');
    await rotate(world, KEY);
    expect(world.contoso.signedOut).toEqual([]);
    world.contoso.readsUntilVisible = 0;
    expect(await settleUncertain(world.ports, KEY)).toBe('settled');
    await finish(world);
    checkRotated(world);
    expect(world.contoso.signedOut).toEqual(['id-ops']);
    expect(rotationOf(world).state).toMatchObject({ answer: { kind: 'seen-in-directory' } });
  });

  test('not when somebody else changed the password by hand, and says so', async () => {
    const world = await unheard();
    world.hoursPass(2);
    world.contoso.change('id-ops', { lastPasswordChangeDateTime: world.now().toISOString() });
    world.contoso.passwords.set('id-ops', 'by hand');
    expect(await settleUncertain(world.ports, KEY)).toBe('somebody-elses');
    expect(await settleUncertain(world.ports, KEY)).toBe('somebody-elses');
    await recordOutcome(world.ports, KEY);
    expect(rotationOf(world).state).toMatchObject({
      status: 'uncertain',
      reason: expect.stringMatching(/somebody else/),
    });
    expect(world.contoso.current('id-ops')).toBe('first password of ops');
    expect(actionsOf(world).filter((each) => each === 'reset.uncertain')).toHaveLength(5);
    expect(alertsOf(world)).toEqual(['uncertain-rotation', 'uncertain-rotation']);
  });

  test('where Graph answered without naming its request, any change that can be ours is', async () => {
    const world = await approved();
    world.contoso.readsUntilVisible = 1000;
    world.contoso.fates.push('applied-without-id');
    await rotate(world, KEY);
    const { state } = rotationOf(world);
    if (state.status !== 'uncertain') throw new Error('it is uncertain');
    world.contoso.readsUntilVisible = 0;
    const at = new Date(Date.parse(state.attemptedAt) + 8 * 60_000).toISOString();
    world.contoso.change('id-ops', { lastPasswordChangeDateTime: at });
    expect(await settleUncertain(world.ports, KEY)).toBe('settled');
  });

  test('where Graph never answered, a password that a person set minutes later is not taken for ours (R3)', async () => {
    const world = await approved();
    world.contoso.fates.push('request-lost', 'request-lost', 'request-lost', 'request-lost');
    await rotate(world, KEY);
    const { state } = rotationOf(world);
    if (state.status !== 'uncertain') throw new Error('it is uncertain');
    const at = new Date(Date.parse(state.attemptedAt) + 8 * 60_000).toISOString();
    world.contoso.change('id-ops', { lastPasswordChangeDateTime: at });
    world.contoso.passwords.set('id-ops', 'by hand');
    expect(await settleUncertain(world.ports, KEY)).toBe('somebody-elses');
    expect(rotationOf(world).state).toMatchObject({
      status: 'uncertain',
      reason: expect.stringMatching(/may be ours/),
    });
    expect(world.contoso.current('id-ops')).toBe('first password of ops');
  });

  test('stopped anywhere, it comes to the same (R8)', async () => {
    for (const moment of ['before', 'after'] as const) {
      let happened = true;
      for (let n = 1; happened; n += 1) {
        const world = await unseen();
        world.contoso.readsUntilVisible = 0;
        const stop = new Stop(n, moment);
        const ports = watched(world.ports, stop.watch);
        await tried(() => settleUncertain(ports, KEY), stop);
        await finish(world, stop);
        happened = stop.happened;
        checkRotated(world);
        expect(alertsOf(world)).toContain('rotation-settled');
      }
    }
  });
});

describe('no second password until that is settled', () => {
  test('a rotation in another cycle is refused at staging, with what to do', async () => {
    const world = await unseen();
    const key = await inNextCycle(world);
    await expect(stagePassword(world.ports, key)).rejects.toThrow(
      `The outcome of the rotation in cycle ${CYCLE} is uncertain: no second password is made until that is settled.`,
    );
    await rotate(world, key);
    expect(world.tables.rotationRows.get(`${key.cycleId}/${CONTOSO}/id-ops`)?.state.status).toBe('failed');
    expect(world.contoso.versions.get('id-ops')?.size).toBe(2); // the first one, and the uncertain one
    expect(world.contoso.resets).toHaveLength(1);
  });

  test.each(['new', 'old'] as const)('and is free once a person has said that the %s one works', async (works) => {
    const world = works === 'new' ? await unseen() : await unheard();
    const key = await inNextCycle(world);
    world.hoursPass(1);
    await reopenRotation(world.ports, KEY, says(works));
    if (works === 'new') await finish(world);
    await stagePassword(world.ports, key);
    expect(world.tables.rotationRows.get(`${key.cycleId}/${CONTOSO}/id-ops`)?.state.status).toBe('staged');
  });
});

describe('a person resolves it', () => {
  test('the new one works: promoted and delivered, on the word of a person who is on record', async () => {
    const world = await unseen();
    expect(await reopenRotation(world.ports, KEY, says('new'))).toEqual({ next: 'go-on' });
    await finish(world);
    checkRotated(world);
    const record = world.tables.chains.get(`${CONTOSO}#id-ops`)?.find((each) => each.action === 'rotation.resolved');
    expect(record).toMatchObject({
      actor: { kind: 'operator', name: OPERATOR },
      reason: 'signed in at the console',
      evidence: { secretVersionId: NEW(world) },
    });
  });

  test('the old one works: failed, the account is free, and the pending version harms nobody', async () => {
    const world = await unheard();
    world.hoursPass(1);
    expect(await reopenRotation(world.ports, KEY, says('old'))).toEqual({ next: 'nothing' });
    expect(rotationOf(world)).toMatchObject({ state: { status: 'failed' }, countedAs: 'uncertain', closed: true });
    expect(world.contoso.isReadable('id-ops')).toBe(true);
    // And it may be tried again, with another password under a version of its own.
    await reopenRotation(world.ports, KEY, retry(2));
    await rotate(world, KEY);
    checkRotated(world);
    expect(rotationOf(world).state).toMatchObject({ versionId: versionIdOf(NEW(world), 2, 0) });
  });

  test('the old one works, while a request may still take effect: not believed yet', async () => {
    const world = await unheard();
    const answer = await reopenRotation(world.ports, KEY, says('old'));
    expect(answer).toMatchObject({ next: 'refused', sentence: expect.stringMatching(/may still take effect until/) });
    expect(statusOf(world)).toBe('uncertain');
    // It lands late, and the rotation settles with it.
    const late = world.contoso.resets.at(-1) ?? '';
    world.contoso.passwords.set('id-ops', late);
    world.contoso.change('id-ops', { lastPasswordChangeDateTime: world.now().toISOString() });
    expect(await settleUncertain(world.ports, KEY)).toBe('settled');
    await finish(world);
    checkRotated(world);
  });

  test('a person who was wrong loses no password (R3)', async () => {
    const world = await unseen();
    world.hoursPass(1);
    await reopenRotation(world.ports, KEY, says('old')); // it was the new one
    expect(world.contoso.isReadable('id-ops')).toBe(true);
    await reopenRotation(world.ports, KEY, retry(2));
    await steps.stage?.(world.ports, KEY);
    expect(world.contoso.isReadable('id-ops')).toBe(true);
    world.contoso.readsUntilVisible = 0;
    await rotate(world, KEY);
    checkRotated(world);
  });

  test.each(['poll', 'works-new', 'works-old'] as const)('%s is for uncertain rotations alone', async (mode) => {
    const world = await failedOnce();
    const answer = await reopenRotation(world.ports, KEY, { n: 1, mode, requestedBy: OPERATOR });
    expect(answer).toMatchObject({ next: 'refused', sentence: expect.stringMatching(/only an uncertain one/) });
    expect(world.tables.chains.get(`${KEY.tenantId}#${KEY.accountId}`)?.at(-1)).toMatchObject({
      action: 'command.refused',
      outcome: 'refused',
      reason: expect.stringMatching(/only an uncertain one/),
      actor: { kind: 'operator', name: OPERATOR },
    });
  });
});

describe('trying again', () => {
  test('a run that recorded its end, and is told to record it again, ends nothing that was begun since', async () => {
    const world = await failedOnce();
    await reopenRotation(world.ports, KEY, retry(1));
    const late = { kind: 'error', reason: 'of the first run' } as const;
    for (const name of ['stage', 'reset', 'verify', 'promote'] as const) {
      await recordOutcome(world.ports, KEY, late);
      await steps[name]?.(world.ports, KEY);
    }
    await steps.deliver?.(world.ports, KEY);
    await recordOutcome(world.ports, KEY, undefined, 1);
    checkRotated(world);
  });

  test('a failed one: with the approval that it has, and a new password', async () => {
    const world = await failedOnce();
    const open = openCount(world);
    expect(await reopenRotation(world.ports, KEY, retry(1))).toEqual({ next: 'go-on' });
    await rotate(world, KEY);
    checkRotated(world);
    expect(rotationOf(world).state).toMatchObject({ versionId: versionIdOf(NEW(world), 1, 0) });
    expect(new Set(world.contoso.resets).size).toBe(2);
    expect(openCount(world)).toBe(open);
    expect(alertsOf(world)).toEqual(['rotation-settled']);
  });

  test('one that fails again: recorded, told, and ready for the next try', async () => {
    const world = await failedOnce();
    for (const n of [1, 2]) {
      world.contoso.fates.push('refused');
      await reopenRotation(world.ports, KEY, retry(n));
      await rotate(world, KEY);
      expect(statusOf(world)).toBe('failed');
    }
    expect(alertsOf(world)).toEqual(['retry-failed', 'retry-failed']);
    expect(new Set(world.messages.map((each) => JSON.stringify(each))).size).toBe(world.messages.length);
    await reopenRotation(world.ports, KEY, retry(3));
    await rotate(world, KEY);
    checkRotated(world);
  });

  test('an uncertain one: the same value again, proven against the first reading', async () => {
    const world = await unheard();
    const before = rotationOf(world).state;
    await reopenRotation(world.ports, KEY, retry(1));
    await rotate(world, KEY);
    checkRotated(world);
    expect(new Set(world.contoso.resets).size).toBe(1);
    expect(before).toMatchObject({ passwordChangedBefore: '2026-01-05T05:00:00Z' });
    expect(rotationOf(world).state).toMatchObject({ passwordChangedBefore: '2026-01-05T05:00:00Z' });
  });

  test('an uncertain one that somebody changed by hand: their change is no proof of ours', async () => {
    const world = await unheard();
    world.hoursPass(2);
    world.contoso.change('id-ops', { lastPasswordChangeDateTime: world.now().toISOString() });
    await reopenRotation(world.ports, KEY, retry(1));
    world.contoso.fates.push('request-lost', 'request-lost', 'request-lost', 'request-lost');
    await rotate(world, KEY);
    expect(statusOf(world)).toBe('uncertain');
    expect(await settleUncertain(world.ports, KEY, 1)).toBe('not-yet');
    expect(world.contoso.current('id-ops')).toBe('first password of ops');
  });

  test('after the deadline the approval is over, and the sentence says what to do instead', async () => {
    for (const make of [failedOnce, unheard]) {
      const world = await make();
      world.hoursPass(49);
      expect(await reopenRotation(world.ports, KEY, retry(1))).toMatchObject({
        next: 'refused',
        sentence: expect.stringMatching(/was valid until .*`rotation (start|resolve)`/),
      });
    }
  });

  test('an approval whose maker has gone does not stand (R1)', async () => {
    const world = await failedOnce();
    const left = { ...world.estate, technicians: world.estate.technicians.slice(1) };
    const answer = await reopenRotation({ ...world.ports, estate: left }, KEY, retry(1));
    expect(answer).toMatchObject({ next: 'refused', sentence: expect.stringMatching(/does not stand any more/) });
    expect(statusOf(world)).toBe('failed');
  });

  test.each(['rejected', 'expired', 'awaiting-approval'] as const)(
    'a rotation that is %s: never (R1)',
    async (status) => {
      const world = await approved('mail');
      if (status === 'rejected') {
        const reject = { decision: 'reject', reason: 'leaves on Friday' } as const;
        await decideRotation(world.ports, signedIn('Ada'), KEY, reject);
      }
      if (status === 'expired') await recordOutcome(world.ports, KEY, { kind: 'expired' });
      expect(await reopenRotation(world.ports, KEY, retry(1))).toMatchObject({ next: 'refused' });
      expect(statusOf(world)).toBe(status);
    },
  );

  test('one that failed without an approval: never (R1)', async () => {
    const world = await approved('mail');
    await recordOutcome(world.ports, KEY, { kind: 'error', reason: 'not started' });
    expect(await reopenRotation(world.ports, KEY, retry(1))).toMatchObject({
      next: 'refused',
      sentence: expect.stringMatching(/Nobody had approved/),
    });
  });

  test('two people at once: one try, whoever comes second is told or passes through', async () => {
    const world = await failedOnce();
    const runs = await Promise.allSettled([
      reopenRotation(world.ports, KEY, retry(1)),
      reopenRotation(world.ports, KEY, retry(1)),
    ]);
    expect(runs.filter((each) => each.status === 'fulfilled').length).toBeGreaterThan(0);
    for (const run of runs) if (run.status === 'rejected') expect(run.reason).toMatchObject({ name: 'StaleState' });
    expect(await reopenRotation(world.ports, KEY, retry(1))).toEqual({ next: 'go-on' }); // as the workflow does
    expect(actionsOf(world).filter((each) => each === 'rotation.reopened')).toHaveLength(1);
    expect(await reopenRotation(world.ports, KEY, retry(3))).toMatchObject({ next: 'refused' });
    await Promise.allSettled([rotate(world, KEY), rotate(world, KEY)]);
    await rotate(world, KEY);
    checkRotated(world);
  });

  test('a try while the directory is polled: the poll finds that it has moved', async () => {
    const world = await unseen();
    await reopenRotation(world.ports, KEY, retry(1));
    world.contoso.readsUntilVisible = 0;
    expect(await settleUncertain(world.ports, KEY)).toBe('moved');
    await rotate(world, KEY);
    checkRotated(world);
  });

  test('uncertain again in a later run: the polls of the first one end, and those of the later one settle it', async () => {
    const world = await unheard();
    await reopenRotation(world.ports, KEY, retry(1));
    world.contoso.readsUntilVisible = 1000;
    await rotate(world, KEY);
    expect(rotationOf(world)).toMatchObject({ state: { status: 'uncertain' }, run: 1 });
    expect([...world.settling]).toEqual([`${NEW(world)}-r0`, `${NEW(world)}-r1`]);
    world.contoso.readsUntilVisible = 0;
    expect(await settleUncertain(world.ports, KEY, 0)).toBe('moved');
    expect(await settleUncertain(world.ports, KEY, 1)).toBe('settled');
  });

  test('a poll that comes first: there is nothing to try again', async () => {
    const world = await unseen();
    world.contoso.readsUntilVisible = 0;
    await settleUncertain(world.ports, KEY);
    expect(await reopenRotation(world.ports, KEY, retry(1))).toMatchObject({
      next: 'refused',
      sentence: expect.stringMatching(/is proven/),
    });
  });

  test.each([
    ['retry', failedOnce, retry(1)],
    ['retry of an uncertain one', unheard, retry(1)],
    ['works-new', unseen, says('new')],
    ['works-old', unheard, says('old')],
  ] as const)('%s, stopped before or after any outside call: once (R8)', async (_, make, request) => {
    for (const moment of ['before', 'after'] as const) {
      let happened = true;
      for (let n = 1; happened; n += 1) {
        const world = await make();
        world.hoursPass(1);
        const stop = new Stop(n, moment);
        await tried(() => reopenRotation(watched(world.ports, stop.watch), KEY, request), stop);
        happened = stop.happened;
        expect(rotationOf(world).reopened).toBe(1);
        expect(actionsOf(world).filter((each) => /reopened|resolved/.test(each))).toHaveLength(1);
      }
    }
  });
});

describe('the end of a rotation reaches the ticket of its tenant', () => {
  const OF_CONTOSO = { cycleId: CYCLE, tenantId: CONTOSO };

  test('where a person says that the old password works: no workflow goes on, and the cycle may be closed', async () => {
    for (const moment of ['before', 'after'] as const) {
      for (let n = 1, happened = true; happened; n += 1) {
        const world = await unheard();
        world.hoursPass(1);
        const seen = world.ticketsDue.length;
        const stop = new Stop(n, moment);
        await tried(() => reopenRotation(watched(world.ports, stop.watch), KEY, says('old')), stop);
        happened = stop.happened;
        expect(statusOf(world)).toBe('failed');
        expect(world.ticketsDue.slice(seen)).toContainEqual(OF_CONTOSO);
      }
    }
  });

  test('and nothing is sent for what was refused', async () => {
    const world = await unheard();
    const seen = world.ticketsDue.length;
    expect(await reopenRotation(world.ports, KEY, says('old'))).toMatchObject({ next: 'refused' });
    expect(world.ticketsDue).toHaveLength(seen);
  });

  test('where it was under way when its cycle failed: its tenant is done, and the result said "not finished"', async () => {
    const world = await approved();
    await closeCycle(world.ports, CYCLE, { name: 'States.Timeout', cause: '' });
    expect(rotationOf(world)).toMatchObject({ closed: false });
    const seen = world.ticketsDue.length;
    await rotate(world, KEY);
    checkRotated(world);
    expect(world.ticketsDue.slice(seen)).toContainEqual(OF_CONTOSO);
  });

  test('while its cycle is under way a success is told in the result, and by no message of its own', async () => {
    const world = await approved();
    const seen = world.ticketsDue.length;
    await rotate(world, KEY);
    checkRotated(world);
    expect(world.ticketsDue).toHaveLength(seen);
  });
});

describe("a password that Entra's policy refuses", () => {
  test('is replaced by another one, in a version of its own, twice at most', async () => {
    const world = await approved();
    world.contoso.fates.push('policy', 'policy', 'policy');
    await stagePassword(world.ports, KEY);
    for (const n of [1, 2]) {
      await expect(resetPassword(world.ports, KEY)).rejects.toMatchObject({ name: 'PasswordRefused' });
      expect(rotationOf(world)).toMatchObject({ state: { status: 'approved' }, replaced: n, closed: false });
      await stagePassword(world.ports, KEY);
    }
    await expect(resetPassword(world.ports, KEY)).rejects.toMatchObject({ name: 'ResetRefused' });
    expect(statusOf(world)).toBe('staged');
    expect(new Set(world.contoso.resets).size).toBe(3);
    expect(world.contoso.isReadable('id-ops')).toBe(true);
    await rotate(world, KEY);
    checkRotated(world);
  });
});

describe('reopened by a technician', () => {
  const by = (technician: string): ReopenRequest => ({
    n: 1,
    mode: 'retry',
    requestedBy: { technician },
    reason: 'again',
  });
  const last = (world: World) => world.tables.chains.get(`${CONTOSO}#id-ops`)?.at(-1);

  test('it is on record by the name that the estate has', async () => {
    const world = await failedOnce();
    const bruno = signedIn('Bruno').actor;
    expect(await reopenRotation(world.ports, KEY, by(bruno.objectId))).toEqual({ next: 'go-on' });
    expect(last(world)).toMatchObject({ action: 'rotation.reopened', actor: bruno, reason: 'again' });
  });

  test.each([
    ['of other tenants', signedIn('Chiara').actor.objectId, 'Whoever asked does not decide for contoso.'],
    [
      'whom the estate does not have',
      '00000000-0000-4000-8000-00000000dead',
      'Whoever asked is not a technician of this estate.',
    ],
  ])('one %s is refused, on record, and nothing is reopened', async (_, technician, sentence) => {
    const world = await failedOnce();
    expect(await reopenRotation(world.ports, KEY, by(technician))).toEqual({ next: 'refused', sentence });
    expect(statusOf(world)).toBe('failed');
    expect(last(world)).toMatchObject({ action: 'command.refused', outcome: 'refused', reason: sentence });
  });

  test('the approval is looked at again: pressing a button gives none (R1)', async () => {
    const world = await failedOnce();
    world.hoursPass(24 * 30);
    const answer = await reopenRotation(world.ports, KEY, by(signedIn('Ada').actor.objectId));
    expect(answer).toMatchObject({
      next: 'refused',
      sentence: expect.stringContaining('Its approval was valid until'),
    });
  });
});
