import { beforeEach, expect, test } from '@jest/globals';
import { retirementOf } from '../../../lambda/domain/credential/retirement.ts';
import { conclude, deliver, settleVault } from '../../../lambda/domain/rotation/protocol.ts';
import { isIn, type Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { inState, states } from '../../lambda/domain/rotation/rotations.ts';
import { actionsOf, carriedOut, describeStores, STALE, type Stores } from './stores.ts';
import { CHAIN, cycleId, discoveredCycle, fact, id, link, NOW, tenantId, waiting } from './values.ts';

const queuedFact = fact({ action: 'vault.queued' });
const settledFact = fact({ action: 'vault.written' });
const written = { status: 'written', at: NOW.toISOString(), recordId: '4711' } as const;
const givenUp = { status: 'given-up', at: NOW.toISOString(), reason: 'record-ambiguous', detail: 'two of it' } as const;
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);

/** A rotation whose password waits for the vault. */
async function queued({ rotations }: Stores, linked = false) {
  const proven = await rotations.advance(waiting, { ...waiting, state: states.current }, fact());
  const current = inState(states.current, { ...proven });
  const made = linked ? link : undefined;
  const to = deliver(current, { linkId: made?.linkId, vaultSince: NOW.toISOString() });
  await rotations.deliver(current, to, made, [queuedFact]);
  return stored(rotations);
}

async function stored(rotations: Stores['rotations']) {
  const found = await rotations.find(waiting);
  if (found === undefined || !isIn(found, 'delivered', 'rotated')) throw new Error('it was not delivered');
  return found;
}

describeStores('a password on its way into the vault', (stores) => {
  beforeEach(() => discoveredCycle(stores()));
  const tenant = () => stores().cycles.findTenant(cycleId, tenantId);

  test('is queued in the transaction that hands it over, without a link', async () => {
    const rotation = await queued(stores());
    expect(rotation.vault).toEqual({ status: 'queued', since: NOW.toISOString() });
    expect(rotation.state).toEqual({ ...states.current, status: 'delivered' });
    expect(await stores().links.openIn(tenantId)).toEqual([]);
    expect(await actionsOf(stores(), CHAIN)).toContain('vault.queued');
    expect(await tenant()).toMatchObject({ vaultQueued: 1 });
  });

  test('and was written: the row says it, its revision moves, and the tenant counts it', async () => {
    const rotation = await queued(stores());
    await stores().rotations.settleVault(rotation, settleVault(rotation, written), [settledFact], {});
    expect(await stores().rotations.find(waiting)).toEqual({
      ...rotation,
      vault: written,
      revision: rotation.revision + 1,
    });
    expect(await tenant()).toMatchObject({ vaultQueued: 0, vaultWritten: 1 });
  });

  test('may settle before its rotation is closed and after: neither undoes the other', async () => {
    const rotation = await queued(stores());
    const close = async () => {
      const now = await stored(stores().rotations);
      return stores().rotations.close(now, conclude(now), fact({ action: 'rotation.closed' }));
    };
    const stale = conclude(rotation);
    await stores().rotations.settleVault(rotation, settleVault(rotation, givenUp, link.linkId), [settledFact], {
      link,
    });
    await expect(stores().rotations.close(rotation, stale, fact())).rejects.toMatchObject(STALE);
    await close();
    expect(await stores().rotations.find(waiting)).toMatchObject({
      vault: givenUp,
      state: { status: 'rotated', linkId: link.linkId },
      closed: true,
    });
  });

  test('settles although its rotation was closed meanwhile', async () => {
    const rotation = await queued(stores());
    await stores().rotations.close(rotation, conclude(rotation), fact({ action: 'rotation.closed' }));
    await stores().rotations.settleVault(rotation, settleVault(rotation, givenUp, link.linkId), [settledFact], {
      link,
    });
    expect(await stores().rotations.find(waiting)).toMatchObject({
      vault: givenUp,
      state: { status: 'rotated', linkId: link.linkId },
      closed: true,
    });
    expect(await stores().links.openIn(tenantId)).toEqual([link]);
    expect(await tenant()).toMatchObject({ vaultQueued: 0, vaultGivenUp: 1, rotated: 1 });
  });

  test('settles once, whatever several runs found at the same moment', async () => {
    const rotation = await queued(stores());
    const settle = (how: typeof written | typeof givenUp) =>
      stores().rotations.settleVault(rotation, settleVault(rotation, how), [settledFact], {});
    expect(await carriedOut([settle(written), settle(givenUp), settle(written)])).toBe(1);
    await expect(settle(written)).rejects.toMatchObject(STALE);
    expect((await actionsOf(stores(), CHAIN)).filter((each) => each === 'vault.written')).toHaveLength(1);
  });

  test('gets no second link', async () => {
    const rotation = await queued(stores(), true);
    const other = { ...link, linkId: id('d') };
    const settle = stores().rotations.settleVault(
      rotation,
      settleVault(rotation, givenUp, other.linkId),
      [settledFact],
      {
        link: other,
      },
    );
    await expect(settle).rejects.toMatchObject(STALE);
    expect(await stores().links.findCredential(other.linkId)).toBeUndefined();
  });

  test('gets no link after a later password became current, and settles without one', async () => {
    const rotation = await queued(stores());
    const later = { ...states.current, versionId: id('e') };
    await stores().rotations.advance(rotation, { ...rotation, state: later }, fact());
    const settle = (made?: typeof link) =>
      stores().rotations.settleVault(rotation, settleVault(rotation, givenUp, made?.linkId), [settledFact], {
        link: made,
      });
    await expect(settle(link)).rejects.toMatchObject(STALE);
    expect(await stores().links.findCredential(link.linkId)).toBeUndefined();
    await settle();
    expect(await stores().rotations.find(waiting)).toMatchObject({ vault: givenUp });
  });

  test('with its receipt, the credential is to be deleted', async () => {
    const rotation = await queued(stores());
    const { linkId: _, ...password } = link;
    const retirement = retirementOf(password, NOW, { credentials: 'until-stored', days: 7 });
    await stores().rotations.settleVault(rotation, settleVault(rotation, written), [settledFact], { retirement });
    expect(await stores().retirements.find(waiting)).toEqual(retirement);
    if (retirement === undefined) throw new Error('it is kept');
    const due = new Date(retirement.dueAt);
    expect(await stores().retirements.reserve(retirement, due, new Date(due.getTime() + 90_000))).toBe(true);
    await stores().retirements.attempt(retirement, fact({ action: 'deletion.attempted' }));
    await stores().retirements.finish(retirement, fact({ action: 'credential.scheduled-for-deletion' }));
    expect(await stores().retirements.find(waiting)).toBeUndefined();
  });
});

describeStores('turns to write into the vault', (stores) => {
  const other: Rotation = { ...waiting, cycleId: '2027-01-04-admin-monthly', rotationId: id('9') };
  const take = (rotation: Rotation, from: number) => stores().turns.take(rotation, minutes(from), minutes(from + 5));

  test('are one rotation of an account at a time, until the turn has lapsed', async () => {
    expect(await take(waiting, 0)).toBe(true);
    expect(await take(other, 4)).toBe(false);
    expect(await take(other, 5)).toBe(false); // the last instant of it
    expect(await take(other, 5.1)).toBe(true);
    expect(await take(waiting, 6)).toBe(false);
  });

  test('the same rotation takes its turn again, which lasts longer then', async () => {
    expect(await take(waiting, 0)).toBe(true);
    expect(await take(waiting, 4)).toBe(true);
    expect(await take(other, 8)).toBe(false);
  });

  test('of two runs of one rotation, the one whose request arrives late does not shorten the turn of the other', async () => {
    expect(await take(waiting, 4)).toBe(true);
    expect(await take(waiting, 0)).toBe(true);
    expect(await take(other, 8)).toBe(false);
    expect(await take(other, 9.1)).toBe(true);
    expect(await take(waiting, 3)).toBe(false);
  });

  test('another account has its own', async () => {
    await take(waiting, 0);
    expect(await take({ ...other, accountId: id('e') }, 1)).toBe(true);
  });

  test('of several at the same instant, one gets it', async () => {
    const all = ['1', '2', '3', '4'].map((each) => take({ ...other, rotationId: id(each) }, 0));
    expect((await Promise.all(all)).filter((each) => each)).toHaveLength(1);
  });

  test('the version that was made current last is told; none, before one was', async () => {
    await discoveredCycle(stores());
    expect(await stores().turns.currentVersion(waiting)).toBeUndefined();
    await stores().rotations.advance(waiting, { ...waiting, state: states.current }, fact());
    expect(await stores().turns.currentVersion(waiting)).toBe(states.current.versionId);
  });
});
