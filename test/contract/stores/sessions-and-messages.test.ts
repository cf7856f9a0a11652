import { expect, test } from '@jest/globals';
import { actionsOf, describeStores } from './stores.ts';
import { CHAIN, fact, NOW } from './values.ts';

const expiresAt = new Date(NOW.getTime() + 3_600_000);

describeStores('web sessions', (stores) => {
  const session = {
    objectId: 'ada',
    tenantId: 'home',
    name: 'Ada',
    csrfToken: 'x',
    authenticatedAt: new Date(NOW.getTime() - 1_000),
    authenticationContexts: ['c1'],
    startedAt: NOW,
    lastUsedAt: NOW,
    address: '192.0.2.1',
    browser: 'Firefox',
    expiresAt,
  };
  const later = (ms: number) => new Date(NOW.getTime() + ms);

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

  test('remember when they were used, and stay ended', async () => {
    const { sessions } = stores();
    await sessions.create('hash', session);
    await sessions.noteUse('hash', later(60_000));
    expect(await sessions.find('hash', NOW)).toEqual({ ...session, lastUsedAt: later(60_000) });
    await sessions.remove('hash');
    await sessions.noteUse('hash', later(120_000));
    expect(await sessions.find('hash', NOW)).toBeUndefined();
  });

  test('of one technician are listed, the newest first, and ended all at once, however many', async () => {
    const { sessions } = stores();
    expect(await sessions.ofTechnician('ada', NOW)).toEqual([]);
    for (let n = 0; n < 51; n += 1) await sessions.create(`ada-${n}`, { ...session, startedAt: later(n) });
    await sessions.create('over', { ...session, expiresAt: NOW });
    await sessions.create('eve', { ...session, objectId: 'eve' });
    await sessions.remove('ada-50');
    const listed = await sessions.ofTechnician('ada', NOW);
    expect(listed.map(({ startedAt }) => startedAt.getTime() - NOW.getTime())).toEqual(
      Array.from({ length: 50 }, (_, n) => 49 - n),
    );
    await sessions.removeAllOf('ada');
    await sessions.removeAllOf('ada');
    expect(await sessions.ofTechnician('ada', NOW)).toEqual([]);
    for (let n = 0; n < 51; n += 1) expect(await sessions.find(`ada-${n}`, NOW)).toBeUndefined();
    expect(await sessions.find('eve', NOW)).toBeDefined();
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
  test('are recorded with their facts in one transaction, however many ask for one mail', async () => {
    const { sent } = stores();
    const keys = Array.from({ length: 100 }, (_, i) => `message-${i}`);
    await sent.record(keys, [fact({ action: 'message.failed' }), fact({ action: 'message.sent' })], NOW);
    for (const key of keys) expect(await sent.has(key)).toBe(true);
    expect(await actionsOf(stores(), CHAIN)).toEqual(['message.failed', 'message.sent']);
  });

  test('end the reservation by which they were sent', async () => {
    const { sent } = stores();
    const until = new Date(NOW.getTime() + 1_000);
    await sent.reserve('once', NOW, until);
    await sent.record(['once'], [fact({ action: 'message.sent' })], NOW);
    expect([await sent.has('once'), await sent.reserve('once', new Date(until.getTime() + 1), until)]).toEqual([
      true,
      false,
    ]);
  });

  test('that failed are recorded once, also by several at the same moment', async () => {
    const { sent } = stores();
    const answers = await Promise.all([1, 2, 3].map(() => sent.recordOnce('failed', fact(), NOW)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await actionsOf(stores(), CHAIN)).toHaveLength(1);
    expect(await sent.recordOnce('failed-too', fact(), NOW)).toBe(true);
  });

  test('are remembered, however long their keys', async () => {
    const { sent } = stores();
    const long = 'k'.repeat(3000);
    expect(await sent.has(long)).toBe(false);
    await sent.add(long, NOW);
    await sent.add(long, NOW);
    expect(await sent.has(long)).toBe(true);
    expect(await sent.has(`${long}k`)).toBe(false);
  });

  test('are sent by one at a time, and by nobody afterwards', async () => {
    const { sent } = stores();
    const until = new Date(NOW.getTime() + 35_000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => sent.reserve('once', NOW, until)));
    expect(answers.filter((each) => each)).toHaveLength(1);
    expect(await sent.has('once')).toBe(false);
    await sent.add('once', NOW);
    expect(await sent.reserve('once', new Date(until.getTime() + 1), new Date(until.getTime() + 2))).toBe(false);
  });

  test('may be sent by another one when the first has stopped, or has failed and says so', async () => {
    const { sent } = stores();
    const until = new Date(NOW.getTime() + 35_000);
    const later = new Date(until.getTime() + 1);
    expect(await sent.reserve('once', NOW, until)).toBe(true);
    expect(await sent.reserve('once', until, later)).toBe(false);
    expect(await sent.reserve('once', later, new Date(later.getTime() + 35_000))).toBe(true);
    await sent.release('once', later, until); // the first one, which comes late, ends nothing
    expect(await sent.reserve('once', later, later)).toBe(false);
    await sent.release('once', later, new Date(later.getTime() + 35_000));
    expect(await sent.has('once')).toBe(false);
    expect(await sent.reserve('once', later, later)).toBe(true);
  });

  test('are claimed by one of those who want to queue them, who may do so again', async () => {
    const { sent } = stores();
    const claims = await Promise.all(['a', 'b', 'c'].map((by) => sent.claim('request', by, NOW)));
    expect(claims.filter((each) => each)).toHaveLength(1);
    const by = ['a', 'b', 'c'][claims.indexOf(true)] ?? '';
    expect(await sent.claim('request', by, NOW)).toBe(true);
    expect(await sent.claim('request', 'd', NOW)).toBe(false);
    expect(await sent.has('request')).toBe(true);
    await sent.add('sent', NOW);
    expect(await sent.claim('sent', 'a', NOW)).toBe(false);
  });
});
