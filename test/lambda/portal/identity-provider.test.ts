import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { calculatePKCECodeChallenge } from 'openid-client';
import { entra } from '../../../lambda/portal/sign-in/identity-provider.ts';
import { estate, objectIdOf } from './portal-world.ts';

const CLIENT = estate.msp.signInClientId;
const REDIRECT = 'http://127.0.0.1:8700/sign-in/callback';
const secrets = { state: 'the-state', nonce: 'the-nonce', codeVerifier: 'v'.repeat(43) };

let server: Server;
let authority: string;
let privateKey: CryptoKey;
let strangersKey: CryptoKey;
let publicKeys: JWK[];
/** What the token endpoint was sent last, and how it makes its ID token. */
let received: URLSearchParams;
let idToken: () => Promise<string> | string;

const claims = (more: Record<string, unknown> = {}) => ({
  iss: authority,
  aud: CLIENT,
  sub: 'per-app-subject',
  oid: objectIdOf('ada'),
  tid: estate.msp.homeTenantId,
  name: 'Ada',
  acct: 0,
  auth_time: 1_796_630_000,
  nonce: secrets.nonce,
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 3600,
  ...more,
});

const signed = (more: Record<string, unknown> = {}, key = privateKey, kid = 'k1') =>
  new SignJWT(claims(more)).setProtectedHeader({ alg: 'RS256', kid }).sign(key);

beforeAll(async () => {
  const pair = await generateKeyPair('RS256', { extractable: true });
  privateKey = pair.privateKey;
  strangersKey = (await generateKeyPair('RS256')).privateKey;
  publicKeys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const send = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (request.url?.endsWith('/.well-known/openid-configuration')) {
      return send({
        issuer: authority,
        authorization_endpoint: `${authority}/authorize`,
        token_endpoint: `${authority}/token`,
        jwks_uri: `${authority}/keys`,
      });
    }
    if (request.url?.endsWith('/keys')) return send({ keys: publicKeys });
    received = new URLSearchParams(body);
    return send({ access_token: 'opaque', token_type: 'Bearer', expires_in: 3600, id_token: await idToken() });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  authority = `http://127.0.0.1:${address.port}/${estate.msp.homeTenantId}/v2.0`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  idToken = () => signed();
});

const provider = (at = authority, authenticationContext?: string) =>
  entra({
    authority: at,
    clientId: CLIENT,
    redirectUri: REDIRECT,
    maxAge: 12_600,
    authenticationContext,
    clientAssertion: async () => 'signed-by-aws',
  });

const complete = (query = `code=the-code&state=${secrets.state}`) => provider().complete(query, secrets);

test('leaves with state, nonce and the challenge of the verifier, never the verifier', async () => {
  const address = await provider().begin(secrets, true);
  expect(Object.fromEntries(address.searchParams)).toEqual({
    client_id: CLIENT,
    redirect_uri: REDIRECT,
    response_type: 'code',
    response_mode: 'query',
    scope: 'openid profile',
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await calculatePKCECodeChallenge(secrets.codeVerifier),
    code_challenge_method: 'S256',
    max_age: '12600',
    prompt: 'select_account',
  });
});

test('asks for an authentication context in the claims parameter', async () => {
  const address = await provider(authority, 'c1').begin(secrets, false);
  expect(JSON.parse(address.searchParams.get('claims') ?? '')).toEqual({
    id_token: { acrs: { essential: true, value: 'c1' } },
  });
});

test('redeems the code with the verifier and an assertion, and no secret', async () => {
  expect(await complete()).toEqual({
    objectId: objectIdOf('ada'),
    tenantId: estate.msp.homeTenantId,
    name: 'Ada',
    account: 'member',
    authenticatedAt: new Date(1_796_630_000_000),
    authenticationContexts: [],
  });
  expect(Object.fromEntries(received)).toMatchObject({
    grant_type: 'authorization_code',
    code: 'the-code',
    redirect_uri: REDIRECT,
    code_verifier: secrets.codeVerifier,
    client_id: CLIENT,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: 'signed-by-aws',
  });
  expect(received.has('client_secret')).toBe(false);
});

test.each([
  [{ acct: 1 }, { account: 'guest' }],
  [{ acct: undefined }, { account: 'unknown' }],
  [{ auth_time: undefined }, { authenticatedAt: undefined }],
  [{ acrs: ['c1', 'c2'] }, { authenticationContexts: ['c1', 'c2'] }],
  [{ acrs: 'c1' }, { authenticationContexts: ['c1'] }],
  // No claim of an ID token of version 2.0: whoever sends it proves nothing.
  [{ amr: ['mfa'] }, { authenticationContexts: [] }],
])('reads %j', async (more, expected) => {
  idToken = () => signed(more);
  expect(await complete()).toMatchObject(expected);
});

describe('refuses an ID token', () => {
  test.each([
    ['for another app', () => signed({ aud: '00000000-0000-4000-8000-000000000000' })],
    ['of another issuer', () => signed({ iss: 'https://sts.windows.net/other/' })],
    ['of another sign-in', () => signed({ nonce: 'another' })],
    ['without a nonce', () => signed({ nonce: undefined })],
    ['that is over', () => signed({ exp: Math.floor(Date.now() / 1000) - 3600 })],
    ['without an object id', () => signed({ oid: undefined })],
    ['whose acct is neither 0 nor 1', () => signed({ acct: '0' })],
    ['whose time is none', () => signed({ auth_time: 'yesterday' })],
    ['signed by somebody else', () => signed({}, strangersKey)],
    ['with a key that nobody knows', () => signed({}, strangersKey, 'k9')],
    ['without a signature', () => new UnsecuredJWT(claims()).encode()],
    [
      'signed with HS256',
      () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(new Uint8Array(32)),
    ],
    ['that is none', () => 'opaque'],
  ])('%s', async (_, make) => {
    idToken = make;
    await expect(complete()).rejects.toThrow();
  });
});

test.each(['code=the-code&state=another', 'code=the-code', 'error=access_denied&state=the-state'])(
  'refuses the answer %j',
  async (query) => {
    await expect(complete(query)).rejects.toThrow();
  },
);

test('an authority in the clear is refused', () => {
  expect(() => provider('http://login.example/x')).toThrow('https');
});
