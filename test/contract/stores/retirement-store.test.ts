import { beforeEach, expect, test } from '@jest/globals';
import type { CredentialLink } from '../../../lambda/domain/credential/link.ts';
import { daysAfter, type Retirement, retirementOf } from '../../../lambda/domain/credential/retirement.ts';
import { actionsOf, carriedOut, describeStores, STALE, type Stores } from './stores.ts';
import { CHAIN, delivered, discoveredCycle, fact, id, link, NOW, numbered, revealed, waiting } from './values.ts';

const rule = { credentials: 'until-stored', days: 7 } as const;
const due = daysAfter(NOW, 8);
const confirmation = fact({ action: 'credential.stored' });

/** A technician has seen the password of an account, and confirms that it is stored. */
async function confirm(stores: Stores, more: Partial<CredentialLink> = {}, n = 1): Promise<Retirement> {
  const rotation = await stores.rotations.find(numbered(n));
  if (rotation === undefined) throw new Error('there is no such rotation');
  const made = await delivered(stores, rotation, { state: revealed, ...more });
  const retirement = retirementOf(made.link, NOW, rule);
  if (retirement === undefined) throw new Error('it is kept');
  const stored = { ...revealed, storedAt: NOW.toISOString(), deleteAt: retirement.dueAt };
  await stores.links.change(made.link, stored, confirmation, retirement);
  return retirement;
}

describeStores('a confirmation', (stores) => {
  beforeEach(() =>
    discoveredCycle(
      stores(),
      [1, 2, 3].map((n) => numbered(n)),
    ),
  );
  const later = { linkId: id('d'), versionId: id('e'), resetAt: due.toISOString() };

  test('makes the retirement of its account, which is due some days later', async () => {
    const retirement = await confirm(stores());
    expect(await stores().retirements.find(waiting)).toEqual(retirement);
    expect(await stores().retirements.due(daysAfter(NOW, 6.9), 10)).toEqual([]);
    expect(await stores().retirements.due(daysAfter(NOW, 7), 10)).toEqual([retirement]);
    expect(await stores().retirements.find(numbered(2))).toBeUndefined();
    expect(await actionsOf(stores(), CHAIN)).toContain('credential.stored');
  });

  test('of a later password takes the place of an earlier one, and not the other way round', async () => {
    await confirm(stores());
    const newer = await confirm(stores(), later);
    expect(await stores().retirements.find(waiting)).toEqual(newer);
    await confirm(stores(), { linkId: id('b') });
    expect(await stores().retirements.find(waiting)).toEqual(newer);
  });

  test('twice at the same moment makes one, and says so to one', async () => {
    const { link: made } = await delivered(stores(), numbered(1), { state: revealed });
    const stored = { ...revealed, storedAt: NOW.toISOString() };
    const change = () => stores().links.change(made, stored, confirmation, retirementOf(made, NOW, rule));
    expect(await carriedOut([change(), change()])).toBe(1);
  });

  test('that is refused leaves no retirement', async () => {
    await delivered(stores(), numbered(1));
    const unseen = { ...link, state: revealed };
    const change = stores().links.change(unseen, revealed, confirmation, retirementOf(unseen, NOW, rule));
    await expect(change).rejects.toMatchObject(STALE);
    expect(await stores().retirements.find(waiting)).toBeUndefined();
  });

  test('put off moves its date alone, and only while no later one has come', async () => {
    const retirement = await confirm(stores());
    await stores().retirements.putOff({ ...retirement, userPrincipalName: 'x' }, due);
    expect(await stores().retirements.find(waiting)).toEqual({ ...retirement, dueAt: due.toISOString() });
    const newer = await confirm(stores(), later);
    await stores().retirements.putOff(retirement, daysAfter(due, 1));
    expect(await stores().retirements.find(waiting)).toEqual(newer);
  });

  test('those that are due are told longest due first, and no more than asked for', async () => {
    for (const n of [1, 2, 3]) {
      const retirement = await confirm(stores(), { linkId: id(String(n)) }, n);
      await stores().retirements.putOff(retirement, daysAfter(NOW, 7 - n / 100));
    }
    const first = await stores().retirements.due(due, 2);
    expect(first.map(({ accountId }) => accountId)).toEqual([numbered(3).accountId, numbered(2).accountId]);
  });
});

describeStores('an account whose credential is to be deleted', (stores) => {
  const until = (from: Date) => new Date(from.getTime() + 90_000);
  const minuteLater = new Date(due.getTime() + 60_000);
  const muchLater = new Date(due.getTime() + 91_000);
  const attempted = fact({ action: 'deletion.attempted' });
  const deleted = fact({ action: 'credential.scheduled-for-deletion' });
  let retirement: Retirement;
  let rotation: typeof waiting;
  beforeEach(async () => {
    await discoveredCycle(stores());
    retirement = await confirm(stores());
    rotation = { ...waiting, cycleId: '2027-01-04-admin-monthly', rotationId: id('9') };
  });
  const acquire = (now: Date) => stores().rotations.acquireLock(rotation, now);

  test('is not reserved while it is being rotated', async () => {
    expect(await acquire(due)).toBe('acquired');
    expect(await stores().retirements.reserve(retirement, due, until(due))).toBe(false);
    expect(await stores().retirements.reserve(retirement, muchLater, until(muchLater))).toBe(false);
    await expect(stores().retirements.attempt(retirement, attempted)).rejects.toMatchObject(STALE);
    await expect(stores().retirements.finish(retirement, deleted)).rejects.toMatchObject(STALE);
    expect(await stores().retirements.find(waiting)).toEqual(retirement);
  });

  test('is not rotated while it is reserved, until it is released', async () => {
    expect(await stores().retirements.reserve(retirement, due, until(due))).toBe(true);
    expect(await stores().retirements.reserve(retirement, minuteLater, until(minuteLater))).toBe(false);
    await expect(acquire(minuteLater)).rejects.toMatchObject(STALE);
    expect(await stores().rotations.lockHolder(waiting)).toBeUndefined();
    expect(await stores().rotations.isAnyUnlocked(waiting.tenantId, [waiting.accountId])).toBe(true);
    await stores().retirements.release(retirement);
    await stores().retirements.release(retirement);
    expect(await acquire(minuteLater)).toBe('acquired');
  });

  test('whose reservation has lapsed is rotated, and nothing is deleted for it any more', async () => {
    await stores().retirements.reserve(retirement, due, until(due));
    await expect(acquire(until(due))).rejects.toMatchObject(STALE); // the last instant of it
    expect(await acquire(muchLater)).toBe('acquired');
    await expect(stores().retirements.attempt(retirement, attempted)).rejects.toMatchObject(STALE);
    await stores().retirements.release(retirement); // not its to give back
    expect(await stores().rotations.acquireLock({ ...waiting, rotationId: id('8') }, muchLater)).toBe('account-busy');
  });

  test('whose reservation has lapsed may be reserved anew', async () => {
    await stores().retirements.reserve(retirement, due, until(due));
    expect(await stores().retirements.reserve(retirement, until(due), until(muchLater))).toBe(false);
    expect(await stores().retirements.reserve(retirement, muchLater, until(muchLater))).toBe(true);
  });

  test('of many at the same moment, one has it', async () => {
    const answers = await Promise.allSettled<unknown>([
      ...Array.from({ length: 4 }, () => stores().retirements.reserve(retirement, due, until(due))),
      ...Array.from({ length: 4 }, () => acquire(due)),
    ]);
    const have = answers.map((each) => each.status === 'fulfilled' && each.value !== false);
    const [reserved, rotated] = [have.slice(0, 4).filter(Boolean), have.slice(4).filter(Boolean)];
    expect(Math.min(reserved.length, rotated.length)).toBe(0);
    expect(reserved.length).toBeLessThanOrEqual(1);
    expect(reserved.length + rotated.length).toBeGreaterThan(0);
  });

  test('nothing is deleted without a reservation', async () => {
    await expect(stores().retirements.attempt(retirement, attempted)).rejects.toMatchObject(STALE);
    await expect(stores().retirements.finish(retirement, deleted)).rejects.toMatchObject(STALE);
  });

  test('is released with the end of the retirement, in one transaction with its record', async () => {
    await stores().retirements.reserve(retirement, due, until(due));
    await stores().retirements.attempt(retirement, attempted);
    expect(await stores().retirements.find(waiting)).toEqual(retirement);
    await stores().retirements.finish(retirement, deleted);
    expect(await stores().retirements.find(waiting)).toBeUndefined();
    expect(await acquire(due)).toBe('acquired');
    expect((await actionsOf(stores(), CHAIN)).slice(-2)).toEqual([
      'deletion.attempted',
      'credential.scheduled-for-deletion',
    ]);
    await expect(stores().retirements.finish(retirement, deleted)).rejects.toMatchObject(STALE);
  });

  test('with a later confirmation is left to that one', async () => {
    await stores().retirements.reserve(retirement, due, until(due));
    const later = await confirm(stores(), { linkId: id('d'), versionId: id('e'), resetAt: due.toISOString() });
    await expect(stores().retirements.attempt(retirement, attempted)).rejects.toMatchObject(STALE);
    await expect(stores().retirements.finish(retirement, deleted)).rejects.toMatchObject(STALE);
    expect(await stores().retirements.find(waiting)).toEqual(later);
  });
});
