import { createServer, request } from 'node:http';
import { Readable } from 'node:stream';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Listening, listen } from '@m365-rotation/loopback';
import { accessKeyOf, Callers } from '../callers.ts';
import { serveAws } from '../endpoint.ts';
import { ResponseLost } from '../faults.ts';
import { AwsError, type Call, type JsonObject } from '../service.ts';

const roleArn = 'arn:aws:iam::111122223333:role/notify';

let endpoint: Listening;
let calls: Call[];
let failures: unknown[];
/** What the next calls are answered with; the last one again and again. */
let answers: (JsonObject | Error)[];

beforeEach(async () => {
  calls = [];
  failures = [];
  answers = [];
  const server = createServer();
  endpoint = await listen(server, 0, 'the AWS endpoint');
  serveAws(server, {
    callers: new Callers([{ logicalId: 'R', name: 'notify', arn: roleArn, trustedServices: [], statements: [] }]),
    onFailure: (error) => failures.push(error),
    dispatch: async (call) => {
      calls.push(call);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) throw answer;
      return answer ?? {};
    },
  });
});

afterEach(async () => endpoint.close());

const client = (accessKeyId = accessKeyOf(roleArn)) => ({
  endpoint: endpoint.url,
  region: 'eu-central-1',
  credentials: { accessKeyId, secretAccessKey: 'x', sessionToken: 'notify@7' },
});

describe('who calls', () => {
  test('is told by the access key: a role and its thread, or the operator', async () => {
    const get = new GetItemCommand({ TableName: 't', Key: { pk: { S: '1' } } });
    await new DynamoDBClient(client()).send(get);
    await new DynamoDBClient(client('AKIDEXAMPLE')).send(get);
    expect(calls.map(({ principal }) => principal)).toEqual([
      { kind: 'role', roleArn, name: 'notify', session: 'notify@7' },
      { kind: 'operator' },
    ]);
  });

  test('a request without a signature is refused', async () => {
    const answer = await fetch(endpoint.url, { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.Scan' } });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    expect(calls).toEqual([]);
  });
});

describe('AWS JSON', () => {
  test('DynamoDB: input, output and errors with their members', async () => {
    const dynamo = new DynamoDBClient(client());
    answers = [{ Attributes: { n: { N: '1' }, b: { B: 'AQID' } } }];
    const put = new PutItemCommand({ TableName: 't', Item: { b: { B: new Uint8Array([1, 2, 3]) } } });
    const { Attributes } = await dynamo.send(put);
    expect(calls[0]).toMatchObject({
      service: 'dynamodb',
      action: 'PutItem',
      input: { TableName: 't', Item: { b: { B: 'AQID' } } },
    });
    expect(Attributes).toEqual({ n: { N: '1' }, b: { B: new Uint8Array([1, 2, 3]) } });
    answers = [new AwsError('ConditionalCheckFailedException', 'no', 400, { Item: { pk: { S: 'there' } } })];
    await expect(dynamo.send(put)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'no',
      Item: { pk: { S: 'there' } },
      $metadata: { httpStatusCode: 400 },
    });
    const reasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { pk: { S: '1' } } }];
    answers = [new AwsError('TransactionCanceledException', 'canceled', 400, { CancellationReasons: reasons })];
    await expect(
      dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName: 't', Key: {} } }] })),
    ).rejects.toMatchObject({ name: 'TransactionCanceledException', CancellationReasons: reasons });
  });

  test('KMS: binary values', async () => {
    answers = [{ Mac: Buffer.from('mac').toString('base64'), KeyId: 'k' }];
    const kms = new KMSClient(client());
    const command = { KeyId: 'k', Message: Buffer.from('message'), MacAlgorithm: 'HMAC_SHA_256' } as const;
    const { Mac } = await kms.send(new GenerateMacCommand(command));
    expect(Buffer.from(Mac ?? []).toString()).toBe('mac');
    expect(calls[0]?.input).toMatchObject({ Message: Buffer.from('message').toString('base64') });
  });

  test('Step Functions and Secrets Manager: timestamps as dates or seconds', async () => {
    const sfn = new SFNClient(client());
    answers = [{ executionArn: 'e', startDate: new Date('2026-12-07T05:00:00.500Z') }];
    expect((await sfn.send(new StartExecutionCommand({ stateMachineArn: 'm', input: '{}' }))).startDate).toEqual(
      new Date('2026-12-07T05:00:00.500Z'),
    );
    answers = [{ CreatedDate: 1_796_619_600 }];
    const secrets = new SecretsManagerClient(client());
    expect((await secrets.send(new GetSecretValueCommand({ SecretId: 's' }))).CreatedDate).toEqual(
      new Date(1_796_619_600_000),
    );
    answers = [new AwsError('ExecutionDoesNotExist', 'gone')];
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn: 'e' }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
    expect(calls.map(({ service, action }) => `${service}:${action}`)).toEqual([
      'states:StartExecution',
      'secretsmanager:GetSecretValue',
      'states:DescribeExecution',
    ]);
  });

  test('SQS: a queue is reached by its address, and its errors have their names', async () => {
    const sqs = new SQSClient(client());
    const send = new SendMessageCommand({ QueueUrl: `${endpoint.url}/111122223333/messages`, MessageBody: 'x' });
    answers = [{ MessageId: '1', MD5OfMessageBody: '9dd4e461268c8034f5c8564e155c67a6' }];
    expect((await sqs.send(send)).MessageId).toBe('1');
    answers = [new AwsError('QueueDoesNotExist', 'no such queue')];
    await expect(sqs.send(send)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  test('a service that is not here is refused clearly', async () => {
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      headers: {
        'x-amz-target': 'Logs_20140328.PutLogEvents',
        authorization: 'AWS4-HMAC-SHA256 Credential=K/20261124/eu-central-1/logs/aws4_request, Signature=x',
      },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message: expect.stringMatching(/Logs_20140328\.PutLogEvents/) });
  });
});

describe('Query', () => {
  test('STS: lists, numbers and timestamps', async () => {
    answers = [{ WebIdentityToken: 'a&b', Expiration: 1_796_619_600 }];
    const sts = new STSClient(client());
    const command = { Audience: ['api://x', 'y'], SigningAlgorithm: 'RS256', DurationSeconds: 60 };
    const { WebIdentityToken, Expiration } = await sts.send(new GetWebIdentityTokenCommand(command));
    expect(calls[0]).toMatchObject({ service: 'sts', action: 'GetWebIdentityToken', input: command });
    expect(WebIdentityToken).toBe('a&b');
    expect(Expiration).toEqual(new Date(1_796_619_600_000));
    answers = [new AwsError('AccessDenied', 'not <you>', 403)];
    await expect(sts.send(new GetWebIdentityTokenCommand(command))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'not <you>',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('CloudFormation: lists of structures, with a timestamp inside', async () => {
    const CreationTime = new Date(1_796_619_600_000);
    const Outputs = [{ OutputKey: 'StateTable', OutputValue: 'a<b' }];
    answers = [{ Stacks: [{ StackName: 's', CreationTime, StackStatus: 'CREATE_COMPLETE', Outputs }] }];
    const { Stacks } = await new CloudFormationClient(client()).send(new DescribeStacksCommand({ StackName: 's' }));
    expect(calls[0]).toMatchObject({ service: 'cloudformation', action: 'DescribeStacks', input: { StackName: 's' } });
    expect(Stacks).toMatchObject([{ StackName: 's', CreationTime, Outputs }]);
  });

  test('SES: nested members', async () => {
    answers = [{ MessageId: '0100' }];
    const mail = {
      Source: 'rotation@msp.example',
      Destination: { ToAddresses: ['ada@msp.example', 'b+c@msp.example'] },
      Message: { Subject: { Data: 'Grüße & more' }, Body: { Text: { Data: 'line 1\nline 2' }, Html: { Data: '<p>' } } },
      Tags: [{ Name: 'cycle', Value: '1' }],
    };
    const { MessageId } = await new SESClient(client()).send(new SendEmailCommand(mail));
    expect(MessageId).toBe('0100');
    expect(calls[0]).toMatchObject({ service: 'ses', action: 'SendEmail', input: mail });
  });
});

describe('S3', () => {
  const s3 = () => new S3Client(client());
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  test('an object from a buffer and from a stream has the same content', async () => {
    const object = { Bucket: 'work', Key: 'cycles/2026 12=07/ä.json', ContentLength: 5 };
    await s3().send(new PutObjectCommand({ ...object, Body: 'hello', IfNoneMatch: '*' }));
    await s3().send(new PutObjectCommand({ ...object, Body: Readable.from([Buffer.from('he'), Buffer.from('llo')]) }));
    for (const { service, action, input } of calls) {
      expect({ service, action }).toEqual({ service: 's3', action: 'PutObject' });
      expect(input).toMatchObject({
        Bucket: 'work',
        Key: object.Key,
        Body: base64('hello'),
        ChecksumCRC32: 'NhCmhg==',
      });
      expect(input).not.toHaveProperty('ContentEncoding');
    }
    expect(calls[0]?.input.IfNoneMatch).toBe('*');
  });

  test('reading: content, headers, metadata', async () => {
    answers = [
      {
        Body: base64('[1]'),
        ContentLength: 3,
        ContentType: 'application/json',
        ETag: '"1"',
        VersionId: 'v1',
        LastModified: '2026-12-07T05:00:00.000Z',
        Metadata: { cycle: '1' },
      },
    ];
    const got = await s3().send(new GetObjectCommand({ Bucket: 'work', Key: 'k' }));
    expect(await got.Body?.transformToString()).toBe('[1]');
    expect(got).toMatchObject({
      ContentType: 'application/json',
      ETag: '"1"',
      VersionId: 'v1',
      Metadata: { cycle: '1' },
    });
    expect(got.LastModified).toEqual(new Date('2026-12-07T05:00:00Z'));
    answers = [{ ContentLength: 3, ETag: '"1"' }];
    expect((await s3().send(new HeadObjectCommand({ Bucket: 'work', Key: 'k' }))).ContentLength).toBe(3);
  });

  test('errors have their names, also of HEAD', async () => {
    answers = [new AwsError('NoSuchKey', 'gone', 404)];
    await expect(s3().send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    answers = [new AwsError('NotFound', 'gone', 404)];
    await expect(s3().send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    answers = [new AwsError('PreconditionFailed', 'there already', 412)];
    await expect(s3().send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
  });

  test('listing', async () => {
    answers = [
      {
        Name: 'audit',
        Prefix: 'seals/',
        KeyCount: 2,
        MaxKeys: 2,
        IsTruncated: true,
        NextContinuationToken: 'next',
        Contents: [
          { Key: 'seals/a&b', Size: 1, LastModified: '2026-12-07T05:00:00.000Z', ETag: '"1"' },
          { Key: 'seals/c d', Size: 2, LastModified: '2026-12-07T05:00:00.000Z', ETag: '"2"' },
        ],
      },
    ];
    const listed = await s3().send(new ListObjectsV2Command({ Bucket: 'audit', Prefix: 'seals/', MaxKeys: 2 }));
    expect(calls[0]).toMatchObject({
      action: 'ListObjectsV2',
      input: { Bucket: 'audit', Prefix: 'seals/', MaxKeys: 2 },
    });
    expect(listed).toMatchObject({ KeyCount: 2, IsTruncated: true, NextContinuationToken: 'next' });
    expect(listed.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['seals/a&b', 1],
      ['seals/c d', 2],
    ]);
  });

  test('a wrong checksum, and whatever is not supported, is refused before the service sees it', async () => {
    const put = (parameters: object) =>
      s3().send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x', ...parameters }));
    await expect(put({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put({ Tagging: 'a=b' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(put({ ACL: 'public-read' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(s3().send(new GetObjectCommand({ Bucket: 'b', Key: 'k', Range: 'bytes=0-1' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    expect(calls).toEqual([]);
  });
});

describe('Lambda', () => {
  const signed =
    'AWS4-HMAC-SHA256 Credential=K/20261124/eu-central-1/lambda/aws4_request, SignedHeaders=host, Signature=x';
  const invoke = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${endpoint.url}/2015-03-31/functions/${path}`, {
      method: 'POST',
      headers: { authorization: signed, ...headers },
      body: '{"a":1}',
    });

  test('an invocation: payload in, payload and function error out', async () => {
    answers = [{ StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from('{"b":2}').toString('base64') }];
    const answer = await invoke(`${encodeURIComponent('arn:aws:lambda:x:1:function:f')}/invocations`, {
      'x-amz-invocation-type': 'RequestResponse',
    });
    expect(calls[0]?.input).toEqual({
      FunctionName: 'arn:aws:lambda:x:1:function:f',
      InvocationType: 'RequestResponse',
      Payload: Buffer.from('{"a":1}').toString('base64'),
    });
    expect(answer.headers.get('x-amz-function-error')).toBe('Unhandled');
    expect(await answer.json()).toEqual({ b: 2 });
    answers = [{ StatusCode: 202 }];
    expect((await invoke('f/invocations', { 'x-amz-invocation-type': 'Event' })).status).toBe(202);
  });

  test('errors, and actions that are not here', async () => {
    answers = [new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)];
    const answer = await invoke('f/invocations');
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([429, 'TooManyRequestsException']);
    expect((await invoke('f/configuration')).status).toBe(404);
  });
});

describe('what goes wrong', () => {
  test('a lost response is a broken connection: the SDK tries again', async () => {
    answers = [new ResponseLost('lost'), { Attributes: {} }];
    await new DynamoDBClient(client()).send(new PutItemCommand({ TableName: 't', Item: {} }));
    expect(calls).toHaveLength(2);
    expect(failures).toEqual([]);
  });

  test('a fault of the local cloud itself is reported, and answered with 500', async () => {
    answers = [new TypeError('a bug')];
    const dynamo = new DynamoDBClient({ ...client(), maxAttempts: 1 });
    await expect(dynamo.send(new PutItemCommand({ TableName: 't', Item: {} }))).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
    expect(failures).toEqual([new TypeError('a bug')]);
  });

  test('a taken port is named', async () => {
    const port = Number(new URL(endpoint.url).port);
    await expect(listen(createServer(), port, 'the portal')).rejects.toThrow(`port ${port} is taken: the portal`);
  });

  test('the endpoint is on this machine only', async () => {
    const port = Number(new URL(endpoint.url).port);
    const outcome = await new Promise((resolve) => {
      const attempt = request({ host: '127.0.0.2', port }, () => resolve('answered'));
      attempt.on('error', () => resolve('refused'));
      attempt.end();
    });
    expect(outcome).toBe('refused');
  });
});
