import {
  DeleteSecretCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '@m365-rotation/local-aws';
import { credentialLabels } from '../../../../../lambda/adapters/aws/secrets-manager/credential-labels.ts';
import { credentialNames } from '../../../../../lambda/adapters/aws/secrets-manager/credential-name.ts';
import { credentialReader } from '../../../../../lambda/adapters/aws/secrets-manager/credential-reader.ts';
import { credentialStaging } from '../../../../../lambda/adapters/aws/secrets-manager/credential-staging.ts';
import { type Cloud, startCloud } from '../dynamodb/local-tables.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const id = (letter: string) => letter.repeat(32);
const content = (password: string) => ({ userPrincipalName: 'ops@x', password, rotationId: id('a'), createdAt: 'now' });
const names = credentialNames('m365');
const staging = () => credentialStaging(cloud.secrets, names, 'credentials');
const stage = (letter: string, password = letter) => staging().stage('t', 'a', id(letter), content(password));
const promote = (letter: string, requireStillProven = async () => {}) =>
  credentialLabels(cloud.secrets, names).promote('t', 'a', id(letter), requireStillProven);
const read = async (letter: string) =>
  (await credentialReader(cloud.secrets, names).read('t', 'a', id(letter)))?.password;

/** `label:version` of all labelled versions; a version by the letter of its id. */
async function labels(): Promise<string[]> {
  const command = new ListSecretVersionIdsCommand({ SecretId: 'm365/t/a' });
  const { Versions = [] } = await cloud.secrets.send(command);
  const named = (label: string) => label.replace(/^(PENDING)-(.).*/, '$1-$2');
  return Versions.flatMap(({ VersionId, VersionStages = [] }) =>
    VersionStages.map((each) => `${named(each)}:${VersionId?.charAt(0)}`),
  ).sort();
}

describe('staging', () => {
  test('makes the credential of an account that has none, and calls no password current that is not applied', async () => {
    expect(await staging().hasVersion('t', 'a', id('a'))).toBe(false);
    await stage('a', 'secret-1');
    expect(await staging().hasVersion('t', 'a', id('a'))).toBe(true);
    expect(await labels()).toEqual(['AWSCURRENT:0', 'AWSPENDING:a']);
    expect(await read('a')).toBe('secret-1');
  });

  test('never replaces a version, whatever two runs generate', async () => {
    await Promise.all([stage('a', 'one'), stage('a', 'two')]);
    const kept = await read('a');
    await stage('a', 'three');
    expect(await read('a')).toBe(kept);
  });

  test('what was deleted is read no more, as what never was', async () => {
    await stage('a');
    await cloud.secrets.send(new DeleteSecretCommand({ SecretId: 'm365/t/a', RecoveryWindowInDays: 30 }));
    expect([await read('a'), await read('b')]).toEqual([undefined, undefined]);
  });

  test('leaves an earlier version its label, which may be what Entra holds (R3)', async () => {
    await stage('a');
    await promote('a');
    await stage('b'); // uncertain, say
    await stage('c');
    await stage('c');
    expect(await labels()).toEqual(['AWSCURRENT:a', 'AWSPENDING:b', 'AWSPREVIOUS:0', 'PENDING-c:c']);
  });
});

describe('promoting', () => {
  test('moves the label, and a second run finds it in place', async () => {
    await stage('a');
    await promote('a');
    await stage('b');
    await promote('b');
    await promote('b');
    expect(await labels()).toEqual(['AWSCURRENT:b', 'AWSPENDING:b', 'AWSPREVIOUS:a']);
  });

  test('moves nothing for a rotation that is not proven any more, however late it is found out', async () => {
    await stage('a');
    await promote('a');
    await stage('b');
    const refused = promote('b', () => Promise.reject(new Error('not proven any more')));
    await expect(refused).rejects.toThrow('not proven any more');
    expect(await labels()).toEqual(['AWSCURRENT:a', 'AWSPENDING:b', 'AWSPREVIOUS:0']);
  });

  test('that stood still while a newer version became current takes nothing back (R3)', async () => {
    await stage('a');
    await stage('b');
    await expect(promote('a', () => promote('b'))).rejects.toMatchObject({ name: 'StaleState' });
    expect((await labels()).filter((each) => each.startsWith('AWSCURRENT'))).toEqual(['AWSCURRENT:b']);
  });

  test('settles what was pending before, and not what was staged after', async () => {
    await stage('a');
    await promote('a');
    for (const letter of ['b', 'c', 'd']) await stage(letter);
    await promote('c');
    expect(await labels()).toEqual(['AWSCURRENT:c', 'AWSPREVIOUS:a', 'PENDING-d:d']);
    await promote('d');
    expect(await labels()).toEqual(['AWSCURRENT:d', 'AWSPREVIOUS:c']);
  });

  test('stopped between its calls, the next run finishes it', async () => {
    await stage('a');
    await promote('a');
    await stage('b'); // uncertain, say
    await stage('c');
    let updates = 0;
    cloud.onCall = ({ action }) => {
      if (action === 'UpdateSecretVersionStage') updates += 1;
      if (updates === 2) throw new AwsError('InternalServiceError', 'down', 500);
    };
    await expect(promote('c')).rejects.toThrow('down');
    cloud.onCall = () => undefined;
    expect(await labels()).toEqual(['AWSCURRENT:c', 'AWSPENDING:b', 'AWSPREVIOUS:a', 'PENDING-c:c']);
    await promote('c');
    expect(await labels()).toEqual(['AWSCURRENT:c', 'AWSPREVIOUS:a']);
  });

  test('leaves AWSPENDING on the promoted version, from where the next staging moves it, and no label of its own', async () => {
    for (const letter of ['a', 'b', 'c'] as const) {
      await stage(letter);
      expect((await labels()).filter((each) => each.includes('PENDING'))).toEqual([`AWSPENDING:${letter}`]);
      await promote(letter);
    }
    expect(await labels()).toEqual(['AWSCURRENT:c', 'AWSPENDING:c', 'AWSPREVIOUS:b']);
  });

  test('an uncertain version that another one was promoted over keeps no label, one that came later keeps its own (R3)', async () => {
    await stage('a');
    await promote('a');
    await stage('b'); // takes AWSPENDING
    await stage('c');
    await promote('b');
    expect(await labels()).toEqual(['AWSCURRENT:b', 'AWSPENDING:b', 'AWSPREVIOUS:a', 'PENDING-c:c']);
    await promote('c');
    expect(await labels()).toEqual(['AWSCURRENT:c', 'AWSPREVIOUS:b']);
  });

  test('a rotation makes two calls of the quota that all accounts share, and its very first one creates the secret besides', async () => {
    const shared = /^(PutSecretValue|UpdateSecretVersionStage|UpdateSecret|ReplicateSecretToRegions)$/;
    let calls: string[] = [];
    cloud.onCall = ({ action }) => void calls.push(action);
    for (const letter of ['a', 'b', 'c'] as const) {
      calls = [];
      await stage(letter);
      await promote(letter);
      expect(calls.filter((each) => shared.test(each))).toEqual(['PutSecretValue', 'UpdateSecretVersionStage']);
      expect(calls.filter((each) => each === 'CreateSecret')).toHaveLength(letter === 'a' ? 1 : 0);
    }
  });

  test('twice at the same moment: one run may have to come again', async () => {
    await stage('a');
    await promote('a');
    await stage('b');
    for (const run of await Promise.allSettled([promote('b'), promote('b'), promote('b')])) {
      if (run.status === 'rejected') expect(run.reason).toMatchObject({ name: 'StaleState' });
    }
    await promote('b');
    expect(await labels()).toEqual(['AWSCURRENT:b', 'AWSPENDING:b', 'AWSPREVIOUS:a']);
  });

  test('a version that is not there is an error', async () => {
    await stage('a');
    await expect(promote('z')).rejects.toThrow('is missing');
    expect(await labels()).toContain('AWSPENDING:a');
  });
});

describe('reading', () => {
  test('a version or a credential that is not there is nothing', async () => {
    expect(await read('a')).toBeUndefined();
    await stage('a');
    expect(await read('b')).toBeUndefined();
  });

  test('an error never holds what was stored (R4)', async () => {
    await stage('a');
    for (const [letter, SecretString] of [
      ['b', 'hunter2-not-json'],
      ['c', '{"password":"hunter2"}'],
    ] as const) {
      const put = { SecretId: 'm365/t/a', ClientRequestToken: id(letter), SecretString };
      await cloud.secrets.send(new PutSecretValueCommand(put));
      const error = await read(letter).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Error);
      expect(JSON.stringify([String(error), error instanceof Error ? [error.stack, error.cause] : ''])).not.toContain(
        'hunter2',
      );
    }
  });
});
