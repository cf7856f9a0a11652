import { afterEach, describe, expect, test } from '@jest/globals';
import { graphConnection } from '../../../../lambda/adapters/graph/graph-connection.ts';
import { passwordWriter } from '../../../../lambda/adapters/graph/password-writer.ts';
import {
  GraphThrottled,
  GraphUnavailable,
  ResetOutcomeUnknown,
  ResetRefused,
  TenantNotReady,
} from '../../../../lambda/domain/errors.ts';
import { type Reply, type Seen, type Stub, startStub } from '../stub-server.ts';
import { errorOf, printed } from './thrown.ts';

const PASSWORD = 'Kp7#not-a-real-one-2345x';
const request = { tenantId: 'tenant-1', accountId: 'u1', password: PASSWORD, clientRequestId: 'rotation-1' };

let stub: Stub | undefined;
afterEach(async () => stub?.close());

async function writing(
  reply: (request: Seen) => Reply,
  { tokenFor = async () => 'token' }: { tokenFor?: () => Promise<string> } = {},
) {
  stub = await startStub(reply);
  const tokens = { tokenFor, forget: () => undefined };
  return passwordWriter({
    connection: graphConnection(stub.address, tokens),
    tokens,
    clientRequestId: () => 'revoke-1',
    now: () => new Date('2026-12-07T05:00:00Z'),
  });
}

const refusal = (status: number, code: string, message: string): Reply => ({
  status,
  json: { error: { code, message, innerError: { 'request-id': 'inner-1' } } },
});

describe('the reset', () => {
  test('is one PATCH of one account with both flags, and nothing else', async () => {
    const writer = await writing(() => ({ status: 204, headers: { 'request-id': 'graph-1' } }));
    expect(await writer.reset(request)).toEqual({ kind: 'answered', graphRequestId: 'graph-1' });
    expect(stub?.seen).toHaveLength(1);
    const [seen] = stub?.seen ?? [];
    expect(`${seen?.method} ${seen?.path}`).toBe('PATCH /v1.0/users/u1');
    expect(seen?.headers).toMatchObject({ authorization: 'Bearer token', 'client-request-id': 'rotation-1' });
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      passwordProfile: {
        password: PASSWORD,
        forceChangePasswordNextSignIn: false,
        forceChangePasswordNextSignInWithMfa: false,
      },
    });
  });

  test('a request id that Graph does not tell is unknown, not invented', async () => {
    const writer = await writing(() => ({ status: 204 }));
    expect(await writer.reset(request)).toEqual({ kind: 'answered-without-id' });
  });

  test.each<[string, string, Reply]>([
    [
      'password-policy',
      'password complexity',
      refusal(
        400,
        'Request_BadRequest',
        `The specified password ${PASSWORD} does not comply with password complexity requirements.`,
      ),
    ],
    [
      'synced',
      'on-premises',
      refusal(
        400,
        'Request_BadRequest',
        'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
      ),
    ],
    [
      'Authorization_RequestDenied',
      'privileges',
      refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
    ],
    [
      'restricted',
      'restricted unit',
      refusal(
        403,
        'Authorization_RequestDenied',
        'This user is a member of a restricted management administrative unit.',
      ),
    ],
    ['Request_ResourceNotFound', 'gone', refusal(404, 'Request_ResourceNotFound', 'Resource does not exist')],
    [
      'Authorization_IdentityNotFound',
      'no consent',
      refusal(
        401,
        'Authorization_IdentityNotFound',
        'The identity of the calling application could not be established.',
      ),
    ],
    ['http-409', 'an unreadable 4xx', { status: 409, text: '<html>' }],
  ])('refused with %s: not applied (%s)', async (code, _name, reply) => {
    const writer = await writing(() => reply);
    const error = await errorOf(writer.reset(request));
    expect(error).toBeInstanceOf(ResetRefused);
    expect(error).toMatchObject({ code });
    expect(printed(error)).not.toContain(PASSWORD);
  });

  test('a refusal tells its request id', async () => {
    const writer = await writing(() => refusal(403, 'Authorization_RequestDenied', ''));
    expect(await errorOf(writer.reset(request))).toMatchObject({ graphRequestId: 'inner-1' });
  });

  test('429 was not applied, and says how long to wait', async () => {
    const writer = await writing(() => ({ status: 429, headers: { 'retry-after': '315' } }));
    expect(await errorOf(writer.reset(request))).toEqual(new GraphThrottled(315));
    expect(stub?.seen).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ['a lost connection', { fault: 'lost' }],
    ['silence', { fault: 'silent' }],
    ['408', { status: 408 }],
    ['500 that repeats the request', refusal(500, 'InternalServerError', PASSWORD)],
    ['502', { status: 502, text: PASSWORD }],
    ['503 with a time to wait', { status: 503, headers: { 'retry-after': '1' } }],
    ['504', { status: 504 }],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
  ])('%s: may have been applied, is sent once, and the password stays unsaid', async (_name, reply) => {
    const writer = await writing(() => reply);
    const error = await errorOf(writer.reset(request));
    expect(error).toBeInstanceOf(ResetOutcomeUnknown);
    expect(printed(error)).not.toContain(PASSWORD);
    expect(stub?.seen).toHaveLength(1);
  });

  test('a sign-in that fails sends nothing, so nothing was applied', async () => {
    const refused = await writing(() => ({ status: 204 }), {
      tokenFor: async () => {
        throw new TenantNotReady('not consented');
      },
    });
    expect(await errorOf(refused.reset(request))).toMatchObject({ name: 'ResetRefused', code: 'sign-in-refused' });
    expect(stub?.seen).toEqual([]);
  });
});

describe('a token that is lost on the way', () => {
  /** Gives one token, and then what `next` says. */
  const tokensThen = (next: () => Promise<string>) => {
    let nth = 0;
    return async () => (++nth <= 2 ? 'old' : next());
  };
  const lost = ({ headers }: Seen): Reply => ({ status: headers.authorization === 'Bearer old' ? 401 : 204 });

  test('is fetched anew once, and the same reset is sent again', async () => {
    const writer = await writing(lost, { tokenFor: tokensThen(async () => 'fresh') });
    await writer.reset(request);
    expect(stub?.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer fresh']);
    expect(stub?.seen[1]?.body).toBe(stub?.seen[0]?.body);
  });

  test('and refused anew, is a refusal', async () => {
    const writer = await writing(() => ({ status: 401 }));
    expect(await errorOf(writer.reset(request))).toMatchObject({ name: 'ResetRefused', code: 'http-401' });
    expect(stub?.seen).toHaveLength(2);
  });

  test.each([
    [new TenantNotReady('not consented'), 'ResetRefused'],
    [new GraphThrottled(315), 'GraphThrottled'],
    [new GraphUnavailable('Entra is busy'), 'GraphUnavailable'],
  ])('and not given anew (%s): nothing was applied, and nobody says it may have been', async (failure, name) => {
    const writer = await writing(lost, { tokenFor: tokensThen(() => Promise.reject(failure)) });
    expect(await errorOf(writer.reset(request))).toMatchObject({ name });
  });
});

test.each<[string, Reply]>([
  ['a lost connection', { fault: 'lost' }],
  ['a body that breaks off', { status: 403, fault: 'cut', text: '{"error":' }],
  ['a refusal that repeats everything', refusal(400, `Bearer token ${PASSWORD}`, `Bearer token ${PASSWORD}`)],
  ['throttling', { status: 429, headers: { 'retry-after': `token ${PASSWORD}` } }],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
])('%s: no error holds the token or the password', async (_name, reply) => {
  const writer = await writing(() => reply, { tokenFor: async () => 'the-token-itself' });
  const errors = [await errorOf(writer.reset(request)), await errorOf(writer.revokeSessions('tenant-1', 'u1'))];
  for (const error of errors) {
    expect(printed(error)).not.toMatch(/the-token-itself|Bearer/);
    expect(printed(error)).not.toContain(PASSWORD);
  }
});

test('a request id that is none is not kept', async () => {
  const writer = await writing(() => ({ status: 204, headers: { 'request-id': `x ${PASSWORD}` } }));
  expect(await writer.reset(request)).toEqual({ kind: 'answered-without-id' });
});

describe('revoking sessions', () => {
  test('is one POST', async () => {
    const writer = await writing(() => ({ json: { value: true }, headers: { 'request-id': 'graph-2' } }));
    expect(await writer.revokeSessions('tenant-1', 'u1')).toEqual({ graphRequestId: 'graph-2' });
    expect(stub?.seen.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/v1.0/users/u1/revokeSignInSessions', ''],
    ]);
  });

  test.each<[string, Reply]>([
    ['refused', refusal(403, 'Authorization_RequestDenied', '')],
    ['lost', { fault: 'lost' }],
  ])('a failure (%s) says nothing about the reset', async (_name, reply) => {
    const writer = await writing(() => reply);
    expect(await errorOf(writer.revokeSessions('tenant-1', 'u1'))).toBeInstanceOf(GraphUnavailable);
  });
});
