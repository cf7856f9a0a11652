import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { type Cloud, startCloud } from '../cloud.ts';
import type { Fault } from '../faults.ts';
import type { Call } from '../service.ts';
import { assemblyFolder, roleFor } from './template/assembly-folder.ts';

/** Sends what it was asked for to the queue, and tells the name of the error if it may not. */
const sending = `import { createRequire } from 'node:module';
const { SQSClient, SendMessageCommand } = createRequire(process.cwd() + '/package.json')('@aws-sdk/client-sqs');
const sqs = new SQSClient({});
export const handler = async ({ pathParameters }) => {
  const send = new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: pathParameters?.word ?? 'by machine' });
  const body = await sqs.send(send).then(() => 'sent', (error) => error.name);
  return { statusCode: 200, body };
};`;
const logging = `export const handler = async ({ Records }) => {
  for (const { body } of Records) console.log('got ' + body);
  return { batchItemFailures: [] };
};`;

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

const lambda = (code: string, role: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: `${code}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: arnOf(role),
    Timeout: 20,
    MemorySize: 256,
    Environment: { Variables: { QUEUE_URL: { Ref: 'Messages' } } },
  },
});
const route = (name: string, key: string) => ({
  [`${name}Integration`]: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arnOf(name),
      PayloadFormatVersion: '2.0',
    },
  },
  [`${name}Route`]: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: key,
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: `${name}Integration` }]] },
    },
  },
  [`${name}Permission`]: {
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: arnOf(name), Principal: 'apigateway.amazonaws.com' },
  },
});

const resources = {
  Messages: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'messages' } },
  SendRole: roleFor('lambda.amazonaws.com', [allow(['sqs:SendMessage', 'sqs:PurgeQueue'], arnOf('Messages'))]),
  OtherRole: roleFor('lambda.amazonaws.com'),
  NotifyRole: roleFor('lambda.amazonaws.com', [
    allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arnOf('Messages')),
  ]),
  Send: lambda('sending', 'SendRole'),
  Other: lambda('sending', 'OtherRole'),
  Notify: lambda('logging', 'NotifyRole'),
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'portal', ProtocolType: 'HTTP' } },
  ...route('Send', 'GET /send/{word}'),
  ...route('Other', 'GET /other'),
  Source: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: arnOf('Messages'),
      FunctionName: { Ref: 'Notify' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
  ScheduleRole: roleFor('scheduler.amazonaws.com', [allow('lambda:InvokeFunction', arnOf('Send'))]),
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'monthly',
      ScheduleExpression: 'cron(0 5 ? * 2#1 *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arnOf('Send'),
        RoleArn: arnOf('ScheduleRole'),
        Input: '{"pathParameters":{"word":"<aws.scheduler.scheduled-time>"}}',
      },
    },
  },
};

let cloud: Cloud | undefined;
let clock: VirtualClock;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});

async function start({
  faultFor = () => undefined,
  out,
}: {
  faultFor?: (call: Call) => Fault | undefined;
  out?: string;
} = {}) {
  clock = virtualClock();
  cloud = await startCloud({
    assembly: await assemblyFolder(resources, { code: { sending, logging } }),
    out: out ?? (await mkdtemp(join(tmpdir(), 'cloud-'))),
    clock,
    ports: { portal: 0, aws: 0 },
    overrides: {},
    faults: { faultFor },
  });
  return cloud;
}

const get = async (path: string) => {
  const response = await fetch(`${cloud?.addresses.portal}${path}`);
  return [response.status, await response.text()];
};

/** What the notify function has logged, once it contains this. */
async function logged(out: string, name: string, wanted: string): Promise<string> {
  for (;;) {
    const text = await readFile(join(out, 'logs', `${name}.log`), 'utf8').catch(() => '');
    if (text.includes(wanted)) return text;
    await clock.pass(1_000);
    await new Promise((again) => setTimeout(again, 5)); // files and threads take real time
  }
}

test('a request goes through the API, a function, the queue and the function behind it', async () => {
  const out = await mkdtemp(join(tmpdir(), 'cloud-'));
  const { declarations, calls, callsByCaller, unusedGrants } = await start({ out });
  expect(await get('/send/hello')).toEqual([200, 'sent']);
  const notify = declarations.functions.find(({ logicalId }) => logicalId === 'Notify')?.name ?? '';
  expect(await logged(out, notify, 'got hello')).toContain('got hello\n');
  expect(calls()).toMatchObject({ 'lambda:Invoke': 2, 'sqs:SendMessage': 1 });
  expect(callsByCaller()).toMatchObject({ 'apigateway.amazonaws.com': { 'lambda:Invoke': 1 } });
  const sendRole = declarations.roles.find(({ logicalId }) => logicalId === 'SendRole')?.name;
  const unused = unusedGrants().filter(({ role }) => role === sendRole);
  expect(unused.map(({ grant }) => grant)).toEqual(['sqs:PurgeQueue']);
});

test('a function may do what its role may, and nothing else', async () => {
  await start();
  expect(await get('/other')).toEqual([200, expect.stringMatching(/^AccessDenied/)]);
});

test('a schedule is fired as its role, with its instant', async () => {
  const out = await mkdtemp(join(tmpdir(), 'cloud-'));
  const { fireSchedule, nextInstant, declarations } = await start({ out });
  const instant = nextInstant('monthly', new Date('2026-11-24T00:00:00Z'));
  expect(instant).toEqual(new Date('2026-12-07T05:00:00Z'));
  await fireSchedule('monthly', instant ?? new Date());
  const notify = declarations.functions.find(({ logicalId }) => logicalId === 'Notify')?.name ?? '';
  expect(await logged(out, notify, 'got')).toContain('got 2026-12-07T05:00:00Z');
});

test('a function that is stopped by a fault fails its visitor, and the next one finds a new thread', async () => {
  let stops = 1;
  await start({
    faultFor: ({ action }) => (action === 'SendMessage' && stops-- > 0 ? 'stop-before' : undefined),
  });
  expect((await get('/send/hello'))[0]).toBe(500);
  expect(await get('/send/hello')).toEqual([200, 'sent']);
});

test('a taken port is named, and nothing is left running', async () => {
  const first = await start();
  const port = Number(new URL(first.addresses.aws).port);
  const again = startCloud({
    assembly: await assemblyFolder(resources, { code: { sending, logging } }),
    out: await mkdtemp(join(tmpdir(), 'cloud-')),
    clock,
    ports: { portal: 0, aws: port },
    overrides: {},
  });
  await expect(again).rejects.toThrow(`port ${port} is taken: the AWS endpoint`);
});

test('after closing, its ports are free', async () => {
  const { addresses, close } = await start();
  await close();
  await expect(fetch(addresses.portal)).rejects.toThrow();
  await expect(fetch(addresses.aws)).rejects.toThrow();
});
