import { describe, expect, test } from '@jest/globals';
import { confirmStored } from '../../../../lambda/usecases/credential/confirm-stored.ts';
import { retireCredentials } from '../../../../lambda/usecases/credential/retire-credentials.ts';
import { revealCredential } from '../../../../lambda/usecases/credential/reveal-credential.ts';
import { writeVault } from '../../../../lambda/usecases/credential/write-vault.ts';
import { reopenRotation } from '../../../../lambda/usecases/rotation/reopen-rotation.ts';
import { CONTOSO, CYCLE, Stop, signedIn, type World, watched } from '../in-memory.ts';
import type { VaultFate } from '../in-memory-vault.ts';
import { actionsOf, approved, keyOf, rotationOf } from '../scene.ts';
import { rotate } from '../workflow.ts';
import { drain, handedOver, passwordOf, queued, RECORD, use, write } from './vault-scene.ts';

const ADA = signedIn('Ada');
const linksOf = (world: World) => [...world.tables.credentialLinks.values()];
const sent = (world: World, kind: string) => world.messages.filter((each) => each.kind === kind);
const countsOf = (world: World) => [...world.tables.tenantRows.values()].find(({ tenantId }) => tenantId === CONTOSO);
const failsWith = (world: World, fate: VaultFate) => {
  world.vault.fate = () => fate;
  return world;
};

describe('a password that the vault alone gets', () => {
  test('is written, recorded, and seen by nobody', async () => {
    const world = await queued();
    expect(rotationOf(world)).toMatchObject({ vault: { status: 'queued' }, state: { status: 'rotated' } });
    expect(world.vault.queued).toEqual([{ ...keyOf('ops') }]);
    expect(linksOf(world)).toEqual([]);
    expect(sent(world, 'passwords-ready')).toEqual([]);
    expect(await write(world)).toEqual({ kind: 'written' });
    expect(world.vault.records.get(RECORD)).toBe(passwordOf(world));
    expect(rotationOf(world).vault).toMatchObject({ status: 'written', recordId: `id of ${RECORD}` });
    expect(actionsOf(world).slice(-3)).toEqual(['vault.queued', 'rotation.closed', 'vault.written']);
    expect(await world.ports.exposures.seers()).toEqual([]);
    expect(sent(world, 'vault-settled')).toEqual([{ kind: 'vault-settled', cycleId: CYCLE, tenantId: CONTOSO }]);
    expect(countsOf(world)).toMatchObject({ vaultQueued: 0, vaultWritten: 1, rotated: 1 });
  });

  test('is in no message, record or row', async () => {
    const world = await queued();
    await write(world);
    const password = passwordOf(world) ?? '';
    expect(password.length).toBeGreaterThan(12);
    const rest = [world.messages, world.tables.records, [...world.tables.rotationRows.values()]];
    expect(JSON.stringify(rest)).not.toContain(password);
  });

  test('may be written while the workflow has not closed the rotation yet', async () => {
    const world = use(await approved(), handedOver('vault'));
    const queue = { send: async () => void (await write(world)) };
    Object.assign(world.ports, { vaultQueue: queue });
    await rotate(world, keyOf('ops'));
    expect(rotationOf(world)).toMatchObject({
      vault: { status: 'written' },
      state: { status: 'rotated' },
      closed: true,
    });
  });
});

test('with both, a technician has a link too', async () => {
  const world = await queued('both');
  expect(linksOf(world)).toHaveLength(1);
  expect(sent(world, 'passwords-ready')).toHaveLength(1);
  expect(actionsOf(world)).toEqual(expect.arrayContaining(['link.created', 'vault.queued']));
  await write(world);
  expect(rotationOf(world)).toMatchObject({
    vault: { status: 'written' },
    state: { linkId: linksOf(world)[0]?.linkId },
  });
});

test('without a vault nothing is queued', async () => {
  const world = await queued('link');
  expect([world.vault.queued, rotationOf(world).vault, linksOf(world).length]).toEqual([[], undefined, 1]);
  expect(await write(world)).toEqual({ kind: 'nothing' });
  expect(world.vault.calls).toBe(0);
});

describe('what a person must mend first', () => {
  test('ends at once: a link instead, its sentence on record, and the team is told once', async () => {
    const world = failsWith(await queued(), 'not-found');
    expect(await write(world)).toEqual({ kind: 'given-up' });
    await write(world);
    const [link] = linksOf(world);
    const detail = `no record ${RECORD} in Contoso`;
    expect(rotationOf(world)).toMatchObject({
      vault: { status: 'given-up', reason: 'record-not-found', detail },
      state: { linkId: link?.linkId },
    });
    expect(actionsOf(world).slice(-2)).toEqual(['vault.given-up', 'link.created']);
    // The second run tells the same again: that is sent once.
    const alerts = sent(world, 'alert');
    expect(new Set(alerts.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(alerts[0]).toMatchObject({
      subject: 'vault-given-up',
      detail: `the vault has no such record: ${detail}`,
      userPrincipalName: 'ops@contoso.example',
    });
    expect(sent(world, 'passwords-ready')[0]).toMatchObject({ technicianObjectId: ADA.actor.objectId });
    expect(world.vault.calls).toBe(1);
    if (link === undefined) throw new Error('there is a link');
    expect((await revealCredential(world.ports, ADA, link))?.password).toBe(passwordOf(world));
  });

  test('makes no second link where a technician has one', async () => {
    const world = failsWith(await queued('both'), 'not-found');
    await write(world);
    expect(linksOf(world)).toHaveLength(1);
    expect(actionsOf(world).filter((each) => each === 'link.created')).toHaveLength(1);
  });

  test('an answer that echoes the password is not repeated', async () => {
    const world = failsWith(await queued(), 'echoes');
    await write(world);
    expect(rotationOf(world).vault).toMatchObject({ reason: 'vault-refused', detail: 'VaultRefused' });
    expect(JSON.stringify([world.messages, world.tables.records])).not.toContain(passwordOf(world));
  });

  test('of a credential that is gone nobody gets a link: it would be spent on nothing', async () => {
    const world = await queued();
    world.contoso.versions.get('id-ops')?.clear();
    expect(await write(world)).toEqual({ kind: 'given-up' });
    expect(rotationOf(world).vault).toMatchObject({ reason: 'no-credential' });
    expect([linksOf(world), sent(world, 'passwords-ready'), world.vault.calls]).toEqual([[], [], 0]);
    expect(sent(world, 'alert')).toEqual([
      expect.objectContaining({ subject: 'vault-given-up', detail: expect.stringContaining('no link can show it') }),
    ]);
  });

  test.each([
    ['the estate names no record for the account', { recordName: undefined, records: [] }, 'no-record-named'],
    [
      'the estate names two records for the account',
      {
        records: [
          { account: 'ops@contoso.example', id: '7' },
          { account: 'id-ops', id: '8' },
        ],
      },
      'record-shared',
    ],
    ['the tenant has no rules any more', undefined, 'vault-not-wanted'],
  ])('where %s', async (_, rules, reason) => {
    const world = await queued();
    const of = handedOver('vault');
    const tenants = of.tenants.map((each) =>
      each.tenantId === CONTOSO ? { ...each, vault: rules && { organization: { name: 'Contoso' }, ...rules } } : each,
    );
    await write(use(world, { ...of, tenants }));
    expect(rotationOf(world).vault).toMatchObject({ status: 'given-up', reason });
    expect([linksOf(world).length, world.vault.calls]).toEqual([1, 0]);
  });

  test('where the estate hands over by links again', async () => {
    const world = use(await queued(), handedOver('link'));
    await write(world);
    expect(rotationOf(world).vault).toMatchObject({ reason: 'vault-not-wanted' });
    expect(world.vault.calls).toBe(0);
  });
});

describe('a vault that is down', () => {
  test('is tried for 72 hours and once more, then a technician gets a link', async () => {
    const world = failsWith(await queued(), 'no-answer');
    const began = world.instant.getTime();
    const deliveries = await drain(world);
    expect(world.instant.getTime() - began).toBeGreaterThanOrEqual(72 * 3_600_000);
    expect(deliveries).toBeGreaterThan(700);
    expect(deliveries).toBeLessThan(900); // what the queue allows
    expect(rotationOf(world).vault).toMatchObject({ status: 'given-up', reason: 'vault-not-reached' });
    expect(linksOf(world)).toHaveLength(1);
    expect(actionsOf(world).filter((each) => each === 'vault.given-up')).toHaveLength(1);
  });

  test('for days, and up again at the last try: is written', async () => {
    const world = await queued();
    world.hoursPass(80);
    expect(await write(world)).toEqual({ kind: 'written' });
  });

  test('says how long it has waited, so that a person is called', async () => {
    const world = failsWith(await queued(), 'no-answer');
    expect(await write(world)).toMatchObject({ kind: 'again', why: 'the vault did not answer' });
  });
});

describe('a vault that asks to wait', () => {
  test('is waited for, where that fits into the run', async () => {
    const world = await queued();
    world.vault.retryAfterSeconds = 60;
    let asked = 0;
    world.vault.fate = () => (asked++ === 0 ? 'throttled' : 'taken');
    const before = world.instant.getTime();
    expect(await write(world)).toEqual({ kind: 'written' });
    expect(world.instant.getTime() - before).toBeGreaterThanOrEqual(60_000);
  });

  test('is left alone by all other passwords until then', async () => {
    const world = failsWith(await queued(), 'throttled');
    world.vault.retryAfterSeconds = 600;
    expect(await write(world)).toMatchObject({ kind: 'again' });
    failsWith(world, 'taken');
    world.hoursPass(0.1);
    expect(await write(world)).toMatchObject({ kind: 'again', why: 'the vault asked to wait' });
    expect(world.vault.calls).toBe(1);
    world.hoursPass(0.1);
    expect(await write(world)).toEqual({ kind: 'written' });
  });
});

describe('the last try, of a vault that asked to wait beyond it', () => {
  const resting = async () => {
    const world = failsWith(await queued(), 'throttled');
    world.vault.retryAfterSeconds = 86_400;
    world.hoursPass(71.9);
    expect(await write(world)).toMatchObject({ kind: 'again' });
    world.hoursPass(0.2);
    return world;
  };

  test('is made: the vault may take it by now', async () => {
    expect(await write(failsWith(await resting(), 'taken'))).toEqual({ kind: 'written' });
  });

  test.each<VaultFate>(['throttled', 'no-answer'])('and only one that failed gives up: %s', async (fate) => {
    const world = failsWith(await resting(), fate);
    expect(await write(world)).toEqual({ kind: 'given-up' });
    expect(world.vault.calls).toBe(2);
    expect(rotationOf(world).vault).toMatchObject({ reason: 'vault-not-reached' });
  });

  test('waits where that fits into the run', async () => {
    const world = await queued();
    world.hoursPass(73);
    world.ports.rest.asked(40, world.instant);
    const before = world.instant.getTime();
    expect(await write(world)).toEqual({ kind: 'written' });
    expect(world.instant.getTime() - before).toBeGreaterThanOrEqual(40_000);
  });

  test('is one that began after the 72 hours: a clock that moves on between two looks ends nothing', async () => {
    const world = failsWith(await queued(), 'throttled');
    world.vault.retryAfterSeconds = 86_400;
    world.hoursPass(1);
    await write(world);
    const { vault } = rotationOf(world);
    if (vault?.status !== 'queued') throw new Error('it waits');
    const over = Date.parse(vault.since) + 72 * 3_600_000;
    let looks = 0;
    const now = () => new Date(over - 1 + looks++);
    expect(await write(world, { ...world.ports, now })).toMatchObject({ kind: 'again' });
    expect(looks).toBeGreaterThan(1);
  });
});

describe('an older password', () => {
  /** The account was rotated again, in another cycle, and the newer password is current. */
  const becomesCurrent = (world: World) => world.tables.currentVersions.set(`${CONTOSO}/id-ops`, 'newer');

  test('is not written over a newer one, and nobody gets a link to it', async () => {
    const world = await queued();
    becomesCurrent(world);
    expect(await write(world)).toEqual({ kind: 'given-up' });
    expect(rotationOf(world).vault).toMatchObject({ status: 'given-up', reason: 'superseded' });
    expect([world.vault.calls, linksOf(world), sent(world, 'alert')]).toEqual([0, [], []]);
  });

  test('whose turn came just before is looked at once more', async () => {
    const world = await queued();
    const turns = {
      ...world.ports.turns,
      take: async (...args: Parameters<typeof world.ports.turns.take>) => {
        becomesCurrent(world);
        return world.ports.turns.take(...args);
      },
    };
    expect(await write(world, { ...world.ports, turns })).toEqual({ kind: 'given-up' });
    expect(world.vault.calls).toBe(0);
  });

  test.each<VaultFate>(['no-answer', 'not-found'])(
    'gets no link, where a newer one came while the vault was asked: %s',
    async (fate) => {
      const world = await queued();
      world.hoursPass(73);
      world.vault.fate = () => {
        becomesCurrent(world);
        return fate;
      };
      expect(await write(world)).toEqual({ kind: 'given-up' });
      expect(rotationOf(world).vault).toMatchObject({ status: 'given-up', reason: 'superseded' });
      expect([linksOf(world), sent(world, 'alert'), sent(world, 'passwords-ready')]).toEqual([[], [], []]);
    },
  );

  test('that is on its way keeps the newer one waiting until it cannot land any more', async () => {
    const world = await queued();
    const older = rotationOf(world);
    const newer = { ...older, cycleId: '2026-12-08-admin-monthly-now', rotationId: 'f'.repeat(32) };
    const newerState = { ...newer.state, versionId: 'newer' };
    let landed: (() => void) | undefined;
    const slow = { write: () => new Promise<never>((_, reject) => (landed = () => reject(new Error('no answer')))) };
    const writing = write(world, { ...world.ports, vault: slow });
    while (landed === undefined) await new Promise(setImmediate);
    becomesCurrent(world);
    world.tables.rotationRows.set(`${newer.cycleId}/${CONTOSO}/id-ops`, {
      ...newer,
      state: newerState,
    } as typeof newer);
    world.contoso.versions.get('id-ops')?.set('newer', {
      content: { userPrincipalName: 'ops@contoso.example', password: 'the newer one', rotationId: 'f', createdAt: '' },
      labels: ['AWSCURRENT'],
    });
    const writeNewer = () => writeVault(world.ports, { ...keyOf('ops'), cycleId: newer.cycleId });
    expect(await writeNewer()).toMatchObject({ kind: 'again', why: 'another rotation of the account has its turn' });
    world.vault.records.set(RECORD, 'the older one'); // it lands although its sender has given up
    landed();
    expect(await writing).toMatchObject({ kind: 'again' });
    expect(await writeNewer()).toMatchObject({ kind: 'again' });
    world.hoursPass(0.11); // 396 s: its turn has lapsed
    expect(await writeNewer()).toEqual({ kind: 'written' });
    expect(world.vault.records.get(RECORD)).toBe('the newer one');
    expect(await write(world)).toEqual({ kind: 'given-up' });
    expect(world.vault.records.get(RECORD)).toBe('the newer one');
  });
});

describe('twice, and stopped anywhere (R8)', () => {
  test('two deliveries at once: one record of it', async () => {
    const world = await queued();
    const outcomes = await Promise.all([write(world), write(world), write(world)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['nothing', 'nothing', 'written']);
    expect(actionsOf(world).filter((each) => each === 'vault.written')).toHaveLength(1);
    expect(rotationOf(world).vault).toMatchObject({ status: 'written' });
  });

  test('a table that is too busy to record it: comes again, and calls nobody', async () => {
    const world = await queued();
    const busy = Object.assign(new Error('still busy'), { name: 'TransactionConflictException' });
    const rotations = { ...world.ports.rotations, settleVault: () => Promise.reject(busy) };
    expect(await write(world, { ...world.ports, rotations })).toMatchObject({ kind: 'again' });
    let conflicts = 0;
    const settleVault: typeof world.ports.rotations.settleVault = (...args) =>
      conflicts++ < 3 ? Promise.reject(busy) : world.ports.rotations.settleVault(...args);
    const before = world.vault.calls;
    expect(await write(world, { ...world.ports, rotations: { ...rotations, settleVault } })).toEqual({
      kind: 'written',
    });
    expect(world.vault.calls - before).toBe(1); // what the vault has answered is not asked for again
  });

  test('whatever else fails here is an error of the function', async () => {
    const world = await queued();
    const credentials = { read: () => Promise.reject(new Error('throttled')) };
    await expect(write(world, { ...world.ports, credentials })).rejects.toThrow('throttled');
    expect(world.vault.calls).toBe(0);
  });

  test.each<VaultFate>(['taken', 'not-found'])('one fault at each call, where the vault says: %s', async (fate) => {
    let [stops, n] = [0, 1];
    for (let more = true; more; n += 1) {
      more = false;
      for (const moment of ['before', 'after'] as const) {
        const world = failsWith(await queued(), fate);
        const stop = new Stop(n, moment);
        const ports = { ...watched(world.ports, stop.watch), rest: world.ports.rest };
        await write(world, ports).catch(() => undefined);
        if (stop.isDown) [stops, more] = [stops + 1, true];
        await write(world);
        await write(world);
        const { vault } = rotationOf(world);
        if (fate === 'taken') {
          expect(vault).toMatchObject({ status: 'written' });
          expect(world.vault.records.get(RECORD)).toBe(passwordOf(world));
          expect(linksOf(world)).toEqual([]);
        } else {
          expect(vault).toMatchObject({ status: 'given-up' });
          expect(linksOf(world)).toHaveLength(1);
          expect(sent(world, 'passwords-ready').length).toBeGreaterThan(0);
          expect(sent(world, 'alert').length).toBeGreaterThan(0);
        }
        expect(sent(world, 'vault-settled').length).toBeGreaterThan(0);
        expect(actionsOf(world).filter((each) => each.startsWith('vault.'))).toHaveLength(2);
      }
    }
    expect(stops).toBeGreaterThan(10);
  });

  test('the hand-over itself: what is queued is sent, whatever stopped before', async () => {
    let stops = 0;
    for (const moment of ['before', 'after'] as const) {
      for (let n = 1; n < 40; n += 1) {
        const world = use(await approved(), handedOver('both'));
        const stop = new Stop(n, moment);
        await rotate(world, keyOf('ops'), stop);
        if (stop.happened) stops += 1;
        expect(rotationOf(world)).toMatchObject({ state: { status: 'rotated' }, vault: { status: 'queued' } });
        expect(world.vault.queued.length).toBeGreaterThan(0);
        expect(linksOf(world)).toHaveLength(1);
      }
    }
    expect(stops).toBeGreaterThan(30);
  });
});

describe('a hand-over that fails for good after it is on record', () => {
  test.each([
    ['vault', 'links.openIn'],
    ['vault', 'vaultQueue.send'],
    ['both', 'links.openIn'],
    ['both', 'vaultQueue.send'],
    ['both', 'links.findCredential'],
    ['both', 'messageQueue.send'],
  ] as const)('%s, at %s: the password goes to the vault all the same', async (way, call) => {
    const world = use(await approved(), handedOver(way));
    let fails = false;
    const ending = await rotate(world, keyOf('ops'), undefined, (made, moment) => {
      if (made === 'rotations.deliver' && moment === 'after') fails = true;
      if (made === 'rotations.close') fails = false;
      if (fails && made === call) throw new Error('not one that passes');
    });
    expect(ending).toMatchObject({ kind: 'error' });
    expect(rotationOf(world)).toMatchObject({ state: { status: 'rotated' }, vault: { status: 'queued' } });
    await drain(world);
    expect(world.vault.records.get(RECORD)).toBe(passwordOf(world));
    expect(rotationOf(world)).toMatchObject({ vault: { status: 'written' } });
  });

  test('whatever stops the function that ends the rotation: it is queued', async () => {
    let stops = 0;
    for (let n = 1; n < 20; n += 1) {
      const world = use(await approved(), handedOver('vault'));
      let isClosing = false;
      let calls = 0;
      await rotate(world, keyOf('ops'), undefined, (made, moment) => {
        isClosing ||= made === 'rotations.close';
        if (!isClosing && made === 'vaultQueue.send') throw new Error('not one that passes');
        if (!isClosing || ++calls !== n) return;
        stops += 1;
        throw Object.assign(new Error(`${moment} ${made}`), { name: 'Stopped' });
      });
      expect(rotationOf(world)).toMatchObject({ closed: true, vault: { status: 'queued' } });
      expect(world.vault.queued.length).toBeGreaterThan(0);
    }
    expect(stops).toBeGreaterThan(3);
  });

  test('one that went well is queued once', async () => {
    expect((await queued()).vault.queued).toHaveLength(1);
  });
});

describe('a rotation that did not end well at first', () => {
  const by = 'arn:aws:iam::123456789012:user/olga';
  const written = async (world: World) => {
    expect(rotationOf(world)).toMatchObject({ vault: { status: 'queued' }, state: { status: 'rotated' } });
    expect(await write(world)).toEqual({ kind: 'written' });
    expect(world.vault.records.get(RECORD)).toBe(passwordOf(world));
    expect(actionsOf(world).filter((each) => each.startsWith('vault.'))).toEqual(['vault.queued', 'vault.written']);
  };

  test('failed, and was retried: what is current is written', async () => {
    const world = use(await approved(), handedOver('vault'));
    world.contoso.fates.push('refused');
    await rotate(world, keyOf('ops'));
    expect([rotationOf(world).state.status, rotationOf(world).vault]).toEqual(['failed', undefined]);
    await reopenRotation(world.ports, keyOf('ops'), { n: 1, mode: 'retry', requestedBy: by });
    await rotate(world, keyOf('ops'));
    await written(world);
  });

  test('was uncertain, and a person signed in with the new password', async () => {
    const world = use(await approved(), handedOver('vault'));
    world.contoso.readsUntilVisible = 1000;
    await rotate(world, keyOf('ops'));
    expect([rotationOf(world).state.status, rotationOf(world).vault]).toEqual(['uncertain', undefined]);
    await reopenRotation(world.ports, keyOf('ops'), { n: 1, mode: 'works-new', requestedBy: by, reason: 'signed in' });
    await rotate(world, keyOf('ops'));
    await written(world);
  });
});

describe('where stored passwords are deleted', () => {
  const retention = { credentials: 'until-stored', days: 7, recoveryDays: 30 } as const;

  test('the receipt of the vault counts as a confirmation', async () => {
    const world = await queued('vault', { retention });
    await write(world);
    world.hoursPass(6.9 * 24);
    expect(await retireCredentials(world.ports)).toMatchObject({ deleted: 0 });
    world.hoursPass(0.2 * 24);
    expect(await retireCredentials(world.ports)).toMatchObject({ deleted: 1 });
    expect(world.contoso.deleted.has('id-ops')).toBe(true);
    expect(actionsOf(world).slice(-2)).toEqual(['deletion.attempted', 'credential.scheduled-for-deletion']);
  });

  test('what the vault did not take is kept', async () => {
    const world = failsWith(await queued('vault', { retention }), 'not-found');
    await write(world);
    expect(world.tables.retirementRows.size).toBe(0);
  });

  test('what a technician confirmed before the vault was up again is deleted, and not tried for ever', async () => {
    const world = failsWith(await queued('both', { retention: { ...retention, days: 1 } }), 'no-answer');
    const [link] = linksOf(world);
    if (link === undefined) throw new Error('there is a link');
    await revealCredential(world.ports, ADA, link);
    await confirmStored(world.ports, ADA, linksOf(world)[0] ?? link);
    world.hoursPass(25);
    expect(await retireCredentials(world.ports)).toMatchObject({ deleted: 1 });
    expect(await write(world)).toEqual({ kind: 'given-up' });
    expect(rotationOf(world).vault).toMatchObject({ reason: 'no-credential' });
    expect(sent(world, 'alert').at(-1)).toMatchObject({ detail: expect.stringContaining('no link can show it') });
  });

  test('it is kept while a technician has a link to it', async () => {
    const world = await queued('both', { retention: { ...retention, days: 1 } });
    await write(world);
    world.hoursPass(2 * 24);
    expect(await retireCredentials(world.ports)).toMatchObject({ deleted: 0 });
    world.hoursPass(1.1 * 24);
    expect(await retireCredentials(world.ports)).toMatchObject({ deleted: 1 });
  });
});
