import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../config/estate.ts';
import { signInApp } from '../../../lambda/portal/sign-in/app.ts';
import { browserFamilyOf } from '../../../lambda/portal/sign-in/browser-family.ts';
import type { IdentityProvider, Person, SignInSecrets } from '../../../lambda/portal/sign-in/identity-provider.ts';
import { estate, NOW, objectIdOf, PORTAL, sessionIdOf, sha256, World } from './portal-world.ts';
import { open, submit } from './requests.ts';

const ada: Person = {
  objectId: objectIdOf('ada'),
  tenantId: estate.msp.homeTenantId,
  name: 'Ada',
  account: 'member',
  authenticatedAt: NOW,
  authenticationContexts: [],
};
const MINUTE_MS = 60_000;
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE_MS);

/** Signs in whoever `person` is, and remembers with which secrets. */
class MemoryProvider implements IdentityProvider {
  person: Person | Error = ada;
  readonly begun: SignInSecrets[] = [];
  readonly completed: SignInSecrets[] = [];

  async begin(secrets: SignInSecrets, chooseAccount: boolean) {
    this.begun.push(secrets);
    return new URL(`https://login.example/authorize?state=${secrets.state}${chooseAccount ? '&prompt=choose' : ''}`);
  }

  async complete(_query: string, secrets: SignInSecrets) {
    this.completed.push(secrets);
    if (this.person instanceof Error) throw this.person;
    return this.person;
  }
}

function start(portalUrl = PORTAL, rules: Partial<Estate['signIn']> = {}) {
  const world = new World();
  world.estate = { ...estate, signIn: { ...estate.signIn, ...rules } };
  const provider = new MemoryProvider();
  return { world, provider, app: signInApp(world.settings(portalUrl), { ...world, identityProvider: provider }) };
}

type App = ReturnType<typeof start>['app'];

const cookiesOf = (answer: Response) => answer.headers.getSetCookie();
const cookieIn = (answer: Response, name: string) =>
  new RegExp(`^${name}=([^;]*)`).exec(cookiesOf(answer).find((each) => each.startsWith(`${name}=`)) ?? '')?.[1] ?? '';

/** Leaves for the provider and gives what is needed to come back. */
async function leave(app: App, path = '/sign-in') {
  const answer = await app.request(path);
  const state = new URL(answer.headers.get('location') ?? '').searchParams.get('state') ?? '';
  return { answer, state, cookie: `__Host-sign-in=${cookieIn(answer, '__Host-sign-in')}` };
}

const comeBack = async (app: App, state: string, cookie: string, more = '&code=the-code') =>
  app.request(`/sign-in/callback?state=${state}${more}`, { headers: { cookie } });

describe('leaving', () => {
  test('keeps hashes and the wanted page on the server, and a locked cookie in the browser', async () => {
    const { app, world, provider } = start();
    const { answer, state } = await leave(app, '/sign-in?to=%2Fc%2F123');
    expect(answer.status).toBe(303);
    const pending = world.tables.pendingRows.get(sha256(state));
    expect(pending).toMatchObject({ wantedPath: '/c/123', nonce: provider.begun[0]?.nonce });
    expect(pending?.browserHash).toBe(sha256(cookieIn(answer, '__Host-sign-in')));
    expect(pending?.expiresAt).toEqual(new Date(NOW.getTime() + 600_000));
    expect(cookiesOf(answer)[0]).toMatch(/; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers.get('location')).not.toContain('123');
  });

  test('HEAD starts nothing', async () => {
    const { app, world } = start();
    for (const path of ['/sign-in', '/sign-in/callback?state=x&code=y']) await open(app, path, undefined, 'HEAD');
    expect(world.writes).toEqual([]);
  });

  test('who is signed in goes on at once', async () => {
    const { app, world } = start();
    const answer = await open(app, '/sign-in?to=/cycles', 'ada');
    expect(answer.headers.get('location')).toBe('/cycles');
    expect(world.writes).toEqual([]);
  });

  test('asks for the account where the visitor wants another one', async () => {
    const { app } = start();
    expect((await leave(app, '/sign-in?account=choose')).answer.headers.get('location')).toContain('prompt=choose');
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/%09/evil.example',
    '/a/../../evil',
    '/\t/evil.example',
    '/sign-out',
    'javascript:alert(1)',
    '/c/x\r\nSet-Cookie: a=b',
    `/c/${'x'.repeat(600)}`,
  ])('never leads to %j', async (wanted) => {
    const { app } = start();
    const { state, cookie } = await leave(app, `/sign-in?to=${encodeURIComponent(wanted)}`);
    expect((await comeBack(app, state, cookie)).headers.get('location')).toBe('/');
  });
});

describe('coming back', () => {
  test('makes a session of 8 hours, found by hash, with a cookie that no script reads', async () => {
    const { app, world, provider } = start();
    const { state, cookie } = await leave(app, '/sign-in?to=/cycles');
    const answer = await comeBack(app, state, cookie);
    const id = cookieIn(answer, '__Host-session');
    expect(answer.headers.get('location')).toBe('/cycles');
    expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(world.tables.sessionRows.get(sha256(id))).toMatchObject({
      objectId: objectIdOf('ada'),
      name: 'Ada Lindqvist',
      expiresAt: new Date(NOW.getTime() + 8 * 3_600_000),
    });
    expect(cookiesOf(answer)[0]).toMatch(/; Max-Age=28800; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(world.tables.records).toMatchObject([
      {
        action: 'session.started',
        outcome: 'success',
        chain: `access#${objectIdOf('ada')}`,
        actor: { name: 'Ada Lindqvist' },
      },
    ]);
    expect(provider.completed).toEqual(provider.begun);
  });

  test('over http, which is for loopback addresses, cookies have a plain name and no Secure', async () => {
    const { app } = start('http://127.0.0.1:8700');
    const left = await app.request('/sign-in');
    expect(cookiesOf(left)[0]).toMatch(/^sign-in=/);
    expect(cookiesOf(left)[0]).not.toContain('Secure');
    expect(left.headers.has('strict-transport-security')).toBe(false);
  });

  test('a state works once', async () => {
    const { app, world } = start();
    const { state, cookie } = await leave(app);
    await comeBack(app, state, cookie);
    const sessions = world.tables.sessionRows.size;
    expect((await comeBack(app, state, cookie)).status).toBe(400);
    expect(world.tables.sessionRows.size).toBe(sessions);
    expect(world.refused).toEqual(['sign-in.refused not-started-here']);
  });

  test("another browser cannot finish a sign-in, so nobody is signed in as somebody else's account", async () => {
    const { app, world, provider } = start();
    const { state } = await leave(app);
    const other = await leave(app);
    for (const cookie of ['', other.cookie]) {
      const answer = await comeBack(app, state, cookie);
      expect(answer.status).toBe(400);
      expect(cookieIn(answer, '__Host-session')).toBe('');
    }
    expect(provider.completed).toEqual([]);
    expect(world.writes).not.toContain('sessions.create');
  });

  test('a sign-in is over after ten minutes, even if its row is still there', async () => {
    const { app, world } = start();
    const { state, cookie } = await leave(app);
    world.now = new Date(NOW.getTime() + 600_000);
    expect((await comeBack(app, state, cookie)).status).toBe(400);
  });

  test.each([
    ['a stranger of the home tenant', { ...ada, objectId: objectIdOf('stranger') }, 'not-a-technician'],
    [
      "a technician's object id in another tenant",
      { ...ada, tenantId: '11111111-1111-4111-8111-111111111111' },
      'not-a-technician',
    ],
    ['a guest', { ...ada, account: 'guest' as const }, 'guest'],
  ])('%s gets no session, and is told what to ask for', async (_, person, reason) => {
    const { app, world, provider } = start();
    provider.person = { ...person, name: '<b>Mallory</b>' };
    const { state, cookie } = await leave(app);
    const answer = await comeBack(app, state, cookie);
    const page = await answer.text();
    expect(answer.status).toBe(403);
    expect(page).toContain(person.objectId);
    expect(page).not.toContain('<b>Mallory');
    expect(world.writes).not.toContain('sessions.create');
    expect(world.refused).toEqual([`sign-in.refused ${reason}`]);
    expect(world.tables.records[0]).toMatchObject({
      chain: 'access#strangers',
      actor: { kind: 'unknown' },
      evidence: { detail: `object id ${person.objectId}, tenant id ${person.tenantId}` },
    });
    expect(JSON.stringify(world.tables.records)).not.toContain('Mallory');
  });

  const DAYS = 24 * 60;
  test.each<[string, Partial<Person>, Partial<Estate['signIn']>, string, string]>([
    ['acct is missing', { account: 'unknown' }, {}, '<code>acct</code>', 'account-unknown'],
    ['auth_time is missing', { authenticatedAt: undefined }, {}, '<code>auth_time</code>', 'time-unknown'],
    [
      'the sign-in is 30 days old',
      { authenticatedAt: minutesAgo(30 * DAYS) },
      {},
      'more than 240 minutes old',
      'too-old',
    ],
    [
      'it is older than the estate says',
      { authenticatedAt: minutesAgo(16) },
      { maxAgeMinutes: 10 },
      'more than 10 minutes',
      'too-old',
    ],
    [
      'the authentication context is missing',
      {},
      { authenticationContext: 'c1' },
      '<code>c1</code>',
      'context-missing',
    ],
    [
      'another context was satisfied',
      { authenticationContexts: ['c2'] },
      { authenticationContext: 'c1' },
      '<code>c1</code>',
      'context-missing',
    ],
  ])(
    'a technician gets no session where %s, and the page says what to do',
    async (_, evidence, rules, words, reason) => {
      const { app, world, provider } = start(PORTAL, rules);
      provider.person = { ...ada, ...evidence };
      const { state, cookie } = await leave(app);
      const answer = await comeBack(app, state, cookie);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain(words);
      expect(world.writes).not.toContain('sessions.create');
      expect(world.refused).toEqual([`sign-in.refused ${reason}`]);
    },
  );

  test('a sign-in that is good enough: the session keeps when, how and from where', async () => {
    const { app, world, provider } = start(PORTAL, { authenticationContext: 'c1' });
    provider.person = { ...ada, authenticatedAt: minutesAgo(200), authenticationContexts: ['c1'] };
    const { state, cookie } = await leave(app);
    const answer = await app.request(
      `/sign-in/callback?state=${state}&code=x`,
      { headers: { cookie } },
      {
        event: {
          requestContext: {
            http: { sourceIp: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11) Gecko/20100101 Firefox/140.0' },
          },
        },
      },
    );
    expect(world.tables.sessionRows.get(sha256(cookieIn(answer, '__Host-session')))).toMatchObject({
      authenticatedAt: minutesAgo(200),
      authenticationContexts: ['c1'],
      startedAt: NOW,
      lastUsedAt: NOW,
      address: '203.0.113.7',
      browser: 'Firefox',
    });
  });

  test('who is signed in, but too long ago to decide, goes to Microsoft once more, and comes back to the page', async () => {
    const { app, world } = start();
    world.signIn('ada', { authenticatedAt: minutesAgo(215) });
    const wanted = '/sign-in?to=/cycles/2026-12-07-admin-monthly/approvals';
    const left = await open(app, wanted, 'ada');
    expect(left.headers.get('location')).toContain('https://login.example/');
    const state = new URL(left.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const back = await comeBack(app, state, `__Host-sign-in=${cookieIn(left, '__Host-sign-in')}`);
    expect(back.headers.get('location')).toBe('/cycles/2026-12-07-admin-monthly/approvals');
  });

  test('a token that does not stand up gives no session and no details', async () => {
    const { app, world, provider } = start();
    provider.person = new Error('unexpected JWT "aud" eyJhbGciOi');
    const { state, cookie } = await leave(app);
    const answer = await comeBack(app, state, cookie);
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('eyJ');
    expect(world.failures).toHaveLength(1);
    expect(world.writes).not.toContain('sessions.create');
    expect(world.refused).toEqual(['sign-in.refused invalid-response']);
    expect(JSON.stringify(world.tables.records)).not.toContain('eyJ');
  });

  test('is recorded first: without a record there is no session', async () => {
    const { app, world } = start();
    const { state, cookie } = await leave(app);
    world.accessLog.note = () => Promise.reject(new Error('DynamoDB did not answer'));
    expect((await comeBack(app, state, cookie)).status).toBe(503);
    expect(world.writes).not.toContain('sessions.create');
  });

  test('a stranger who comes back ten thousand times leaves five records and a count', async () => {
    const { app, world } = start();
    for (let n = 0; n < 10_000; n += 1) await comeBack(app, `${n}`, '');
    expect(world.refused).toHaveLength(5);
    expect([...world.tables.accessRows.values()]).toMatchObject([{ count: 10_000 }]);
    expect(world.calls).toBe(1);
  });

  test('a refusal of the provider is shown as a code, never as its words', async () => {
    const { app, world, provider } = start();
    const { state, cookie } = await leave(app);
    const query = '&error=<script>x</script>&error_description=<script>y</script>';
    const page = await (await comeBack(app, state, cookie, query)).text();
    expect(page).not.toContain('<script>x');
    expect(page).not.toContain('<script>y');
    expect(provider.completed).toEqual([]);
    expect(world.refused).toEqual(['sign-in.refused microsoft-refused']);
    expect(JSON.stringify(world.tables.records)).not.toContain('script');
  });

  test('a new sign-in ends the session before it', async () => {
    const { app, world } = start();
    const { state, cookie } = await leave(app);
    await comeBack(app, state, `${cookie}; __Host-session=${sessionIdOf('ada')}`);
    expect(world.tables.sessionRows.has(sha256(sessionIdOf('ada')))).toBe(false);
  });
});

describe('signing out', () => {
  test('ends the session also where that cannot be recorded', async () => {
    const { app, world } = start();
    world.accessLog.note = () => Promise.reject(new Error('DynamoDB did not answer'));
    expect((await submit(app, '/sign-out', 'ada')).status).toBe(200);
    expect(world.tables.sessionRows.has(sha256(sessionIdOf('ada')))).toBe(false);
    expect(world.failures).toHaveLength(1);
  });

  test('removes the session and its cookie', async () => {
    const { app, world } = start();
    const answer = await submit(app, '/sign-out', 'ada');
    expect(await answer.text()).toContain('You are signed out');
    expect(world.tables.records).toMatchObject([{ action: 'session.ended', chain: `access#${objectIdOf('ada')}` }]);
    expect(world.tables.sessionRows.has(sha256(sessionIdOf('ada')))).toBe(false);
    expect(cookiesOf(answer)[0]).toMatch(/^__Host-session=; Max-Age=0; Path=\/; HttpOnly; Secure/);
    expect(answer.headers.get('clear-site-data')).toBe('"cache", "storage"');
  });

  test('is not for other sites, with or without the cookie', async () => {
    const { app, world } = start();
    expect((await submit(app, '/sign-out', 'ada', {}, { origin: 'https://evil.example' })).status).toBe(403);
    const answer = await submit(app, '/sign-out', undefined, {}, { origin: 'https://evil.example' });
    expect(cookiesOf(answer)).toEqual([]);
    expect(world.writes).toEqual([]);
  });
});

describe('sessions', () => {
  const withSessions = (count: number) => {
    const { app, world } = start();
    for (let n = 1; n <= count; n += 1) {
      const session = world.tables.sessionRows.get(sha256(sessionIdOf('ada')));
      if (session === undefined) throw new Error('ada has no session');
      const browser = `Browser ${n} <b>`;
      world.tables.sessionRows.set(`hash-${n}`, {
        ...session,
        csrfToken: `other-${n}`,
        browser,
        address: `192.0.2.${n}`,
      });
    }
    return { app, world };
  };
  const of = (world: World, person: 'ada' | 'bruno') =>
    [...world.tables.sessionRows.values()].filter(({ objectId }) => objectId === objectIdOf(person)).length;

  test('are listed with when, from where and with what, and nobody else’s', async () => {
    const { app } = withSessions(2);
    const page = await (await open(app, '/sessions', 'ada')).text();
    expect(page).toContain('3 sessions');
    expect(page).toContain('Browser 2 &lt;b&gt;');
    expect(page).toContain('192.0.2.1');
    expect(page.match(/\(this one\)/g)).toHaveLength(1);
    expect(page).not.toContain('other-1');
    expect(await (await open(app, '/sessions', 'bruno')).text()).toContain('1 session of yours');
  });

  test('51 of them end at once, on whatever device', async () => {
    const { app, world } = withSessions(50);
    expect(of(world, 'ada')).toBe(51);
    const answer = await submit(app, '/sessions/end', 'ada');
    expect(await answer.text()).toContain('signed out everywhere');
    expect(answer.headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect(cookiesOf(answer)[0]).toMatch(/^__Host-session=; Max-Age=0/);
    expect([of(world, 'ada'), of(world, 'bruno')]).toEqual([0, 1]);
  });

  test('do not end by a foreign form, nor for somebody who is not signed in', async () => {
    const { app, world } = withSessions(1);
    expect((await submit(app, '/sessions/end', 'ada', {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await submit(app, '/sessions/end', undefined)).status).toBe(401);
    expect(of(world, 'ada')).toBe(2);
  });
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    'Chrome',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox'],
  ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari'],
  ['curl/8.5', 'Another program'],
  ['', 'Another program'],
])('the browser family of %j', (userAgent, family) => {
  expect(browserFamilyOf(userAgent)).toBe(family);
});
