import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { functionTable } from '../../contract/functions.ts';
import { VAULT_TRIED_HOURS } from '../../lambda/domain/credential/vault-writing.ts';
import { estateOfAllFunctions, resourceOf, synthesized } from './synthesized.ts';

const template = synthesized(estateOfAllFunctions());
const queue = resourceOf(template, 'AWS::SQS::Queue', 'VaultQueue').Properties;
const visibility = Number(queue.VisibilityTimeout);

test('one password at a time, few at once, and one that fails stops no other', () => {
  expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'Vault').Properties).toMatchObject({
    BatchSize: 1,
    ScalingConfig: { MaximumConcurrency: 2 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('the queue delivers again for longer than the function tries, and as often as SQS allows', () => {
  const { maxReceiveCount } = z.object({ maxReceiveCount: z.int() }).parse(queue.RedrivePolicy);
  expect(maxReceiveCount).toBeLessThanOrEqual(1_000);
  expect(maxReceiveCount * visibility).toBeGreaterThan((VAULT_TRIED_HOURS + 12) * 3_600);
  expect(Number(queue.MessageRetentionPeriod)).toBeGreaterThan(maxReceiveCount * visibility);
});

test('a try begins when the one before has ended, and its turn has lapsed', () => {
  expect(visibility).toBeGreaterThanOrEqual(2 * functionTable['write-vault'].timeoutSeconds);
  expect(visibility).toBeGreaterThan(300);
});

test('where it is called comes from the deployment, not from its secret', () => {
  const { Environment } = resourceOf(template, 'AWS::Lambda::Function', 'writevault').Properties;
  expect(Environment).toMatchObject({ Variables: { VAULT_ENDPOINT: 'https://northwind.huducloud.example' } });
  const secret = resourceOf(template, 'AWS::SecretsManager::Secret', 'VaultAccess');
  expect(secret.Properties).toEqual({ Name: 'm365-rotation/vault', Description: 'Vault access: {"apiKey"}' });
  expect(secret.DeletionPolicy).toBe('RetainExceptOnCreate');
});
