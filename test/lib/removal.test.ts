import { describe, expect, test } from '@jest/globals';
import { estateWithCertificates, type Resource, synthesized } from './synthesized.ts';

/** What CloudFormation leaves behind, and what it must be able to delete. */

const federated = synthesized();
const withSecrets = synthesized(estateWithCertificates());
const resources = Object.entries(withSecrets.Resources).map(([id, each]) => ({ id, ...each }));

/** `Retain` stays whatever happens; `RetainExceptOnCreate` goes when the deployment that makes it is rolled back. */
const staysAfterRollback = ({ DeletionPolicy }: Resource) => DeletionPolicy === 'Retain';
const staysAfterDeletion = ({ DeletionPolicy }: Resource) =>
  DeletionPolicy === 'Retain' || DeletionPolicy === 'RetainExceptOnCreate';

const isProtected = ({ Properties }: Resource) =>
  JSON.stringify(Properties).includes('"DeletionProtectionEnabled":true');
const hasName = ({ Properties }: Resource) =>
  ['Name', 'LogGroupName', 'TableName', 'BucketName', 'EmailIdentity'].some((each) => each in Properties);
const kinds = (some: readonly Resource[]) =>
  Object.fromEntries(
    [...new Set(some.map(({ Type }) => Type))]
      .sort()
      .map((type) => [type, some.filter(({ Type }) => Type === type).length]),
  );

describe('when the first deployment is rolled back', () => {
  test('nothing that must go is protected from it: the rollback ends', () => {
    expect(resources.filter((each) => !staysAfterRollback(each) && isProtected(each)).map(({ id }) => id)).toEqual([]);
  });

  test('nothing that stays has a name of its own: the next deployment finds none taken', () => {
    expect(resources.filter((each) => staysAfterRollback(each) && hasName(each)).map(({ id }) => id)).toEqual([]);
  });

  test('the two tables stay, and nothing else', () => {
    expect(kinds(resources.filter(staysAfterRollback))).toEqual({ 'AWS::DynamoDB::GlobalTable': 2 });
  });
});

test('when the stack is deleted, what holds passwords, records, or what engineers put there stays', () => {
  expect(kinds(resources.filter(staysAfterDeletion))).toEqual({
    'AWS::DynamoDB::GlobalTable': 2,
    'AWS::KMS::Key': 2,
    'AWS::Logs::LogGroup': 1,
    'AWS::S3::Bucket': 5,
    'AWS::SES::EmailIdentity': 1,
    'AWS::SecretsManager::Secret': 5,
  });
});

test('a change of graph.credential deletes no secret', () => {
  const gone = Object.entries(withSecrets.Resources).filter(([id]) => !(id in federated.Resources));
  const secrets = gone.flatMap(([, each]) =>
    each.Type === 'AWS::SecretsManager::Secret' ? [each.DeletionPolicy] : [],
  );
  expect(secrets).toEqual(['RetainExceptOnCreate', 'RetainExceptOnCreate']);
});
