import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { virtualClock } from '@m365-rotation/loopback';
import { type Cloud, startCloud } from '../cloud.ts';
import { assemblyFolder, lambdaRole, roleFor } from './template/assembly-folder.ts';

/** Another assembly is deployed while the cloud runs. */

/** With `comes`, it says that it runs, and waits until it is told to go on. */
const told = (what: string) => `
  import { existsSync, writeFileSync } from 'node:fs';
  export const handler = async ({ comes, awaits }) => {
    if (comes !== undefined) writeFileSync(comes, '');
    while (awaits !== undefined && !existsSync(awaits)) await new Promise((again) => setTimeout(again, 5));
    return '${what}';
  };`;
const assemblyOf = (code: string, more: Readonly<Record<string, unknown>> = {}) =>
  assemblyFolder(
    {
      Role: lambdaRole(),
      Teller: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'assets', S3Key: 'teller.zip' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
      ...more,
    },
    { code: { teller: code } },
  );

let cloud: Cloud | undefined;
const folders: string[] = [];
afterEach(async () => {
  await cloud?.close();
  for (const each of folders.splice(0)) await rm(each, { recursive: true, force: true });
});

async function started(assembly: string): Promise<Cloud> {
  const out = await mkdtemp(join(tmpdir(), 'deployment-'));
  folders.push(out, assembly);
  cloud = await startCloud({
    assembly,
    out,
    clock: virtualClock(),
    ports: { portal: 0, aws: 0 },
    overrides: {},
  });
  return cloud;
}

async function tell({ dispatch, declarations }: Cloud, event: object = {}): Promise<unknown> {
  const { Payload } = await dispatch({
    service: 'lambda',
    action: 'Invoke',
    input: {
      FunctionName: declarations.functions[0]?.name,
      Payload: Buffer.from(JSON.stringify(event)).toString('base64'),
    },
    principal: { kind: 'operator' },
  });
  return JSON.parse(Buffer.from(String(Payload), 'base64').toString());
}

test('what runs ends with the code that it has, and whatever is called after it has the new one', async () => {
  const running = await started(await assemblyOf(told('old')));
  expect(await tell(running)).toBe('old');
  const next = await assemblyOf(told('new'));
  folders.push(next);
  const [comes, awaits] = [join(next, 'comes'), join(next, 'awaits')];
  const underWay = tell(running, { comes, awaits });
  while (!existsSync(comes)) await new Promise((again) => setTimeout(again, 5)); // threads take real time
  await running.deploy(next);
  expect(await Promise.all([tell(running), tell(running)])).toEqual(['new', 'new']);
  writeFileSync(awaits, '');
  expect(await underWay).toBe('old');
  expect(await tell(running)).toBe('new');
});

test('what cannot change while it runs is named, and nothing is changed', async () => {
  const running = await started(await assemblyOf(told('old')));
  const next = await assemblyOf(told('new'), {
    More: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 30 } },
  });
  folders.push(next);
  await expect(running.deploy(next)).rejects.toThrow('queues differ; only functions, machines and roles change');
  expect(await tell(running)).toBe('old');
});

test('where a part cannot be deployed, what was deployed before it goes back too', async () => {
  const machineOf = (state: string) => ({
    Runs: roleFor('states.amazonaws.com'),
    M: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'M',
        DefinitionString: JSON.stringify({ StartAt: state, States: { [state]: { Type: 'Succeed' } } }),
        RoleArn: { 'Fn::GetAtt': ['Runs', 'Arn'] },
      },
    },
  });
  const running = await started(await assemblyOf(told('old'), machineOf('Old')));
  const unheardOf = {
    Effect: 'Allow',
    Action: 'sqs:SendMessage',
    Resource: '*',
    Condition: { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } },
  };
  const next = await assemblyOf(told('new'), { ...machineOf('New'), Role: lambdaRole([unheardOf]) });
  folders.push(next);
  await expect(running.deploy(next)).rejects.toThrow('DateGreaterThan');
  expect(await tell(running)).toBe('old');
  const [machine] = running.declarations.machines;
  const { definition } = await running.dispatch({
    service: 'states',
    action: 'DescribeStateMachine',
    input: { stateMachineArn: machine?.arn },
    principal: { kind: 'operator' },
  });
  expect(definition).toContain('Old');
});
