import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AwsError, type Call, type StackDeclaration, startServices } from '@m365-rotation/local-aws';
import { clockAt } from '@m365-rotation/loopback';
import { deployedStack } from '../../../cli/operator/deployed-stack.ts';
import { STACK_NAME } from '../../../contract/stack.ts';

const DATA = {
  stackName: 'M365PasswordRotationData',
  outputs: {
    StateTable: 'M365PasswordRotationData-TablesRotationState-2',
    AuditTable: 'M365PasswordRotationData-TablesRotationAudit-2',
  },
};
const REST = { stackName: 'M365PasswordRotation', outputs: { PortalUrl: 'https://portal.example' } };

let folder: string;
let calls: Call[];
let refusal: AwsError | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stack-'));
  calls = [];
  refusal = undefined;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the command line learns, where CloudFormation knows these stacks. */
async function outputsOf(stacks: readonly StackDeclaration[], region = 'eu-central-1') {
  const services = await startServices({
    folder,
    clock: clockAt(1),
    accountId: '111122223333',
    region,
    tables: [],
    keys: [],
    buckets: [],
    stacks,
    onCall: (call) => {
      calls.push(call);
      if (refusal !== undefined) throw refusal;
    },
  });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' };
  const client = new CloudFormationClient({ endpoint: services.url, region, credentials });
  return deployedStack({ region, stackName: STACK_NAME }, client).finally(() => services.close());
}

test('both stacks are asked by their names, and each output is taken from its own', async () => {
  const outputOf = await outputsOf([DATA, { ...REST, outputs: { ...REST.outputs, StateTable: 'of the wrong stack' } }]);
  expect(calls.map(({ service, action, input }) => ({ service, action, input }))).toEqual(
    ['M365PasswordRotationData', 'M365PasswordRotation'].map((StackName) => ({
      service: 'cloudformation',
      action: 'DescribeStacks',
      input: { StackName },
    })),
  );
  expect(outputOf('StateTable')).toBe(DATA.outputs.StateTable);
  expect(outputOf('AuditTable')).toBe(DATA.outputs.AuditTable);
  expect(outputOf('PortalUrl')).toBe(REST.outputs.PortalUrl);
  expect(() => outputOf('SealKeyId')).toThrow(
    'the stack M365PasswordRotationData in eu-central-1 has no output SealKeyId: deploy it once more',
  );
});

test('what is kept is found where the rest is deleted', async () => {
  const outputOf = await outputsOf([DATA]);
  expect(outputOf('AuditTable')).toBe(DATA.outputs.AuditTable);
  expect(() => outputOf('PortalUrl')).toThrow('the stack M365PasswordRotation is not deployed in eu-central-1');
});

test('where neither is there, that is said, with the region', async () => {
  const missing = outputsOf([{ stackName: 'AnotherStack', outputs: {} }], 'us-east-1');
  await expect(missing).rejects.toThrow('the stack M365PasswordRotation is not deployed in us-east-1');
});

test('who may not ask is told what CloudFormation says', async () => {
  const message = 'User: x is not authorized to perform: cloudformation:DescribeStacks';
  refusal = new AwsError('AccessDenied', message, 403);
  await expect(outputsOf([DATA, REST])).rejects.toMatchObject({ name: 'AccessDenied', message });
});
