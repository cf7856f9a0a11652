import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ada,
  homeTenantId,
  JWT_BEARER,
  redirectUri,
  type Simulation,
  signInClientId,
  simulate,
} from '@m365-rotation/local-microsoft';
import * as oidc from 'openid-client';
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
