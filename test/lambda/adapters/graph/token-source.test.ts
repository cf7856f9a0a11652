import { afterEach, describe, expect, test } from '@jest/globals';
import { authenticatedByAws } from '../../../../lambda/adapters/graph/client-authentication.ts';
import { tokenSource } from '../../../../lambda/adapters/graph/token-source.ts';
import { GraphThrottled, GraphUnavailable, TenantNotReady } from '../../../../lambda/domain/errors.ts';
import { type Reply, type Seen, type Stub, startStub } from '../stub-server.ts';

const ASSERTION = 'header.claims.signature';

let stub: Stub | undefined;
afterEach(async () => stub?.close());

async function source(reply: (request: Seen) => Reply) {
  stub = await startStub(reply);
  const clock = { now: new Date('2026-12-07T05:00:00Z') };
  const tokens = tokenSource({
    loginEndpoint: stub.address,
    clientId: 'reader',
    scope: 'https://graph.microsoft.com/.default',
    prove: authenticatedByAws(async () => ASSERTION),
    now: () => clock.now,
  });
  return { tokens, clock };
}

const token = (name: string, seconds = 3_599): Reply => ({
  json: { token_type: 'Bearer', expires_in: seconds, access_token: name },
});

const refusal = (status: number, code: number, headers = {}): Reply => ({
  status,
  headers,
  json: { error: 'invalid_client', error_description: `AADSTS${code}: text that may change`, error_codes: [code] },
});

test('signs in per tenant with the assertion, and with no secret', async () => {
  const { tokens } = await source(() => token('t1'));
  expect(await tokens.tokenFor('tenant-1')).toBe('t1');
  const [seen] = stub?.seen ?? [];
  expect(`${seen?.method} ${seen?.path}`).toBe('POST /tenant-1/oauth2/v2.0/token');
  expect(Object.fromEntries(new URLSearchParams(seen?.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'reader',
    client_assertion: ASSERTION,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    scope: 'https://graph.microsoft.com/.default',
  });
});

test('keeps a token for its lifetime less five minutes, each tenant its own', async () => {
  let count = 0;
  const { tokens, clock } = await source(() => token(`t${++count}`));
  expect([await tokens.tokenFor('a'), await tokens.tokenFor('b'), await tokens.tokenFor('a')]).toEqual([
    't1',
    't2',
    't1',
  ]);
  clock.now = new Date('2026-12-07T05:54:58Z');
  expect(await tokens.tokenFor('a')).toBe('t1');
  clock.now = new Date('2026-12-07T05:55:00Z');
  expect(await tokens.tokenFor('a')).toBe('t3');
  tokens.forget('a', 't3');
  expect(await tokens.tokenFor('a')).toBe('t4');
});

describe('refusals', () => {
  test.each([
    [700016, 'must consent'],
    [90002, 'no such tenant'],
    [53003, 'Conditional Access'],
    [7000222, 'client secret has expired'],
    [500133, 'outside its valid time'],
    [530035, 'security defaults'],
    [7000229, 'must consent'],
    [70001, 'disabled'],
    [700025, 'public client'],
    [7002138, 'only capitals differ'],
    [123456, 'refused the app'],
  ])('AADSTS%i: the tenant is not ready, and the text says what to do', async (code, text) => {
    const { tokens } = await source(() => refusal(400, code));
    const error: unknown = await tokens.tokenFor('tenant-1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TenantNotReady);
    expect(String(error)).toContain(text);
    expect(String(error)).toContain(`AADSTS${code}`);
    expect(JSON.stringify([String(error), error])).not.toContain(ASSERTION);
  });

  test.each([
    [70021, 'no federated credential that fits'],
    [70025, 'no federated credential'],
    [700211, 'issuer'],
    [700212, 'audience'],
    [7002121, 'audience'],
    [700213, 'subject'],
    [7002137, 'subject'],
  ])(
    'AADSTS%i: a new federated credential is not known everywhere at once, and the text says what differs',
    async (code, text) => {
      const { tokens } = await source(() => refusal(401, code));
      const error: unknown = await tokens.tokenFor('tenant-1').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(GraphUnavailable);
      expect(String(error)).toContain(text);
    },
  );

  test.each([50033, 90012, 90055, 90091])('AADSTS%i may pass by itself', async (code) => {
    const { tokens } = await source(() => refusal(400, code));
    await expect(tokens.tokenFor('tenant-1')).rejects.toBeInstanceOf(GraphUnavailable);
  });

  test('429 waits as long as Entra says', async () => {
    const { tokens } = await source(() => refusal(429, 90055, { 'retry-after': '17' }));
    await expect(tokens.tokenFor('tenant-1')).rejects.toEqual(new GraphThrottled(17));
  });

  test.each<[string, Reply]>([
    ['no connection', { fault: 'lost' }],
    ['something else than JSON', { text: '<html>' }],
    ['an answer without a token', { json: { token_type: 'Bearer' } }],
    ['502', { status: 502, text: 'bad gateway' }],
  ])('%s: no usable answer', async (_name, reply) => {
    const { tokens } = await source(() => reply);
    await expect(tokens.tokenFor('tenant-1')).rejects.toBeInstanceOf(GraphUnavailable);
  });

  test('an identity token that AWS does not give is told by its error name', async () => {
    const tokens = tokenSource({
      loginEndpoint: 'https://login.example',
      clientId: 'reader',
      scope: 's',
      prove: authenticatedByAws(async () => {
        throw Object.assign(new Error('details'), { name: 'OutboundWebIdentityFederationDisabledException' });
      }),
      now: () => new Date(),
    });
    await expect(tokens.tokenFor('t')).rejects.toThrow(/OutboundWebIdentityFederationDisabledException/);
  });
});

test('assertions never travel in the clear, but on this machine', () => {
  const options = { clientId: 'c', scope: 's', prove: authenticatedByAws(async () => 'x'), now: () => new Date() };
  expect(() => tokenSource({ ...options, loginEndpoint: 'http://login.example' })).toThrow(/https/);
});

describe('callers at the same time', () => {
  test('ask Entra once for a tenant, and share what it says', async () => {
    const { tokens } = await source(({ path }) => (path.startsWith('/b/') ? refusal(400, 700016) : token('t')));
    const all = await Promise.allSettled([
      ...Array.from({ length: 5 }, () => tokens.tokenFor('a')),
      tokens.tokenFor('b'),
      tokens.tokenFor('b'),
    ]);
    expect(all.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), 'rejected', 'rejected']);
    expect(stub?.seen.map(({ path }) => path).sort()).toEqual(['/a/oauth2/v2.0/token', '/b/oauth2/v2.0/token']);
  });

  test('a failure is not kept', async () => {
    let nth = 0;
    const { tokens } = await source(() => (++nth === 1 ? { status: 503, json: {} } : token('t')));
    await expect(tokens.tokenFor('a')).rejects.toBeInstanceOf(GraphUnavailable);
    expect(await tokens.tokenFor('a')).toBe('t');
  });

  test('whose old token was refused drop that one only, not the fresh one of another', async () => {
    let count = 0;
    const { tokens } = await source(() => token(`t${++count}`));
    const old = await tokens.tokenFor('a');
    tokens.forget('a', old);
    const fresh = await tokens.tokenFor('a');
    tokens.forget('a', old);
    expect(await tokens.tokenFor('a')).toBe(fresh);
    expect(count).toBe(2);
  });
});

test('a token that lives for minutes only is used for half of them', async () => {
  let count = 0;
  const { tokens, clock } = await source(() => token(`t${++count}`, 120));
  expect([await tokens.tokenFor('a'), await tokens.tokenFor('a')]).toEqual(['t1', 't1']);
  clock.now = new Date('2026-12-07T05:01:00Z');
  expect(await tokens.tokenFor('a')).toBe('t2');
});

describe('an answer that may pass', () => {
  const page = (status: number, headers = {}): Reply => ({
    status,
    headers: { 'content-type': 'text/html', ...headers },
    text: '<html>busy</html>',
  });

  test.each<[string, Reply, number]>([
    ['429 of a proxy', page(429, { 'retry-after': '40' }), 40],
    ['429 without a time', page(429), 30],
    ['503 with a time', page(503, { 'retry-after': '7' }), 7],
    ['a busy code with a time', refusal(400, 90055, { 'retry-after': '9' }), 9],
    [
      'an HTTP date beside the date of the answer: our clock does not matter',
      page(503, { date: 'Wed, 25 Nov 2026 00:00:00 GMT', 'retry-after': 'Wed, 25 Nov 2026 00:05:15 GMT' }),
      315,
    ],
    ['more than a day', page(429, { 'retry-after': '9'.repeat(30) }), 86_400],
  ])('%s says how long to wait', async (_name, reply, seconds) => {
    const { tokens } = await source(() => reply);
    await expect(tokens.tokenFor('t')).rejects.toEqual(new GraphThrottled(seconds));
  });

  test.each<[string, Reply]>([
    ['500 of Entra', refusal(500, 90033)],
    ['503 without a time', page(503)],
    ['503 with a time that is none', page(503, { 'retry-after': 'soon' })],
    ['504', page(504)],
    ['403 of a proxy', page(403)],
    ['408', page(408)],
    ['a busy server by the name of OAuth', { status: 400, json: { error: 'temporarily_unavailable' } }],
    ['a body that breaks off', { fault: 'cut', text: '{"access_token":"t' }],
    ['a token that no header can carry', { json: { token_type: 'Bearer', expires_in: 3_599, access_token: 'a\nb' } }],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
  ])('%s', async (_name, reply) => {
    const { tokens } = await source(() => reply);
    await expect(tokens.tokenFor('t')).rejects.toBeInstanceOf(GraphUnavailable);
  });

  test('a refusal with a challenge is read all the same', async () => {
    const { tokens } = await source(() => refusal(401, 7000222, { 'www-authenticate': 'Bearer realm="x"' }));
    await expect(tokens.tokenFor('t')).rejects.toThrow(/AADSTS7000222/);
  });

  test('codes of another type are no codes, and a name of another form is not repeated', async () => {
    const { tokens } = await source(() => ({
      status: 400,
      json: { error: `x ${ASSERTION}`, error_codes: [{ a: 1 }] },
    }));
    const error: unknown = await tokens.tokenFor('t').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GraphUnavailable);
    expect(String(error)).not.toContain(ASSERTION);
  });
});
