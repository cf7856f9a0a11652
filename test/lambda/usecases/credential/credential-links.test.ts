import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CredentialLink } from '../../../../lambda/domain/credential/link.ts';
import { confirmStored } from '../../../../lambda/usecases/credential/confirm-stored.ts';
import { renewCredentialLink } from '../../../../lambda/usecases/credential/renew-credential-link.ts';
import { reportCredentialLink } from '../../../../lambda/usecases/credential/report-credential-link.ts';
import { revealCredential } from '../../../../lambda/usecases/credential/reveal-credential.ts';
import { Stop, signedIn, type World, watched } from '../in-memory.ts';
import { actionsOf, approved, keyOf, rotationOf } from '../scene.ts';
import { rotate } from '../workflow.ts';

const ADA = signedIn('Ada');
const BRUNO = signedIn('Bruno');
const MADE = { kind: 'made', link: expect.objectContaining({ state: { status: 'ready' } }) };
let world: World;

beforeEach(async () => {
  world = await approved();
  await rotate(world, keyOf('ops'));
});

/** The newest link of the rotation. */
function link(): CredentialLink {
  const newest = [...world.tables.credentialLinks.values()].at(-1);
  if (newest === undefined) throw new Error('there is no link');
  return newest;
}
const password = () => world.contoso.passwords.get('id-ops');

describe('a link', () => {
  test('goes to the technician who approved, and to nobody else', () => {
    expect(link().recipientObjectId).toBe(ADA.actor.objectId);
    const ready = world.messages.filter((each) => each.kind === 'passwords-ready');
    expect(ready).toEqual([expect.objectContaining({ technicianObjectId: ADA.actor.objectId })]);
  });

  test('shows the password that Entra holds, once', async () => {
    expect(await revealCredential(world.ports, ADA, link())).toMatchObject({ password: password() });
    expect(await revealCredential(world.ports, ADA, link())).toBeUndefined();
    expect(actionsOf(world).filter((each) => each === 'link.revealed')).toHaveLength(1);
  });

  test('shows it once to many clicks at the same moment (R6)', async () => {
    const one = link();
    const shown = await Promise.all(Array.from({ length: 20 }, () => revealCredential(world.ports, ADA, one)));
    expect(shown.filter((each) => each !== undefined)).toHaveLength(1);
  });

  test('the view is taken before the password is read: stopped in between, it is gone', async () => {
    const order: string[] = [];
    const stop = new Stop(1, 'after');
    const ports = watched(
      watched(world.ports, (call) => void order.push(call)),
      stop.watch,
    );
    await expect(revealCredential(ports, ADA, link())).rejects.toThrow('after links.claim');
    expect(order).not.toContain('credentials.read');
    expect(await revealCredential(world.ports, ADA, link())).toBeUndefined();
  });

  test('shows nothing to another technician, and does not count it as a view', async () => {
    expect(await revealCredential(world.ports, BRUNO, link())).toBeUndefined();
    expect(await reportCredentialLink(world.ports, BRUNO, link())).toBe(false);
    expect(await renewCredentialLink(world.ports, BRUNO, link())).toBeUndefined();
    expect(await confirmStored(world.ports, BRUNO, link())).toBeUndefined();
    expect(link().state.status).toBe('ready');
  });

  test('shows nothing after it expired', async () => {
    world.hoursPass(72);
    expect(await revealCredential(world.ports, ADA, link())).toBeUndefined();
    expect(link().state.status).toBe('ready');
  });
});

describe('a further link', () => {
  test('for a page that never arrived: twice, then no more', async () => {
    for (let number = 1; number <= 2; number += 1) {
      await revealCredential(world.ports, ADA, link());
      expect(await renewCredentialLink(world.ports, ADA, link())).toEqual(MADE);
      expect(link()).toMatchObject({ number, state: { status: 'ready' } });
    }
    await revealCredential(world.ports, ADA, link());
    expect(await renewCredentialLink(world.ports, ADA, link())).toBeUndefined();
    expect(world.tables.credentialLinks.size).toBe(3);
  });

  test('for one that nobody opened in time', async () => {
    world.hoursPass(73);
    expect(await renewCredentialLink(world.ports, ADA, link())).toEqual(MADE);
    expect(await revealCredential(world.ports, ADA, link())).toMatchObject({ password: password() });
  });

  test('not while the first is open, and not once the password is in the vault', async () => {
    expect(await renewCredentialLink(world.ports, ADA, link())).toBeUndefined();
    await revealCredential(world.ports, ADA, link());
    expect(await confirmStored(world.ports, ADA, link())).toBeDefined();
    expect(await confirmStored(world.ports, ADA, link())).toBeDefined();
    expect(actionsOf(world).filter((each) => each === 'credential.stored')).toHaveLength(1);
    expect(await renewCredentialLink(world.ports, ADA, link())).toBeUndefined();
  });

  test('the old one is over: two clicks make one new link', async () => {
    const old = link();
    await revealCredential(world.ports, ADA, old);
    const revealed = link();
    const both = await Promise.all([1, 2].map(() => renewCredentialLink(world.ports, ADA, revealed)));
    expect(both.filter((each) => each !== undefined)).toHaveLength(1);
    expect(await revealCredential(world.ports, ADA, old)).toBeUndefined();
  });
});

describe('"it was not me"', () => {
  test('closes a link that is open, and calls the team', async () => {
    expect(await reportCredentialLink(world.ports, ADA, link())).toBe(true);
    expect(await revealCredential(world.ports, ADA, link())).toBeUndefined();
    expect(world.messages).toContainEqual(expect.objectContaining({ kind: 'alert', subject: 'link-reported' }));
  });

  test('after somebody revealed it, what happened stays on record', async () => {
    await revealCredential(world.ports, ADA, link());
    expect(await reportCredentialLink(world.ports, ADA, link())).toBe(true);
    expect(link().state).toMatchObject({ status: 'revoked' });
    expect(actionsOf(world)).toEqual(expect.arrayContaining(['link.revealed', 'link.reported']));
    // Who reports that a stranger saw the password does not get another link to it.
    expect(await renewCredentialLink(world.ports, ADA, link())).toBeUndefined();
  });
});

test('confirming is for passwords that were shown', async () => {
  expect(await confirmStored(world.ports, ADA, link())).toBeUndefined();
  expect(rotationOf(world).state.status).toBe('rotated');
});
