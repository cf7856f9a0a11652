import { beforeEach, expect, test } from '@jest/globals';
import type { ApprovalsLink, CredentialLink } from '../../../lambda/domain/credential/link.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { states } from '../../lambda/domain/rotation/rotations.ts';
import { actionsOf, carriedOut, describeStores, STALE } from './stores.ts';
import {
  ANOTHER_TENANT,
  CHAIN,
  cycleId,
  delivered,
  discoveredCycle,
  fact,
  id,
  link,
  NOW,
  revealed,
  tenantId,
  waiting,
} from './values.ts';

const revoked = { status: 'revoked', at: NOW.toISOString() } as const;

describeStores('approvals links', (stores) => {
  const created = fact({ action: 'link.created', tenantId: undefined, accountId: undefined });
  const linkTo = (recipientObjectId: string, letter: string): ApprovalsLink => ({
    purpose: 'approvals',
    linkId: id(letter),
    expiresAt: link.expiresAt,
    cycleId,
    recipientObjectId,
  });

  test('a technician has one per cycle: the first that was made', async () => {
    const first = linkTo('ada', 'a');
    expect(await stores().links.approvalsLink(first, created)).toEqual(first);
    expect(await stores().links.approvalsLink(linkTo('ada', 'b'), created)).toEqual(first);
    expect(await stores().links.findApprovals(id('a'))).toEqual(first);
    expect(await stores().links.findApprovals(id('b'))).toBeUndefined();
    expect(await actionsOf(stores(), '-#-')).toEqual(['link.created']);
  });

  test('however many are made at once, there is one', async () => {
    const made = await Promise.all(
      ['1', '2', '3'].map((each) => stores().links.approvalsLink(linkTo('ada', each), created)),
    );
    expect(new Set(made.map(({ linkId }) => linkId)).size).toBe(1);
    expect(await stores().links.findApprovals(made[0]?.linkId ?? '')).toEqual(made[0]);
  });

  test('others have links of their own, and so have other cycles', async () => {
    const all = [linkTo('ada', 'a'), linkTo('bruno', 'b'), { ...linkTo('ada', 'd'), cycleId: '2027-01-04-x' }];
    for (const each of all) expect(await stores().links.approvalsLink(each, created)).toEqual(each);
  });

  test('of one purpose are not found as the other', async () => {
    await discoveredCycle(stores());
    await delivered(stores());
    await stores().links.approvalsLink(linkTo('ada', 'a'), created);
    expect(await stores().links.findApprovals(link.linkId)).toBeUndefined();
    expect(await stores().links.findCredential(id('a'))).toBeUndefined();
    expect(await stores().links.findCredential(id('0'))).toBeUndefined();
  });
});

describeStores('credential links', (stores) => {
  let rotation: Rotation;
  beforeEach(async () => {
    await discoveredCycle(stores());
    ({ rotation } = await delivered(stores()));
  });
  const claimed = fact({ action: 'link.revealed' });
  const claim = (more: Partial<CredentialLink> = {}, now = NOW) =>
    stores().links.claim({ ...link, ...more }, revealed, now, claimed);
  const stateOf = async (linkId = link.linkId) => (await stores().links.findCredential(linkId))?.state;

  test('are viewed once, under any concurrency (R6)', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim()));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await stores().links.findCredential(link.linkId)).toEqual({ ...link, state: revealed });
    expect((await actionsOf(stores(), CHAIN)).filter((each) => each === 'link.revealed')).toHaveLength(1);
  });

  test('are not viewed when over, revoked, by another, or where there is none', async () => {
    const over = new Date(link.expiresAt * 1000);
    expect(await claim({}, over)).toBe(false);
    expect(await claim({ recipientObjectId: 'bruno' })).toBe(false);
    expect(await claim({ linkId: id('0') })).toBe(false);
    expect(await stateOf()).toEqual({ status: 'ready' });
    await stores().links.change(link, revoked, fact());
    expect(await claim()).toBe(false);
    expect(await actionsOf(stores(), CHAIN)).not.toContain('link.revealed');
  });

  test('are viewed until the last moment', async () => {
    expect(await claim({}, new Date(link.expiresAt * 1000 - 1))).toBe(true);
  });

  test('change only from the state that was seen, and in nothing else', async () => {
    await claim();
    await expect(stores().links.change(link, revoked, fact())).rejects.toMatchObject(STALE);
    const stored = { ...revealed, storedAt: NOW.toISOString() };
    await stores().links.change({ ...link, state: revealed, number: 3, approvedBy: 'x' }, stored, fact());
    expect(await stores().links.findCredential(link.linkId)).toEqual({ ...link, state: stored });
    // One that is stored is another than one that is merely seen.
    await expect(stores().links.change({ ...link, state: revealed }, revoked, fact())).rejects.toMatchObject(STALE);
    await stores().links.change({ ...link, state: stored }, revoked, fact());
    expect(await stateOf()).toEqual(revoked);
  });

  test('that do not exist are not changed', async () => {
    const missing = { ...link, linkId: id('0') };
    await expect(stores().links.change(missing, revoked, fact())).rejects.toMatchObject(STALE);
    expect(await stores().links.findCredential(id('0'))).toBeUndefined();
  });

  test('are renewed once; the rotation names the new one, and who read it before must read again', async () => {
    await claim();
    const old = { ...link, state: revealed };
    const renew = (letter: string) => stores().links.renew(old, { ...link, linkId: id(letter), number: 1 }, fact());
    expect(await carriedOut(['1', '2'].map(renew))).toBe(1);
    const renewedAs = (await stateOf(id('1'))) === undefined ? id('2') : id('1');
    expect(await stateOf()).toEqual({ status: 'revoked', at: NOW.toISOString(), renewedAs });
    expect(await stores().links.findCredential(renewedAs)).toEqual({ ...link, linkId: renewedAs, number: 1 });
    expect(await stores().rotations.find(waiting)).toEqual({
      ...rotation,
      state: { ...rotation.state, linkId: renewedAs },
      revision: rotation.revision + 1,
    });
    const to = { ...rotation, state: states.failed };
    await expect(stores().rotations.advance(rotation, to, fact())).rejects.toMatchObject(STALE);
  });

  test('are found by their tenant until the password is stored, what expires first in front', async () => {
    const ids = async (tenant = tenantId) => (await stores().links.openIn(tenant)).map(({ linkId }) => linkId);
    expect(await stores().links.openIn(tenantId)).toEqual([link]);
    expect(await ids(ANOTHER_TENANT)).toEqual([]);
    await claim();
    expect(await stores().links.openIn(tenantId)).toEqual([{ ...link, state: revealed }]);
    const asked = { ...revealed, askedAt: NOW.toISOString() };
    await stores().links.change({ ...link, state: revealed }, asked, fact());
    expect(await ids()).toEqual([link.linkId]);
    await stores().links.change({ ...link, state: asked }, { ...asked, storedAt: NOW.toISOString() }, fact());
    expect(await ids()).toEqual([]);
  });

  test('are not found by their tenant once they are revoked or replaced; the one that replaces them is', async () => {
    const later = { ...link, linkId: id('1'), number: 1, expiresAt: link.expiresAt + 60 };
    await stores().links.renew(link, later, fact());
    expect(await stores().links.openIn(tenantId)).toEqual([later]);
    await stores().links.change(later, revoked, fact());
    expect(await stores().links.openIn(tenantId)).toEqual([]);
  });

  test('that go to another technician tell to whom, and only one of a view and a hand-over happens', async () => {
    const handed = { ...link, linkId: id('1'), recipientObjectId: 'bruno', recipientName: 'Bruno Costa', handOvers: 1 };
    const [viewed, passed] = await Promise.allSettled([claim(), stores().links.renew(link, handed, fact())]);
    const isViewed = viewed.status === 'fulfilled' && viewed.value;
    expect(isViewed).toBe(passed.status === 'rejected');
    if (isViewed) return expect(await stateOf()).toEqual(revealed);
    expect(await stateOf()).toEqual({
      status: 'revoked',
      at: NOW.toISOString(),
      renewedAs: id('1'),
      handedTo: { objectId: 'bruno', name: 'Bruno Costa' },
    });
    return expect(await stores().links.findCredential(id('1'))).toEqual(handed);
  });

  test('are not renewed as a link that exists, nor where the rotation names another one', async () => {
    await expect(stores().links.renew(link, link, fact())).rejects.toThrow();
    await stores().rotations.advance(rotation, { ...rotation, state: states.rotated }, fact());
    await expect(stores().links.renew(link, { ...link, linkId: id('1') }, fact())).rejects.toMatchObject(STALE);
    expect(await stateOf()).toEqual({ status: 'ready' });
    expect(await stateOf(id('1'))).toBeUndefined();
  });
});
