import { describe, expect, test } from '@jest/globals';
import { signInApp } from '../../../lambda/portal/sign-in/app.ts';
import type { IdentityProvider, Person, SignInSecrets } from '../../../lambda/portal/sign-in/identity-provider.ts';
import { estate, NOW, objectIdOf, PORTAL, sessionIdOf, sha256, World } from './portal-world.ts';
import { open, submit } from './requests.ts';

const ada: Person = { objectId: objectIdOf('ada'), tenantId: estate.msp.homeTenantId, name: 'Ada', guest: false };

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

function start(portalUrl = PORTAL) {
  const world = new World();
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
    ['a guest', { ...ada, guest: true }, 'guest'],
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
  test('removes the session and its cookie', async () => {
    const { app, world } = start();
    const answer = await submit(app, '/sign-out', 'ada');
    expect(await answer.text()).toContain('You are signed out');
    expect(world.tables.records).toMatchObject([{ action: 'session.ended', chain: `access#${objectIdOf('ada')}` }]);
    expect(world.tables.sessionRows.has(sha256(sessionIdOf('ada')))).toBe(false);
    expect(cookiesOf(answer)[0]).toMatch(/^__Host-session=; Max-Age=0; Path=\/; HttpOnly; Secure/);
  });

  test('is not for other sites, with or without the cookie', async () => {
    const { app, world } = start();
    expect((await submit(app, '/sign-out', 'ada', {}, { origin: 'https://evil.example' })).status).toBe(403);
    const answer = await submit(app, '/sign-out', undefined, {}, { origin: 'https://evil.example' });
    expect(cookiesOf(answer)).toEqual([]);
    expect(world.writes).toEqual([]);
  });
});
