import { createServer } from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { listen } from '@m365-rotation/loopback';
import { Callers } from '../callers.ts';
import { serveAws } from '../endpoint.ts';
import { accountQuotas, LARGE_REGION_STARTS, QuotaGate, quotasWith } from '../quotas.ts';
import { throttledBy } from '../throttling.ts';

let at: number;
const clock = { elapsed: () => at };
beforeEach(() => {
  at = 0;
});

/** How many of so many calls at one instant pass. */
function passed(gate: QuotaGate, name: string, times: number): number {
  const [service = '', action = ''] = name.split(':');
  const answers = Array.from({ length: times }, () => gate.refusalOf({ service, action }));
  return answers.filter((each) => each === undefined).length;
}

describe('an account', () => {
  test('writes 50 secret versions per second, whichever of the calls it uses', () => {
    const gate = new QuotaGate(accountQuotas, clock);
    expect(passed(gate, 'secretsmanager:PutSecretValue', 30)).toBe(30);
    expect(passed(gate, 'secretsmanager:UpdateSecretVersionStage', 30)).toBe(20);
    expect(passed(gate, 'secretsmanager:CreateSecret', 60)).toBe(50);
    at += 1_000;
    expect(passed(gate, 'secretsmanager:UpdateSecret', 60)).toBe(50);
    expect(gate.refused()).toEqual({ 'secret versions': 20, 'new secrets': 10 });
  });

  test('starts 800 executions at once, and 150 per second afterwards; more in large Regions', () => {
    const gate = new QuotaGate(accountQuotas, clock);
    expect(passed(gate, 'states:StartExecution', 1_000)).toBe(800);
    at += 2_000;
    expect(passed(gate, 'states:StartExecution', 1_000)).toBe(300);
    const large = new QuotaGate(quotasWith({ starts: LARGE_REGION_STARTS }), clock);
    expect(passed(large, 'states:StartExecution', 2_000)).toBe(1_300);
  });

  test('sends one mail per second from the sandbox, and 200 a day', () => {
    const gate = new QuotaGate(accountQuotas, clock);
    expect(passed(gate, 'ses:SendEmail', 2)).toBe(1);
    let sent = 1;
    for (let second = 0; second < 300; second += 1) {
      at += 1_000;
      sent += passed(gate, 'ses:SendEmail', 1);
    }
    expect(sent).toBe(200);
    at += 1_000;
    expect(gate.refusalOf({ service: 'ses', action: 'SendEmail' })?.message).toBe('Daily message quota exceeded.');
  });

  test('reads as fast as it likes', () => {
    expect(passed(new QuotaGate(accountQuotas, clock), 'secretsmanager:GetSecretValue', 5_000)).toBe(5_000);
  });

  test('has no quota that was left out', () => {
    const gate = new QuotaGate(quotasWith({ 'mails per second': undefined, 'mails per day': undefined }), clock);
    expect(passed(gate, 'ses:SendEmail', 500)).toBe(500);
  });
});

describe('what a service says is what its SDK takes for too fast: it tries three times', () => {
  const options = (endpoint: string) => ({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const text = { Data: 'x' };
  const mail = {
    Source: 'a@b.example',
    Destination: { ToAddresses: ['c@d.example'] },
    Message: { Subject: text, Body: { Text: text } },
  };
  const calls: Readonly<Record<string, (endpoint: string) => Promise<unknown>>> = {
    ThrottlingException: (url) =>
      new SecretsManagerClient(options(url)).send(new PutSecretValueCommand({ SecretId: 's', SecretString: 'x' })),
    'ThrottlingException of DynamoDB': (url) =>
      new DynamoDBClient({ ...options(url), maxAttempts: 3 }).send(
        new GetItemCommand({ TableName: 't', Key: { pk: { S: '1' } } }),
      ),
    'ThrottlingException of KMS': (url) =>
      new KMSClient(options(url)).send(
        new GenerateMacCommand({ KeyId: 'k', Message: Buffer.from('x'), MacAlgorithm: 'HMAC_SHA_256' }),
      ),
    'ThrottlingException of Step Functions': (url) =>
      new SFNClient(options(url)).send(new StartExecutionCommand({ stateMachineArn: 'arn', input: '{}' })),
    Throttling: (url) => new SESClient(options(url)).send(new SendEmailCommand(mail)),
    'Throttling of STS': (url) =>
      new STSClient(options(url)).send(new GetWebIdentityTokenCommand({ Audience: ['a'], SigningAlgorithm: 'RS256' })),
    RequestThrottled: (url) =>
      new SQSClient(options(url)).send(new SendMessageCommand({ QueueUrl: `${url}/1/q`, MessageBody: 'x' })),
    SlowDown: (url) => new S3Client(options(url)).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })),
  };

  /** What came of a call, and how often it was made. */
  const refused = async (call: (endpoint: string) => Promise<unknown>) => {
    let asked = 0;
    const server = createServer();
    const endpoint = await listen(server, 0, 'the AWS endpoint');
    serveAws(server, {
      callers: new Callers([]),
      onFailure: () => undefined,
      dispatch: async ({ service }) => {
        asked += 1;
        throw throttledBy(service);
      },
    });
    try {
      const error = await call(endpoint.url).catch((thrown: unknown) => thrown);
      return { error, asked };
    } finally {
      await endpoint.close();
    }
  };
  // SDKs wait in real time before they try again: all of them at once.
  const all = new Map(Object.entries(calls).map(([title, call]) => [title, refused(call)]));

  test.each(Object.keys(calls))('%s', async (title) => {
    expect(await all.get(title)).toMatchObject({ error: { name: title.split(' ')[0] }, asked: 3 });
  });

  test('Lambda has a status of its own, by which Step Functions names it', () => {
    expect(throttledBy('lambda')).toMatchObject({ code: 'TooManyRequestsException', httpStatus: 429 });
  });
});
