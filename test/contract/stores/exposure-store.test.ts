import { expect, test } from '@jest/globals';
import type { CredentialLink } from '../../../lambda/domain/credential/link.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { states } from '../../lambda/domain/rotation/rotations.ts';
import { describeStores, type Stores } from './stores.ts';
import { delivered, discover, discoveredCycle, fact, id, link, NOW, numbered, openCycle, revealed } from './values.ts';

const see = ({ links }: Stores, of: CredentialLink, at = revealed.at) =>
  links.claim(of, { ...revealed, at }, NOW, fact({ action: 'link.revealed', accountId: of.accountId }));

/** Moves a rotation to `current`, as `promote-password` does. */
const promoted = async ({ rotations }: Stores, rotation: Rotation, versionId: string): Promise<Rotation> => {
  const proven = { ...rotation, state: { ...states.proven, versionId } };
  const before = await rotations.advance(rotation, proven, fact({ accountId: rotation.accountId }));
  const current = { ...before, state: { ...states.current, versionId } };
  return rotations.advance(before, current, fact({ action: 'credential.promoted', accountId: rotation.accountId }));
};

describeStores('exposures', (stores) => {
  const seenBy = async (technician = 'ada') =>
    (await stores().exposures.ofTechnician(technician)).map(({ versionId }) => versionId);

  /** An account's password is current, and its link lies ready; each cycle makes another one. */
  const rotated = async (version: string, cycleId = '2026-12-07-admin-monthly', n = 1): Promise<CredentialLink> => {
    const rotation = numbered(n, { cycleId, rotationId: id(version) });
    await openCycle(stores(), { cycleId });
    await discover(stores(), [rotation], [], { cycleId });
    const current = await promoted(stores(), rotation, id(version));
    const linkId = id(version);
    return (await delivered(stores(), current, { linkId, versionId: id(version), cycleId })).link;
  };

  test('begin when a view is claimed, with all that names it', async () => {
    const ready = await rotated('a');
    expect(await seenBy()).toEqual([]);
    await see(stores(), ready);
    const { tenantId, accountId, cycleId, rotationId, userPrincipalName, tenantDisplayName, versionId, resetAt } =
      ready;
    expect(await stores().exposures.ofTechnician('ada')).toEqual([
      {
        ...{ tenantId, accountId, cycleId, rotationId, userPrincipalName, tenantDisplayName, versionId, resetAt },
        technicianObjectId: 'ada',
        technicianName: 'Ada Lindqvist',
        seenAt: revealed.at,
        linkFingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
      },
    ]);
    expect(await stores().exposures.seers()).toEqual([{ technicianObjectId: 'ada', technicianName: 'Ada Lindqvist' }]);
  });

  test('are not made by a view that is not claimed', async () => {
    const ready = await rotated('a');
    await see(stores(), { ...ready, recipientObjectId: 'bruno' });
    expect(await seenBy('bruno')).toEqual([]);
    expect(await stores().exposures.seers()).toEqual([]);
  });

  test('end when a later password of the account is current, and not before', async () => {
    const ready = await rotated('a');
    await see(stores(), ready);
    const next = numbered(1, { cycleId: '2027-01-04-admin-monthly', rotationId: id('b') });
    await openCycle(stores(), { cycleId: next.cycleId });
    await discover(stores(), [next], [], { cycleId: next.cycleId });
    let at = await stores().rotations.advance(next, { ...next, state: states.maybeApplied }, fact());
    at = await stores().rotations.close(at, { ...at, state: states.uncertain }, fact());
    expect(await seenBy()).toEqual([id('a')]);
    at = await stores().rotations.advance(at, { ...at, state: { ...states.proven, versionId: id('b') } }, fact());
    expect(await seenBy()).toEqual([id('a')]);
    await stores().rotations.advance(at, { ...at, state: { ...states.current, versionId: id('b') } }, fact());
    expect(await seenBy()).toEqual([]);
  });

  test('of one account end by themselves', async () => {
    await see(stores(), await rotated('a'));
    await see(stores(), await rotated('b', '2027-01-04-admin-monthly', 2));
    await rotated('c', '2027-02-01-admin-monthly', 1);
    expect(await seenBy()).toEqual([id('b')]);
  });

  test('of one password are as many as people have seen it', async () => {
    const ready = await rotated('a');
    await see(stores(), ready);
    const seen = { ...ready, state: revealed };
    const forBruno = {
      ...ready,
      linkId: id('e'),
      recipientObjectId: 'bruno',
      recipientName: 'Bruno Okafor',
      number: 1,
    };
    await stores().links.renew(seen, forBruno, fact({ accountId: ready.accountId }));
    await see(stores(), forBruno);
    expect(await seenBy('ada')).toEqual([id('a')]);
    expect(await seenBy('bruno')).toEqual([id('a')]);
    expect((await stores().exposures.seers()).map(({ technicianName }) => technicianName)).toEqual([
      'Ada Lindqvist',
      'Bruno Okafor',
    ]);
  });

  test('keep the first view of a password, however often it is seen again', async () => {
    const ready = await rotated('a');
    await see(stores(), ready, '2026-12-07T08:00:00.000Z');
    const again = { ...ready, linkId: id('e'), number: 1 };
    await stores().links.renew({ ...ready, state: revealed }, again, fact({ accountId: ready.accountId }));
    await see(stores(), again, '2026-12-07T09:00:00.000Z');
    expect((await stores().exposures.ofTechnician('ada')).map(({ seenAt }) => seenAt)).toEqual([
      '2026-12-07T08:00:00.000Z',
    ]);
  });

  test('of the current password stay, when a link to an older one is opened late', async () => {
    const old = await rotated('a');
    const newer = await rotated('b', '2027-01-04-admin-monthly');
    await see(stores(), newer);
    expect(await see(stores(), old)).toBe(true);
    expect(await seenBy()).toEqual([id('b')]);
  });

  test('are never missed when one person opens links of an account at once', async () => {
    const old = await rotated('a');
    const newer = await rotated('b', '2027-01-04-admin-monthly');
    const claims = await Promise.all([see(stores(), old), see(stores(), newer)]);
    // A claim that came second is made again, as a person presses again.
    if (claims[1] === false) expect(await see(stores(), newer)).toBe(true);
    expect(await seenBy()).toEqual([id('b')]);
  });

  test('of a password that was made current before exposures were recorded count', async () => {
    await discoveredCycle(stores());
    const { link: ready } = await delivered(stores());
    await see(stores(), ready);
    expect(await seenBy()).toEqual([link.versionId]);
  });

  test('of many accounts are all found', async () => {
    for (let n = 1; n <= 3; n += 1) await see(stores(), await rotated(String(n), `2027-0${n}-04-admin-monthly`, n));
    expect((await seenBy()).toSorted()).toEqual([id('1'), id('2'), id('3')]);
  });
});
