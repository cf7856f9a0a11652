import { expect, test } from '@jest/globals';
import { describeStores } from './stores.ts';
import { NOW } from './values.ts';

const expiresAt = new Date(NOW.getTime() + 3_600_000);

describeStores('web sessions', (stores) => {
  const session = { objectId: 'ada', tenantId: 'home', name: 'Ada', csrfToken: 'x', expiresAt };

  test('are there until they are over or removed', async () => {
    const { sessions } = stores();
    expect(await sessions.find('hash', NOW)).toBeUndefined();
    await sessions.create('hash', session);
    expect(await sessions.find('hash', NOW)).toEqual(session);
    expect(await sessions.find('hash', new Date(expiresAt.getTime() - 1))).toEqual(session);
    expect(await sessions.find('hash', expiresAt)).toBeUndefined();
    await sessions.remove('hash');
    await sessions.remove('hash');
    expect(await sessions.find('hash', NOW)).toBeUndefined();
  });

  test('are never given to somebody else', async () => {
    await stores().sessions.create('hash', session);
    await expect(stores().sessions.create('hash', { ...session, objectId: 'eve' })).rejects.toThrow();
    expect(await stores().sessions.find('hash', NOW)).toEqual(session);
  });
});

describeStores('a sign-in', (stores) => {
  const pending = { nonce: 'n', codeVerifier: 'v', wantedPath: '/', browserHash: 'b', expiresAt };

  test('is finished once, and in time', async () => {
    const { sessions } = stores();
    await sessions.startSignIn('state', pending);
    const taken = await Promise.all([1, 2, 3].map(() => sessions.takeSignIn('state', NOW)));
    expect(taken.filter((each) => each !== undefined)).toEqual([pending]);
    await sessions.startSignIn('late', pending);
    expect(await sessions.takeSignIn('late', expiresAt)).toBeUndefined();
    expect(await sessions.takeSignIn('late', NOW)).toBeUndefined(); // too late once is too late for good
  });

  test('is never begun twice under one state', async () => {
    await stores().sessions.startSignIn('state', pending);
    await expect(stores().sessions.startSignIn('state', { ...pending, browserHash: 'eve' })).rejects.toThrow();
    expect(await stores().sessions.takeSignIn('state', NOW)).toEqual(pending);
  });
});

describeStores('sent messages', (stores) => {
  test('are remembered, however long their keys', async () => {
    const { sent } = stores();
    const long = 'k'.repeat(3000);
    expect(await sent.has(long)).toBe(false);
    await sent.add(long, NOW);
    await sent.add(long, NOW);
    expect(await sent.has(long)).toBe(true);
    expect(await sent.has(`${long}k`)).toBe(false);
  });
});
