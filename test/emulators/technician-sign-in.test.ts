import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ada,
  exampleHome,
  homeTenantId,
  JWT_BEARER,
  redirectUri,
  type Simulation,
  signInClientId,
  simulate,
} from '@m365-rotation/local-microsoft';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import * as z from 'zod';
import { filled, formsIn } from '../../local/technician/forms.ts';

let microsoft: Simulation;
let configuration: oidc.Configuration;
beforeAll(async () => {
  microsoft = await simulate();
  configuration = await oidc.discovery(
    new URL(microsoft.addresses.authority),
    signInClientId,
    { id_token_signed_response_alg: 'RS256' },
    // Awaited by the library, although typed as synchronous.
    async (_server, client, body) => {
      body.set('client_id', client.client_id);
      body.set('client_assertion_type', JWT_BEARER);
      body.set('client_assertion', await microsoft.assertion());
    },
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
  );
});
afterAll(() => microsoft.close());

const verifier = 'v'.repeat(43);

async function authorizeUrl(changes: Readonly<Record<string, string>> = {}): Promise<URL> {
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return url;
}

/** Picks somebody on the sign-in page, and tells where the browser is sent. */
async function pick(person: string, url: URL): Promise<URL> {
  const page = await fetch(url);
  const [form] = formsIn(await page.text());
  if (form === undefined) throw new Error('no form');
  const response = await fetch(new URL(form.action, url), {
    method: 'POST',
    body: filled(form, new Map(), { name: 'person', value: person }),
    redirect: 'manual',
  });
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location') ?? '');
}

const redeem = (back: URL, pkceCodeVerifier = verifier) =>
  oidc.authorizationCodeGrant(configuration, back, {
    expectedState: 'the-state',
    expectedNonce: 'the-nonce',
    pkceCodeVerifier,
    idTokenExpected: true,
  });

test('a technician signs in', async () => {
  const tokens = await redeem(await pick(ada.objectId, await authorizeUrl()));
  expect(tokens.claims()).toMatchObject({
    iss: microsoft.addresses.authority,
    aud: signInClientId,
    oid: ada.objectId,
    tid: homeTenantId,
    name: ada.name,
    preferred_username: ada.mail,
    nonce: 'the-nonce',
    acct: 0,
  });
});

test('a guest’s token says so', async () => {
  const tokens = await redeem(await pick('7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b09', await authorizeUrl()));
  expect(tokens.claims()).toMatchObject({ acct: 1 });
});

test('the page says that it is simulated, and opening it gives no code', async () => {
  const response = await fetch(await authorizeUrl(), { redirect: 'manual' });
  expect(response.status).toBe(200);
  const html = await response.text();
  expect(html).toContain('Simulated Microsoft sign-in');
  expect(html).not.toContain('<script');
});

test('a code works once', async () => {
  const back = await pick(ada.objectId, await authorizeUrl());
  await redeem(back);
  await expect(redeem(back)).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a code does not work with another verifier, and is used up by the try', async () => {
  const back = await pick(ada.objectId, await authorizeUrl());
  await expect(redeem(back, 'w'.repeat(43))).rejects.toMatchObject({ cause: { error_codes: [501481] } });
  await expect(redeem(back)).rejects.toMatchObject({ cause: { error_codes: [54005] } });
});

test('whoever cancels comes back without a code', async () => {
  const back = await pick('', await authorizeUrl());
  expect(back.searchParams.get('error')).toBe('access_denied');
  expect(back.searchParams.get('state')).toBe('the-state');
  expect(back.searchParams.has('code')).toBe(false);
});

test.each([
  ['an address that is not registered', { redirect_uri: `${redirectUri}/` }],
  ['a client that is not registered', { client_id: 'other' }],
])('%s gets a page, and the browser is sent nowhere', async (_, changes) => {
  const response = await fetch(await authorizeUrl(changes), { redirect: 'manual' });
  expect(response.status).toBe(400);
  expect(response.headers.has('location')).toBe(false);
});

test.each([
  ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['no challenge', { code_challenge: '' }, 'invalid_request'],
  ['another flow', { response_type: 'id_token' }, 'unsupported_response_type'],
  ['a scope without openid', { scope: 'profile' }, 'invalid_scope'],
])('%s is refused', async (_, changes, error) => {
  const response = await fetch(await authorizeUrl(changes), { redirect: 'manual' });
  expect(response.status).toBe(303);
  const back = new URL(response.headers.get('location') ?? '');
  expect(`${back.origin}${back.pathname}`).toBe(redirectUri);
  expect(back.searchParams.get('error')).toBe(error);
});

test('a client that proves itself wrongly is refused, although PKCE alone would do', async () => {
  const back = await pick(ada.objectId, await authorizeUrl());
  const form = {
    grant_type: 'authorization_code',
    client_id: signInClientId,
    code: back.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
  const wrong = await microsoft.post(homeTenantId, {
    ...form,
    client_assertion: 'x',
    client_assertion_type: JWT_BEARER,
  });
  expect(wrong.status).toBe(401);
  expect((await microsoft.post(homeTenantId, form)).status).toBe(200);
});

describe('what a token says about the sign-in', () => {
  const MONTH_MS = 30 * 86_400_000;
  const signedInAt = new Date(Date.now() - MONTH_MS);
  const acrs = (...values: readonly string[]) => ({
    claims: JSON.stringify({ id_token: { acrs: { essential: true, values } } }),
  });

  /** The claims of somebody in a home tenant, by the token endpoint alone. */
  async function claimsOf(home: Partial<typeof exampleHome>, changes: Readonly<Record<string, string>>) {
    const other = await simulate({ homeTenant: { ...exampleHome, ...home } });
    try {
      const address = await authorizeUrl(changes);
      const url = new URL(`${other.addresses.login}${address.pathname}${address.search}`);
      const back = await pick(ada.objectId, url);
      const answer = await other.post(homeTenantId, {
        grant_type: 'authorization_code',
        client_id: signInClientId,
        code: back.searchParams.get('code') ?? '',
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });
      return decodeJwt(z.object({ id_token: z.string() }).parse(await answer.json()).id_token);
    } finally {
      await other.close();
    }
  }
  const people = [{ ...ada, signedInAt }];
  const seconds = (at: Date) => Math.floor(at.getTime() / 1_000);

  test('a new registration gets neither acct nor auth_time, and never amr', async () => {
    const claims = await claimsOf({ optionalClaims: [] }, {});
    for (const each of ['acct', 'auth_time', 'amr', 'acrs']) expect(claims).not.toHaveProperty(each);
  });

  test('who is signed in at Microsoft is not asked again, whenever that was', async () => {
    const claims = await claimsOf({ people, optionalClaims: ['auth_time'] }, {});
    expect(claims.auth_time).toBe(seconds(signedInAt));
  });

  test('max_age asks again where the sign-in is older, and the token says when', async () => {
    const before = seconds(new Date());
    expect((await claimsOf({ people }, { max_age: '3600' })).auth_time).toBeGreaterThanOrEqual(before);
    const longer = String((2 * MONTH_MS) / 1_000);
    expect((await claimsOf({ people }, { max_age: longer })).auth_time).toBe(seconds(signedInAt));
    expect((await claimsOf({}, { max_age: '0' })).auth_time).toBeGreaterThanOrEqual(before);
  });

  test('an authentication context is in the token where it was asked for', async () => {
    expect((await claimsOf({}, acrs('c1'))).acrs).toEqual(['c1']);
  });

  test('whom Conditional Access blocks stays at Microsoft', async () => {
    const other = await simulate({ homeTenant: { ...exampleHome, people: [{ ...ada, cannotSatisfy: ['c1'] }] } });
    const address = await authorizeUrl(acrs('c1'));
    const url = new URL(`${other.addresses.login}${address.pathname}`);
    const body = new URLSearchParams([...address.searchParams, ['person', ada.objectId]]);
    const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
    await other.close();
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('AADSTS53003');
  });

  test.each<Readonly<Record<string, string>>>([
    { max_age: 'soon' },
    { claims: '{' },
    { claims: '{"id_token":{"acrs":{"value":1}}}' },
  ])('%j is refused', async (changes) => {
    const answer = await fetch(await authorizeUrl(changes), { redirect: 'manual' });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request');
  });
});
