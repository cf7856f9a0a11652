import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSecretsManager } from '../secrets-manager.ts';
import type { JsonObject, Service } from '../service.ts';
import type { KeyDeclaration } from '../template/declarations.ts';
import { callerOf, callOf, contextFor, needsOf } from './service-context.ts';

const key: KeyDeclaration = {
  logicalId: 'Key',
  keyId: 'key-1',
  arn: 'arn:aws:kms:eu-central-1:111122223333:key/key-1',
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
};
const declared = {
  logicalId: 'Psa',
  name: 'm365-rotation/psa',
  arn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:m365-rotation/psa-AbCdEf',
};

let context: ReturnType<typeof contextFor>;
let service: Service;
let call: (action: string, input: JsonObject) => Promise<JsonObject>;
let now: Date;

const start = async () => {
  service = await startSecretsManager(context, [declared], [key]);
  call = callerOf(service);
};

beforeEach(async () => {
  const { clock, ...rest } = contextFor();
  now = new Date('2026-12-07T05:00:00Z');
  context = { ...rest, clock: { ...clock, now: () => now } };
  await start();
});
afterEach(() => context.remove());

const SecretId = 'm365/tenant/account';
const id = (letter: string) => letter.repeat(32);
const create = (more: JsonObject = {}) => call('CreateSecret', { Name: SecretId, ...more });
const put = (letter: string, more: JsonObject = {}) =>
  call('PutSecretValue', { SecretId, ClientRequestToken: id(letter), SecretString: letter, ...more });
const value = async (more: JsonObject = {}) => (await call('GetSecretValue', { SecretId, ...more })).SecretString;
const labels = async () => (await call('DescribeSecret', { SecretId })).VersionIdsToStages;
const move = (VersionStage: string, to?: string, from?: string) =>
  call('UpdateSecretVersionStage', {
    SecretId,
    VersionStage,
    ...(to === undefined ? {} : { MoveToVersionId: id(to) }),
    ...(from === undefined ? {} : { RemoveFromVersionId: id(from) }),
  });
const refusal = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('versions', () => {
  test('a secret can be there without a value', async () => {
    const made = await create();
    expect(made).toEqual({ ARN: expect.stringMatching(/:secret:m365\/tenant\/account-\w{6}$/), Name: SecretId });
    await expect(value()).rejects.toEqual(refusal('ResourceNotFoundException', 'staging label: AWSCURRENT'));
    await expect(call('GetSecretValue', { SecretId: declared.arn })).rejects.toEqual(
      refusal('ResourceNotFoundException', 'staging label'),
    );
    await expect(call('GetSecretValue', { SecretId: 'other' })).rejects.toEqual(
      refusal('ResourceNotFoundException', "can't find the specified secret."),
    );
  });

  test('the first one is AWSCURRENT, whatever label it is given', async () => {
    await create();
    expect(await put('a', { VersionStages: ['AWSPENDING'] })).toMatchObject({
      VersionId: id('a'),
      VersionStages: ['AWSPENDING', 'AWSCURRENT'],
    });
    expect(await value()).toBe('a');
  });

  test('a token that comes again with the same value does nothing', async () => {
    await create();
    await put('a');
    await put('b');
    await put('a');
    expect(await labels()).toEqual({ [id('a')]: ['AWSPREVIOUS'], [id('b')]: ['AWSCURRENT'] });
  });

  test('a token that comes again with another value is refused, and the version stays', async () => {
    await create();
    await put('a');
    await expect(put('a', { SecretString: 'other' })).rejects.toEqual(refusal('ResourceExistsException'));
    expect(await value({ VersionId: id('a') })).toBe('a');
  });

  test.each([31, 65])('a token of %i characters is refused', async (length) => {
    await create();
    await expect(put('a', { ClientRequestToken: 'x'.repeat(length) })).rejects.toEqual(refusal('ValidationException'));
  });

  test('creating again is refused, but for the same token with the same value', async () => {
    const given = { ClientRequestToken: id('a'), SecretString: 'a' };
    const made = await create(given);
    expect(await create(given)).toEqual(made);
    await expect(create({ ...given, SecretString: 'b' })).rejects.toEqual(refusal('ResourceExistsException'));
    await expect(create()).rejects.toEqual(refusal('ResourceExistsException', SecretId));
  });

  test('a version that has lost its labels is deprecated, and can still be read', async () => {
    await create();
    for (const letter of ['a', 'b', 'c']) await put(letter);
    const list = async (more: JsonObject = {}) => (await call('ListSecretVersionIds', { SecretId, ...more })).Versions;
    expect(await list()).toMatchObject([{ VersionId: id('b') }, { VersionId: id('c') }]);
    expect(await list({ IncludeDeprecated: true })).toMatchObject([{ VersionId: id('a') }, {}, {}]);
    expect(await value({ VersionId: id('a') })).toBe('a');
    const first = await call('ListSecretVersionIds', { SecretId, MaxResults: 1 });
    expect(await list({ NextToken: first.NextToken })).toMatchObject([{ VersionId: id('c') }]);
  });

  test('old versions without a label go when there are a hundred newer ones, but not within a day', async () => {
    await create();
    const token = (at: number) => `${at}`.padStart(32, '0');
    for (let at = 0; at < 105; at += 1) {
      now = new Date(now.getTime() + 1000);
      await put('a', { ClientRequestToken: token(at) });
    }
    const count = async () => {
      const page = await call('ListSecretVersionIds', { SecretId, IncludeDeprecated: true });
      return page.NextToken === undefined ? (Array.isArray(page.Versions) ? page.Versions.length : 0) : 'more than 100';
    };
    expect(await count()).toBe('more than 100');
    now = new Date(now.getTime() + 2 * 86_400_000);
    await put('a', { ClientRequestToken: token(105) });
    const rest = await call('ListSecretVersionIds', { SecretId, IncludeDeprecated: true, NextToken: '100' });
    expect(rest.Versions).toHaveLength(2); // 100 without, and the two with a label
  });
});

describe('labels', () => {
  beforeEach(async () => {
    await create();
    await put('a');
    await put('b', { VersionStages: ['AWSPENDING'] });
  });

  test('a staged version is not what readers get', async () => {
    expect(await value()).toBe('a');
    expect(await value({ VersionStage: 'AWSPENDING' })).toBe('b');
    expect(await value({ VersionId: id('b'), VersionStage: 'AWSPENDING' })).toBe('b');
    await expect(value({ VersionId: id('b'), VersionStage: 'AWSCURRENT' })).rejects.toEqual(
      refusal('InvalidRequestException', 'not associated'),
    );
  });

  test('moving AWSCURRENT takes AWSPREVIOUS along and leaves AWSPENDING', async () => {
    await move('AWSCURRENT', 'b', 'a');
    expect(await labels()).toEqual({ [id('a')]: ['AWSPREVIOUS'], [id('b')]: ['AWSPENDING', 'AWSCURRENT'] });
    await move('AWSPENDING', undefined, 'b');
    await move('AWSCURRENT', 'a', 'b');
    expect(await labels()).toEqual({ [id('a')]: ['AWSCURRENT'], [id('b')]: ['AWSPREVIOUS'] });
  });

  test('who takes a label away must say from where, rightly', async () => {
    await expect(move('AWSCURRENT', 'b')).rejects.toEqual(refusal('InvalidParameterException', "can't be empty"));
    await expect(move('AWSCURRENT', 'b', 'b')).rejects.toEqual(refusal('InvalidParameterException', 'not attached'));
    await expect(move('AWSCURRENT', 'z', 'a')).rejects.toEqual(refusal('ResourceNotFoundException'));
    await expect(move('AWSCURRENT')).rejects.toEqual(refusal('InvalidParameterException'));
    expect(await labels()).toEqual({ [id('a')]: ['AWSCURRENT'], [id('b')]: ['AWSPENDING'] });
  });

  test('moving a label to where it is does nothing', async () => {
    await move('AWSCURRENT', 'a');
    await move('AWSPENDING', 'b', 'b');
    expect(await labels()).toEqual({ [id('a')]: ['AWSCURRENT'], [id('b')]: ['AWSPENDING'] });
  });

  test('AWSCURRENT cannot be taken off', async () => {
    await expect(move('AWSCURRENT', undefined, 'a')).rejects.toEqual(
      refusal('InvalidParameterException', "can't be completely removed"),
    );
    await move('AWSPENDING', undefined, 'b');
    expect(await labels()).toEqual({ [id('a')]: ['AWSCURRENT'] });
  });

  test('a label is on one version only', async () => {
    await put('c', { VersionStages: ['AWSPENDING', 'own'] });
    await move('own', 'a', 'c');
    expect(await labels()).toEqual({ [id('a')]: ['AWSCURRENT', 'own'], [id('c')]: ['AWSPENDING'] });
  });
});

test('a deleted secret cannot be read, keeps its name, can be restored, and is gone after its window', async () => {
  await create({ SecretString: 'a' });
  await call('DeleteSecret', { SecretId, RecoveryWindowInDays: 7 });
  await expect(value()).rejects.toEqual(refusal('InvalidRequestException', 'marked for deletion'));
  await expect(put('b')).rejects.toEqual(refusal('InvalidRequestException'));
  await expect(create()).rejects.toEqual(refusal('InvalidRequestException', 'already scheduled for deletion'));
  await call('RestoreSecret', { SecretId });
  expect(await value()).toBe('a');
  await call('DeleteSecret', { SecretId, RecoveryWindowInDays: 7 });
  now = new Date(now.getTime() + 7 * 86_400_000);
  await expect(value()).rejects.toEqual(refusal('ResourceNotFoundException'));
  await create({ SecretString: 'b' });
  expect(await value()).toBe('b');
});

test('how a secret is to be deleted is known to conditions; what is left out is not there', async () => {
  await create({ SecretString: 'a' });
  const asked = (input: object) => {
    const [needed] = service.requirementsOf(callOf(service, 'DeleteSecret', { SecretId, ...input }));
    return Object.keys(needed?.context ?? {}).filter((each) => /Recovery/.test(each));
  };
  expect(asked({ RecoveryWindowInDays: 7 })).toEqual(['secretsmanager:RecoveryWindowInDays']);
  expect(asked({ ForceDeleteWithoutRecovery: true })).toEqual(['secretsmanager:ForceDeleteWithoutRecovery']);
  expect(asked({})).toEqual([]);
});

test('what is deleted can be looked at, with the date when it is gone, but not deleted twice', async () => {
  await create({ SecretString: 'a' });
  const { DeletionDate } = await call('DeleteSecret', { SecretId, RecoveryWindowInDays: 7 });
  expect(await call('DescribeSecret', { SecretId })).toMatchObject({
    DeletedDate: DeletionDate,
    VersionIdsToStages: expect.any(Object),
  });
  await expect(call('DeleteSecret', { SecretId, RecoveryWindowInDays: 7 })).rejects.toEqual(
    refusal('InvalidRequestException', 'marked for deletion'),
  );
  await call('RestoreSecret', { SecretId });
  expect(await call('DescribeSecret', { SecretId })).not.toHaveProperty('DeletedDate');
});

test('each secret is a readable file of its own, and everything is there after a restart', async () => {
  await create({ SecretString: 'first', Tags: [{ Key: 'tenantId', Value: 't' }], KmsKeyId: key.arn });
  await call('CreateSecret', { Name: 'm365_tenant_account', SecretString: 'another secret' });
  const before = await call('DescribeSecret', { SecretId });
  await start();
  expect(await call('DescribeSecret', { SecretId: String(before.ARN) })).toEqual(before);
  expect(await call('DescribeSecret', { SecretId: String(before.ARN).slice(0, -7) })).toEqual(before);
  expect(await value()).toBe('first');
  expect(readdirSync(context.folder).sort()).toEqual([
    'm365-rotation~psa.json',
    'm365_tenant_account.json',
    'm365~tenant~account.json',
  ]);
  const file = JSON.parse(readFileSync(join(context.folder, 'm365~tenant~account.json'), 'utf8'));
  expect(Object.values(file.Versions)).toMatchObject([{ SecretString: 'first', VersionStages: ['AWSCURRENT'] }]);
});

test('a customer key is used with the caller’s permissions; tags need a permission too', async () => {
  const input = { Name: SecretId, KmsKeyId: key.arn, Tags: [{ Key: 'tenantId', Value: 't' }] };
  const toBe = `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${SecretId}-??????`;
  expect(needsOf(service, 'CreateSecret', input)).toEqual([
    `secretsmanager:CreateSecret ${toBe}`,
    `secretsmanager:TagResource ${toBe}`,
    `kms:GenerateDataKey ${key.arn}`,
    `kms:Decrypt ${key.arn}`,
  ]);
  const { ARN } = await call('CreateSecret', input);
  expect(needsOf(service, 'PutSecretValue', { SecretId, SecretString: 'a' })).toEqual([
    `secretsmanager:PutSecretValue ${ARN}`,
    `kms:GenerateDataKey ${key.arn}`,
    `kms:Decrypt ${key.arn}`,
  ]);
  const [get, decrypt] = service.requirementsOf(callOf(service, 'GetSecretValue', { SecretId, VersionStage: 'x' }));
  expect(get).toMatchObject({
    resource: ARN,
    context: { 'secretsmanager:VersionStage': 'x', 'secretsmanager:ResourceTag/tenantId': 't' },
  });
  expect(decrypt).toMatchObject({ context: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' } });
  expect(needsOf(service, 'DescribeSecret', { SecretId })).toEqual([`secretsmanager:DescribeSecret ${ARN}`]);
  expect(needsOf(service, 'GetSecretValue', { SecretId: 'other' })).toEqual([
    'secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-central-1:111122223333:secret:other-??????',
  ]);
});
