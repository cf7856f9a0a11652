import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type CertificateWithKey,
  contosoId,
  fabrikamId,
  type RegisteredCredentials,
  readerClientId,
  type Simulation,
  selfSignedCertificate,
  simulate,
} from '@m365-rotation/local-microsoft';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { storedSecret } from '../../../../lambda/adapters/aws/secrets-manager/stored-secret.ts';
import { certificateIn, clientSecretIn } from '../../../../lambda/adapters/graph/app-secret.ts';
import {
  type AuthenticateClient,
  authenticatedByAssertion,
  authenticatedBySecret,
} from '../../../../lambda/adapters/graph/client-authentication.ts';
import { assertionsSignedBy } from '../../../../lambda/adapters/graph/signed-assertion.ts';
import { tokenSource } from '../../../../lambda/adapters/graph/token-source.ts';
import { GraphUnavailable, TenantNotReady } from '../../../../lambda/domain/errors.ts';
import { errorOf, printed } from './thrown.ts';

/** Certificates and client secrets, against the simulated Entra. */

const DAY = 86_400_000;
const now = () => new Date();
const inDays = (days: number) => new Date(Date.now() + days * DAY);

let registered: RegisteredCredentials = { certificates: [], clientSecrets: [] };
let microsoft: Simulation;
const certificates: Record<'first' | 'second' | 'expired', CertificateWithKey> = {
  first: { certificate: '', privateKey: '' },
  second: { certificate: '', privateKey: '' },
  expired: { certificate: '', privateKey: '' },
};
beforeAll(async () => {
  const valid = { from: inDays(-1), to: inDays(90) };
  certificates.first = await selfSignedCertificate('first', valid);
  certificates.second = await selfSignedCertificate('second', valid);
  certificates.expired = await selfSignedCertificate('expired', { from: inDays(-90), to: inDays(-1) });
  microsoft = await simulate({ registered: (clientId) => (clientId === readerClientId ? registered : undefined) });
});
afterAll(() => microsoft.close());
afterEach(() => {
  registered = { certificates: [], clientSecrets: [] };
});

/** Secrets Manager with one secret, which counts how often it is read. `undefined`: nobody has put a value in. */
function secretOf(first: string | undefined) {
  const secret = { value: first, reads: 0, failure: undefined as string | undefined };
  const send = async (command: unknown) => {
    if (!(command instanceof GetSecretValueCommand)) throw new Error('only reading is allowed');
    secret.reads += 1;
    const failure = secret.failure ?? (secret.value === undefined ? 'ResourceNotFoundException' : undefined);
    if (failure !== undefined) throw Object.assign(new Error('details of AWS'), { name: failure });
    return { SecretString: secret.value };
  };
  const client: Pick<SecretsManagerClient, 'send'> = { send };
  return { secret, stored: storedSecret(client, 'm365-rotation/graph/reader', now) };
}

const named = (stored: ReturnType<typeof secretOf>['stored']) => ({
  name: 'm365-rotation/graph/reader',
  form: 'what it must hold',
  stored,
});

const tokensBy = (prove: AuthenticateClient) =>
  tokenSource({
    loginEndpoint: microsoft.addresses.login,
    clientId: readerClientId,
    scope: 'https://graph.microsoft.com/.default',
    prove,
    now,
  });

function bySecret(value: string | undefined) {
  const { secret, stored } = secretOf(value);
  return { secret, tokens: tokensBy(authenticatedBySecret(named(stored), clientSecretIn)) };
}

function byCertificate(value: string | undefined) {
  const { secret, stored } = secretOf(value);
  return { secret, tokens: tokensBy(authenticatedByAssertion(named(stored), assertionsSignedBy(readerClientId, now))) };
}

const secretJson = (clientSecret: string) => JSON.stringify({ clientSecret });
const GOOD = 'good~value_0123456789';
const NEWER = 'newer~value_0123456789';

describe('a client secret', () => {
  test('signs in, and is read once for many tenants', async () => {
    registered = { certificates: [], clientSecrets: [{ value: GOOD, expires: inDays(1) }] };
    const { secret, tokens } = bySecret(secretJson(` ${GOOD}\n`));
    for (const tenantId of [contosoId, fabrikamId]) expect(await tokens.tokenFor(tenantId)).toMatch(/^ey/);
    expect(secret.reads).toBe(1);
  });

  test.each([
    ['wrong', 'other~value', inDays(1), 'AADSTS7000215'],
    ['expired', GOOD, inDays(-1), 'AADSTS7000222'],
  ])('that is %s is refused, looked up once more, and stays unsaid', async (_what, value, expires, code) => {
    registered = { certificates: [], clientSecrets: [{ value: GOOD, expires }] };
    const { secret, tokens } = bySecret(secretJson(value));
    const error = await errorOf(tokens.tokenFor(contosoId));
    expect(error).toBeInstanceOf(TenantNotReady);
    expect(error.message).toContain(code);
    expect(secret.reads).toBe(2);
    expect(printed(error)).not.toContain(value);
  });

  test('that was renewed works at the next sign-in, without a deployment, for all who were refused together', async () => {
    registered = { certificates: [], clientSecrets: [{ value: GOOD, expires: inDays(1) }] };
    const { secret, tokens } = bySecret(secretJson(GOOD));
    await tokens.tokenFor(contosoId);
    registered = {
      certificates: [],
      clientSecrets: [
        { value: GOOD, expires: inDays(-1) },
        { value: NEWER, expires: inDays(1) },
      ],
    };
    secret.value = secretJson(NEWER);
    tokens.forget(contosoId, await tokens.tokenFor(contosoId));
    const all = await Promise.all([tokens.tokenFor(contosoId), tokens.tokenFor(fabrikamId)]);
    for (const each of all) expect(each).toMatch(/^ey/);
    expect(secret.reads).toBeLessThanOrEqual(3);
  });
});

describe('a certificate', () => {
  test('signs for one app, one token endpoint and minutes, as Entra documents it', async () => {
    const read = assertionsSignedBy(
      readerClientId,
      () => new Date('2026-12-07T05:00:00Z'),
    )(JSON.stringify(certificates.first));
    if ('problems' in read) throw new Error(read.problems.join());
    const assertion = await read.usable('https://login.example/t/oauth2/v2.0/token');
    const thumbprint = createHash('sha256')
      .update(new X509Certificate(certificates.first.certificate).raw)
      .digest('base64url');
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint });
    const at = Date.parse('2026-12-07T05:00:00Z') / 1_000;
    expect(decodeJwt(assertion)).toEqual({
      iss: readerClientId,
      sub: readerClientId,
      aud: 'https://login.example/t/oauth2/v2.0/token',
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iat: at,
      nbf: at,
      exp: at + 300,
    });
    expect(decodeJwt(await read.usable('https://login.example/')).jti).not.toBe(decodeJwt(assertion).jti);
  });

  test('signs in to every tenant', async () => {
    registered = { certificates: [certificates.first.certificate], clientSecrets: [] };
    const { secret, tokens } = byCertificate(JSON.stringify(certificates.first));
    for (const tenantId of [contosoId, fabrikamId]) expect(await tokens.tokenFor(tenantId)).toMatch(/^ey/);
    expect(secret.reads).toBe(1);
  });

  test.each([
    ['not registered', 'second', 'first'],
    ['expired', 'expired', 'expired'],
  ] as const)('that is %s is refused, and its key stays unsaid', async (_what, used, known) => {
    registered = { certificates: [certificates[known].certificate], clientSecrets: [] };
    const { secret, tokens } = byCertificate(JSON.stringify(certificates[used]));
    const error = await errorOf(tokens.tokenFor(contosoId));
    expect(error).toBeInstanceOf(TenantNotReady);
    expect(error.message).toContain('AADSTS700027');
    expect(secret.reads).toBe(2);
    for (const line of certificates[used].privateKey.split('\n').filter((each) => each.length > 20)) {
      expect(printed(error)).not.toContain(line);
    }
    expect(printed(error)).not.toMatch(/eyJ/);
  });

  test('that was renewed works at the next sign-in', async () => {
    registered = { certificates: [certificates.second.certificate], clientSecrets: [] };
    const { secret, tokens } = byCertificate(JSON.stringify(certificates.first));
    secret.value = JSON.stringify(certificates.first);
    await expect(tokens.tokenFor(contosoId)).rejects.toBeInstanceOf(TenantNotReady);
    secret.value = JSON.stringify(certificates.second);
    expect(await tokens.tokenFor(contosoId)).toMatch(/^ey/);
  });
});

describe('a secret that is of no use', () => {
  const weak = generateKeyPairSync('rsa', {
    modulusLength: 1_024,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const elliptic = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const locked = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'phrase' },
  });
  const withKey = (privateKey: string) => JSON.stringify({ ...certificates.first, privateKey });

  test.each<[string, () => string, RegExp[]]>([
    ['no JSON', () => 'Pa55-in-the-clear', [/not a JSON object/]],
    ['a list', () => '["Pa55-in-the-clear"]', [/not a JSON object/]],
    ['nothing', () => '', [/not a JSON object/]],
    ['neither', () => '{"clientSecret":"Pa55-in-the-clear"}', [/certificate is missing/, /privateKey is missing/]],
    [
      'no PEM',
      () => '{"certificate":"Pa55-in-the-clear","privateKey":7}',
      [/certificate is not a certificate/, /privateKey is missing/],
    ],
    ['a locked key', () => withKey(locked.privateKey), [/not an unencrypted private key/]],
    ['a weak key', () => withKey(weak.privateKey), [/at least 2048 bits/]],
    ['a key of another kind', () => withKey(elliptic.privateKey), [/must be an RSA key/]],
    ['a public key', () => withKey(weak.publicKey), [/not an unencrypted private key/]],
    [
      'the key of another certificate',
      () => withKey(certificates.second.privateKey),
      [/does not belong to certificate/],
    ],
  ])(
    '%s in place of a certificate: everything wrong is named at once, nothing quoted',
    async (_what, value, problems) => {
      const { secret, tokens } = byCertificate(value());
      const error = await errorOf(tokens.tokenFor(contosoId));
      expect(error).toBeInstanceOf(TenantNotReady);
      for (const problem of [...problems, /m365-rotation\/graph\/reader/, /put what it must hold there/]) {
        expect(error.message).toMatch(problem);
      }
      expect(printed(error)).not.toMatch(/Pa55|PRIVATE KEY/);
      expect(secret.reads).toBe(2); // it may have been mended meanwhile
    },
  );

  test.each<[string, string, RegExp]>([
    ['no value', '{"clientSecret":"  "}', /clientSecret is missing/],
    ['a number', '{"clientSecret":12345678}', /clientSecret is missing/],
    ['its id', '{"clientSecret":"0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f"}', /is the id of a client secret/],
    ['a PEM file', '-----BEGIN CERTIFICATE-----', /not a JSON object/],
  ])('%s in place of a client secret', async (_what, value, problem) => {
    const error = await errorOf(bySecret(value).tokens.tokenFor(contosoId));
    expect(error).toBeInstanceOf(TenantNotReady);
    expect(error.message).toMatch(problem);
    expect(printed(error)).not.toMatch(/0f1e2d3c|12345678/);
  });

  test('mended without a deployment', async () => {
    registered = { certificates: [], clientSecrets: [{ value: GOOD, expires: inDays(1) }] };
    const { secret, tokens } = bySecret('oops');
    await expect(tokens.tokenFor(contosoId)).rejects.toThrow(/not a JSON object/);
    secret.value = secretJson(GOOD);
    expect(await tokens.tokenFor(contosoId)).toMatch(/^ey/);
  });

  test('that nobody has filled yet says what to put where', async () => {
    const { secret, tokens } = bySecret(undefined);
    const error = await errorOf(tokens.tokenFor(contosoId));
    expect(error).toBeInstanceOf(TenantNotReady);
    expect(error.message).toMatch(/m365-rotation\/graph\/reader has no value yet: put what it must hold there/);
    registered = { certificates: [], clientSecrets: [{ value: GOOD, expires: inDays(1) }] };
    secret.value = secretJson(GOOD);
    expect(await tokens.tokenFor(contosoId)).toMatch(/^ey/);
  });

  test.each(['AccessDeniedException', 'ThrottlingException'])(
    '%s of AWS may pass, and is told by name',
    async (failure) => {
      const { secret, tokens } = bySecret(secretJson(GOOD));
      secret.failure = failure;
      const error = await errorOf(tokens.tokenFor(contosoId));
      expect(error).toBeInstanceOf(GraphUnavailable);
      expect(error.message).toContain(failure);
      expect(printed(error)).not.toContain('details of AWS');
      secret.failure = undefined;
      registered = { certificates: [], clientSecrets: [{ value: GOOD, expires: inDays(1) }] };
      expect(await tokens.tokenFor(contosoId)).toMatch(/^ey/);
    },
  );
});

test('what is usable is read as such', () => {
  expect(certificateIn(JSON.stringify(certificates.first))).toHaveProperty('usable');
  expect(clientSecretIn(secretJson(GOOD))).toEqual({ usable: GOOD });
});
