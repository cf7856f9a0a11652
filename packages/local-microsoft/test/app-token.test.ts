import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { exampleTenants } from '../example-tenants/index.ts';
import { faultsBy } from '../faults.ts';
import type { FederatedCredential } from '../federated-credentials.ts';
import { contosoId, JWT_BEARER, readerClientId, type Simulation, simulate, writerClientId } from '../simulation.ts';

let microsoft: Simulation;
beforeAll(async () => {
  const [contoso, fabrikam, ...others] = exampleTenants;
  if (contoso === undefined || fabrikam === undefined) throw new Error('two tenants are needed');
  microsoft = await simulate({
    tenants: [contoso, { ...fabrikam, apps: {} }, ...others],
  });
});
afterAll(() => microsoft.close());

const ask = async (changes: Readonly<Record<string, string | undefined>> = {}, tenantId = contosoId) => {
  const form = {
    grant_type: 'client_credentials',
    client_id: readerClientId,
    scope: 'https://graph.microsoft.com/.default',
    client_assertion_type: JWT_BEARER,
    client_assertion: await microsoft.assertion(),
    ...changes,
  };
  const given = Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return microsoft.post(tenantId, Object.fromEntries(given));
};

test('an app gets a token with its consented permissions and no others', async () => {
  const response = await ask();
  expect(response.status).toBe(200);
  const json = await response.json();
  expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
  const claims = decodeJwt(json.access_token);
  expect(claims).toMatchObject({
    aud: 'https://graph.microsoft.com',
    tid: contosoId,
    appid: readerClientId,
    idtyp: 'app',
  });
  expect(claims.roles).toEqual([
    'User.Read.All',
    'RoleManagement.Read.Directory',
    'GroupMember.Read.All',
    'Domain.Read.All',
    'PrivilegedEligibilitySchedule.Read.AzureADGroup',
    'CustomSecAttributeAssignment.Read.All',
    'AdministrativeUnit.Read.All',
    'Application.Read.All',
    'AuditLog.Read.All',
    'UserAuthenticationMethod.Read.All',
  ]);
  expect(claims.wids).toEqual([]);
});

test('the writer’s token shows its directory role', async () => {
  const json = await (await ask({ client_id: writerClientId })).json();
  expect(decodeJwt(json.access_token).wids).toEqual(['7be44c8a-adaf-4e2a-84d6-ab2649e08a13']);
});

test('the same assertion works again', async () => {
  const client_assertion = await microsoft.assertion();
  expect((await ask({ client_assertion })).status).toBe(200);
  expect((await ask({ client_assertion })).status).toBe(200);
});

describe('refuses', () => {
  const refusals: readonly [string, () => Promise<Response>, number, string][] = [
    ['an unknown tenant', () => ask({}, 'aaaaaaaa-0000-4000-8000-000000000000'), 90002, 'invalid_request'],
    ['an app without consent', () => ask({}, '1d7e9b34-6a20-4c85-b3f9-2c8d5e7f1a22'), 7000229, 'unauthorized_client'],
    ['an unknown app', () => ask({ client_id: 'other' }), 700016, 'unauthorized_client'],
    ['no proof at all', () => ask({ client_assertion: undefined }), 7000218, 'invalid_client'],
    ['a client secret', () => ask({ client_assertion: undefined, client_secret: 'x' }), 7000215, 'invalid_client'],
    [
      'an expired assertion',
      async () => ask({ client_assertion: await microsoft.assertion({ exp: 1_700_000_000 }) }),
      500133,
      'invalid_client',
    ],
    ['a foreign signature', async () => ask({ client_assertion: await foreignAssertion() }), 50013, 'invalid_client'],
    [
      'another algorithm',
      async () => ask({ client_assertion: await microsoft.assertion({ alg: 'ES384' }) }),
      50013,
      'invalid_client',
    ],
    ['another scope', () => ask({ scope: 'https://graph.microsoft.com/User.Read.All' }), 70011, 'invalid_scope'],
    ['another grant', () => ask({ grant_type: 'refresh_token' }), 70003, 'unsupported_grant_type'],
  ];
  test.each(refusals)('%s', async (_, attempt, code, error) => {
    const response = await attempt();
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.json()).toMatchObject({
      error,
      error_codes: [code],
      error_description: expect.stringContaining(`AADSTS${code}:`),
    });
  });
});

describe('a federated credential that the assertion does not fit: the number says what differs', () => {
  const right = {
    issuer: 'https://sts.simulated.example',
    subject: 'arn:aws:iam::123456789012:role/reader',
    audience: 'api://AzureADTokenExchange',
  };
  test.each<[string, readonly FederatedCredential[], { readonly aud?: string | string[] }, number | undefined]>([
    ['none at all', [], {}, 70025],
    ['the issuer', [{ ...right, issuer: `${right.issuer}/` }], {}, 700211],
    ['the audience', [right], { aud: 'sts.amazonaws.com' }, 700212],
    ['one audience of several', [right], { aud: [right.audience, 'x'] }, 700212],
    ['the subject', [{ ...right, subject: 'arn:aws:iam::123456789012:role/other' }], {}, 700213],
    ['only capitals of the subject', [{ ...right, subject: 'arn:aws:iam::123456789012:role/Reader' }], {}, 7002138],
    ['nothing, as one of two fits', [{ ...right, subject: 'x' }, right], {}, undefined],
  ])('%s', async (_, credentials, claims, code) => {
    const world = await simulate({ federatedCredentials: () => credentials });
    const response = await world.post(contosoId, {
      grant_type: 'client_credentials',
      client_id: readerClientId,
      scope: 'https://graph.microsoft.com/.default',
      client_assertion_type: JWT_BEARER,
      client_assertion: await world.assertion(claims),
    });
    await world.close();
    const answer: unknown = await response.json();
    if (code === undefined) return expect(response.status).toBe(200);
    expect(response.status).toBe(401);
    return expect(answer).toMatchObject({ error: 'invalid_client', error_codes: [code] });
  });
});

async function foreignAssertion(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT({ iss: 'x', sub: 'y', aud: 'api://AzureADTokenExchange' })
    .setProtectedHeader({ alg: 'RS256', kid: 'RS256' })
    .setExpirationTime('5m')
    .sign(privateKey);
}

test('a fault at the token endpoint is told as Entra tells it', async () => {
  const busy = await simulate({
    faults: faultsBy([{ matches: ({ service }) => service === 'entra', fault: { kind: 'throttle', retryAfter: '7' } }]),
  });
  const response = await busy.post(contosoId, { grant_type: 'client_credentials' });
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('7');
  expect(await response.json()).toMatchObject({ error_codes: [90055] });
  await busy.close();
});

test.each([{ kind: 'lose-answer' }, { kind: 'lose-request' }, { kind: 'truncate' }] as const)(
  'the token endpoint can lose an answer, or half of it: %j',
  async (fault) => {
    const unkind = await simulate({ faults: faultsBy([{ matches: ({ service }) => service === 'entra', fault }]) });
    const asked = () => unkind.post(contosoId, { grant_type: 'client_credentials' }).then((answer) => answer.json());
    await expect(asked()).rejects.toThrow();
    expect(await asked()).toHaveProperty('error_codes');
    await unkind.close();
  },
);
