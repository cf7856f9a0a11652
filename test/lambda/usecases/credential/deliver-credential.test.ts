import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import type { CredentialLink } from '../../../../lambda/domain/credential/link.ts';
import { isIn } from '../../../../lambda/domain/rotation/rotation.ts';
import { callForCollection } from '../../../../lambda/usecases/credential/call-for-collection.ts';
import { confirmStored } from '../../../../lambda/usecases/credential/confirm-stored.ts';
import { handOver } from '../../../../lambda/usecases/credential/hand-over.ts';
import { revealCredential } from '../../../../lambda/usecases/credential/reveal-credential.ts';
import { supersedeLinks } from '../../../../lambda/usecases/credential/supersede-links.ts';
import { uncollectedOf } from '../../../../lambda/usecases/credential/uncollected.ts';
import { CONTOSO, CYCLE, estate, signedIn, type World } from '../in-memory.ts';
import { rowOf } from '../in-memory-tables.ts';
import { actionsOf, approved, keyOf, rotationOf } from '../scene.ts';
import { rotate } from '../workflow.ts';

const [ADA, BRUNO] = [signedIn('Ada'), signedIn('Bruno')];
const only = (world: World): CredentialLink => {
  const [found] = world.tables.credentialLinks.values();
  if (found === undefined) throw new Error('there is no link');
  return found;
};
const withTenant = (changes: Partial<Estate['tenants'][number]>): Estate => ({
  ...estate,
  tenants: estate.tenants.map((each) => (each.tenantId === CONTOSO ? { ...each, ...changes } : each)),
});
const rotatedWith = async (of: Estate) => {
  const world = await approved();
  Object.assign(world.ports, { estate: of });
  await rotate(world, keyOf('ops'));
  return world;
};

describe('the password goes to', () => {
  test('whom the tenant names', async () => {
    const link = only(await rotatedWith(withTenant({ recipient: BRUNO.actor.objectId })));
    expect(link).toMatchObject({ recipientObjectId: BRUNO.actor.objectId, recipientName: 'Bruno Okafor' });
    expect(link.approvedBy).toBe('Ada Lindqvist');
  });

  test.each<[string, Estate]>([
    ['nobody is named', estate],
    ['who is named is not there', withTenant({ recipient: '00000000-0000-4000-8000-000000000000' })],
    ['who is named does not decide for the tenant', withTenant({ recipient: signedIn('Chiara').actor.objectId })],
    [
      'who is named owns the account',
      {
        ...withTenant({ recipient: BRUNO.actor.objectId }),
        technicians: estate.technicians.map((each) =>
          each.objectId === BRUNO.actor.objectId ? { ...each, ownAccounts: ['ops@contoso.example'] } : each,
        ),
      },
    ],
  ])('the one who approved, where %s', async (_, of) => {
    expect(only(await rotatedWith(of)).recipientObjectId).toBe(ADA.actor.objectId);
  });

  test('the second of two who approved', async () => {
    const world = await approved();
    const rotation = rotationOf(world);
    if (!isIn(rotation, 'approved')) throw new Error('it is approved');
    const second = { by: BRUNO.actor, at: rotation.state.decision.at };
    const state = { ...rotation.state, decision: { ...rotation.state.decision, second } };
    world.tables.rotationRows.set(rowOf(rotation), { ...rotation, state });
    await rotate(world, keyOf('ops'));
    expect(only(world)).toMatchObject({
      recipientObjectId: BRUNO.actor.objectId,
      approvedBy: 'Ada Lindqvist and Bruno Okafor',
    });
  });
});

describe('a later password', () => {
  const later = (link: CredentialLink): CredentialLink => ({
    ...link,
    linkId: 'f'.repeat(32),
    rotationId: 'later',
    cycleId: '2027-01-04-admin-monthly',
    resetAt: '2027-01-04T08:00:00.000Z',
  });

  test('ends the links to the one before that still wait, and no others', async () => {
    const world = await rotatedWith(estate);
    const link = only(world);
    const others = [
      { ...link, linkId: '1'.repeat(32), accountId: 'id-other', rotationId: 'other' },
      { ...link, linkId: '2'.repeat(32), rotationId: 'newer', resetAt: '2027-02-01T08:00:00.000Z' },
    ];
    for (const each of others) world.tables.credentialLinks.set(each.linkId, each);
    await supersedeLinks(world.ports, later(link));
    await supersedeLinks(world.ports, later(link));
    expect(only(world).state).toMatchObject({ status: 'revoked', supersededBy: 'later' });
    for (const each of others) expect(world.tables.credentialLinks.get(each.linkId)).toEqual(each);
    expect(actionsOf(world).filter((each) => each === 'link.superseded')).toHaveLength(1);
    expect(await revealCredential(world.ports, ADA, link)).toBeUndefined();
  });

  test('leaves alone what was stored meanwhile, and comes again where it was opened meanwhile', async () => {
    for (const stores of [true, false]) {
      const world = await rotatedWith(estate);
      const link = only(world);
      const stale = [link];
      await revealCredential(world.ports, ADA, link);
      if (stores) await confirmStored(world.ports, ADA, only(world));
      const links = { ...world.ports.links, openIn: async () => stale };
      const superseding = supersedeLinks({ ...world.ports, links }, later(link));
      if (stores) await superseding;
      else await expect(superseding).rejects.toMatchObject({ name: 'StaleState' });
      expect(only(world).state.status).toBe('revealed');
    }
  });
});

describe('what is not collected', () => {
  test('is told by cycle until it is stored', async () => {
    const world = await rotatedWith(estate);
    const told = async (cycleId = CYCLE) => (await uncollectedOf(world.ports, cycleId, [CONTOSO])).length;
    expect([await told(), await told('2027-01-04-admin-monthly')]).toEqual([1, 0]);
    await revealCredential(world.ports, ADA, only(world));
    expect(await told()).toBe(1);
    await confirmStored(world.ports, ADA, only(world));
    expect(await told()).toBe(0);
  });

  test('is called for once, when a quarter of the time is left', async () => {
    const world = await rotatedWith(estate);
    const calls = () => world.messages.filter(({ kind }) => kind === 'last-call');
    expect(await callForCollection(world.ports)).toBe(0);
    expect(world.measured).toEqual([{ schedule: 'all', values: { NotCollected: 1 } }]);
    world.hoursPass(54);
    expect([await callForCollection(world.ports), await callForCollection(world.ports)]).toEqual([1, 0]);
    const call = { kind: 'last-call', cycleId: CYCLE, technicianObjectId: ADA.actor.objectId, about: 'passwords' };
    expect(calls()).toEqual([call]);
    world.hoursPass(20);
    expect(await callForCollection(world.ports)).toBe(0);
  });

  test('is not called for where its technician has left', async () => {
    const world = await rotatedWith(estate);
    world.hoursPass(60);
    const technicians = estate.technicians.filter(({ objectId }) => objectId !== ADA.actor.objectId);
    expect(await callForCollection({ ...world.ports, estate: { ...estate, technicians } })).toBe(0);
  });

  test('of one tenant that cannot be read does not hide the others', async () => {
    const world = await rotatedWith(estate);
    world.hoursPass(60);
    const links = {
      openIn: async (tenantId: string) => {
        if (tenantId !== CONTOSO) throw new Error('throttled');
        return world.ports.links.openIn(tenantId);
      },
    };
    await expect(callForCollection({ ...world.ports, links })).rejects.toThrow('of 2 tenants');
    expect(world.messages.filter(({ kind }) => kind === 'last-call')).toHaveLength(1);
  });
});

test('a hand-over that cannot be recorded changes nothing', async () => {
  const world = await rotatedWith(estate);
  const before = only(world);
  const links = { renew: () => Promise.reject(new Error('no answer')) };
  await expect(handOver({ ...world.ports, links }, ADA, before, BRUNO.actor.objectId)).rejects.toThrow('no answer');
  expect(only(world)).toEqual(before);
});
