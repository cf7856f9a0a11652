import { createServer } from 'node:http';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AwsError, type Call, Callers, type JsonObject, serveAws } from '@m365-rotation/local-aws';
import { type Listening, listen } from '@m365-rotation/loopback';
import { deployedStack } from '../../../cli/operator/deployed-stack.ts';

let endpoint: Listening;
let calls: Call[];
let answer: JsonObject | AwsError;

beforeEach(async () => {
  calls = [];
  const server = createServer();
  endpoint = await listen(server, 0, 'CloudFormation');
  serveAws(server, {
    callers: new Callers([]),
    onFailure: () => undefined,
    dispatch: async (call) => {
      calls.push(call);
      if (answer instanceof AwsError) throw answer;
      return answer;
    },
  });
});
afterEach(() => endpoint.close());

const stackIn = (region: string) =>
  deployedStack(
    region,
    new CloudFormationClient({
      endpoint: endpoint.url,
      region,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' },
    }),
  );

test('the stack is asked by its name, and tells what its outputs hold', async () => {
  const Outputs = [
    { OutputKey: 'StateTable', OutputValue: 'M365PasswordRotation-TablesRotationState-2' },
    { OutputKey: 'AuditTable', OutputValue: 'M365PasswordRotation-TablesRotationAudit-2' },
  ];
  answer = { Stacks: [{ StackName: 'M365PasswordRotation', StackStatus: 'UPDATE_COMPLETE', Outputs }] };
  const outputOf = await stackIn('eu-central-1');
  expect(calls.map(({ service, action, input }) => ({ service, action, input }))).toEqual([
    { service: 'cloudformation', action: 'DescribeStacks', input: { StackName: 'M365PasswordRotation' } },
  ]);
  expect(outputOf('StateTable')).toBe('M365PasswordRotation-TablesRotationState-2');
  expect(outputOf('AuditTable')).toBe('M365PasswordRotation-TablesRotationAudit-2');
  expect(() => outputOf('SealKeyId')).toThrow('has no output SealKeyId: deploy it once more');
});

test('a stack that is not there is said to be so, with its region', async () => {
  answer = new AwsError('ValidationError', 'Stack with id M365PasswordRotation does not exist');
  await expect(stackIn('us-east-1')).rejects.toThrow('the stack M365PasswordRotation is not deployed in us-east-1');
});

test('who may not ask is told what CloudFormation says', async () => {
  const refusal = 'User: x is not authorized to perform: cloudformation:DescribeStacks';
  answer = new AwsError('AccessDenied', refusal, 403);
  await expect(stackIn('eu-central-1')).rejects.toMatchObject({ name: 'AccessDenied', message: refusal });
});
