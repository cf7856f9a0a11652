import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AwsError, type Call, startServices } from '@m365-rotation/local-aws';
import { clockAt } from '@m365-rotation/loopback';
import { deployedStack } from '../../../cli/operator/deployed-stack.ts';
import { STACK_NAME } from '../../../contract/stack.ts';

const OUTPUTS = {
  StateTable: 'M365PasswordRotation-TablesRotationState-2',
  AuditTable: 'M365PasswordRotation-TablesRotationAudit-2',
};

let folder: string;
let calls: Call[];
let refusal: AwsError | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stack-'));
  calls = [];
  refusal = undefined;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the command line learns, where CloudFormation knows one stack. */
async function outputsOf(stackName: string, region: string, asked = stackName) {
  const services = await startServices({
    folder,
    clock: clockAt(1),
    accountId: '111122223333',
    region,
    tables: [],
    keys: [],
    buckets: [],
    stack: { stackName, outputs: OUTPUTS },
    onCall: (call) => {
      calls.push(call);
      if (refusal !== undefined) throw refusal;
    },
  });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' };
  const client = new CloudFormationClient({ endpoint: services.url, region, credentials });
  return deployedStack({ region, stackName: asked }, client).finally(() => services.close());
}

test('the stack is asked by its name, and tells what its outputs hold', async () => {
  const outputOf = await outputsOf(STACK_NAME, 'eu-central-1');
  expect(calls.map(({ service, action, input }) => ({ service, action, input }))).toEqual([
    { service: 'cloudformation', action: 'DescribeStacks', input: { StackName: 'M365PasswordRotation' } },
  ]);
  expect(outputOf('StateTable')).toBe(OUTPUTS.StateTable);
  expect(outputOf('AuditTable')).toBe(OUTPUTS.AuditTable);
  expect(() => outputOf('SealKeyId')).toThrow('has no output SealKeyId: deploy it once more');
});

test('a stack that is not there is said to be so, with its region', async () => {
  const missing = outputsOf('AnotherStack', 'us-east-1', STACK_NAME);
  await expect(missing).rejects.toThrow('the stack M365PasswordRotation is not deployed in us-east-1');
});

test('who may not ask is told what CloudFormation says', async () => {
  const message = 'User: x is not authorized to perform: cloudformation:DescribeStacks';
  refusal = new AwsError('AccessDenied', message, 403);
  await expect(outputsOf(STACK_NAME, 'eu-central-1')).rejects.toMatchObject({ name: 'AccessDenied', message });
});
