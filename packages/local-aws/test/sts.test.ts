import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JsonObject } from '../service.ts';
import { type Sts, startSts } from '../sts.ts';
import { callerOf, callOf, contextFor, role } from './service-context.ts';

let context: ReturnType<typeof contextFor>;
let service: Sts;

beforeEach(async () => {
  context = contextFor();
  service = await startSts(context);
});
afterEach(() => context.remove());

const audience = 'api://AzureADTokenExchange';
const request = { Audience: [audience], SigningAlgorithm: 'RS256' };
const token = async (more: JsonObject = {}) =>
  String((await callerOf(service)('GetWebIdentityToken', { ...request, ...more })).WebIdentityToken);

test('a token says which role asks, and is checked by the published keys', async () => {
  const jwt = await token({ DurationSeconds: 60 });
  const keys = createLocalJWKSet(service.publicKeys());
  const { payload } = await jwtVerify(jwt, keys, { audience, subject: 'arn:aws:iam::111122223333:role/stage' });
  expect(decodeProtectedHeader(jwt).alg).toBe('RS256');
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
  expect(payload['https://sts.amazonaws.com/']).toEqual({
    aws_account: '111122223333',
    source_region: 'eu-central-1',
    principal_id: 'arn:aws:iam::111122223333:role/stage',
  });
});

test('published keys hold nothing private, and stay the same after a restart', async () => {
  const jwt = await token();
  for (const key of service.publicKeys().keys) expect(key).not.toHaveProperty('d');
  service = await startSts(context);
  await jwtVerify(jwt, createLocalJWKSet(service.publicKeys()));
});

test('no two tokens are the same, and several audiences stay several', async () => {
  const [one, other] = [decodeJwt(await token()), decodeJwt(await token({ Audience: ['a', 'b'] }))];
  expect(one.aud).toBe(audience);
  expect(other.aud).toEqual(['a', 'b']);
  expect(one.jti).not.toBe(other.jti);
});

test.each([
  { Audience: [] },
  { SigningAlgorithm: 'ES384' },
  { Tags: [{ Key: 'cycle', Value: '1' }] },
  { DurationSeconds: 59 },
  { DurationSeconds: 3601 },
  { SubjectMode: 'OriginIdentity' },
])('%j is refused', async (wrong) => {
  await expect(token(wrong)).rejects.toMatchObject({ code: 'ValidationException' });
});

test('an operator is named in the token, and a service of AWS gets none', async () => {
  const operator = callerOf(service, { kind: 'operator' });
  const { WebIdentityToken } = await operator('GetWebIdentityToken', request);
  expect(decodeJwt(String(WebIdentityToken)).sub).toBe('arn:aws:iam::111122223333:user/operator');
  const gateway = callerOf(service, { kind: 'service', name: 'apigateway.amazonaws.com' });
  await expect(gateway('GetWebIdentityToken', request)).rejects.toMatchObject({ code: 'AccessDenied' });
  expect(await operator('GetCallerIdentity', {})).toMatchObject({ Arn: expect.stringContaining('user/') });
  expect(await callerOf(service, role)('GetCallerIdentity', {})).toMatchObject({
    Account: '111122223333',
    Arn: 'arn:aws:sts::111122223333:assumed-role/stage/stage@1',
  });
});

test('a policy can limit audience, life and algorithm', () => {
  const [needed, more] = service.requirementsOf(callOf(service, 'GetWebIdentityToken', request));
  expect(needed).toEqual({
    action: 'sts:GetWebIdentityToken',
    resource: '*',
    context: {
      'sts:IdentityTokenAudience': [audience],
      'sts:SigningAlgorithm': 'RS256',
      'sts:DurationSeconds': 300,
    },
  });
  expect(more).toBeUndefined();
  expect(service.requirementsOf(callOf(service, 'GetCallerIdentity', {}))).toEqual([]);
});
