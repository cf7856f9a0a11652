import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clockAt } from '@m365-rotation/loopback';
import * as z from 'zod';
import { deployCustomResources } from '../custom-resources.ts';
import type { Dispatch, JsonObject } from '../service.ts';
import { readTemplate } from '../template/read-template.ts';
import { assemblyFolder, lambdaRole } from './template/assembly-folder.ts';

const requestSchema = z.looseObject({
  RequestType: z.string(),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResourceProperties: z.looseObject({}),
});
type Request = z.output<typeof requestSchema>;
type Answer = (request: Request) => JsonObject | undefined;

const token = 'arn:aws:lambda:eu-central-1:111122223333:function:publish';
const resource = (properties: JsonObject) => ({
  stackName: 'Rotation',
  logicalId: 'Thing',
  type: 'Custom::Thing',
  serviceToken: token,
  properties: { ServiceToken: token, ...properties },
});
const idsOf = ({ StackId, RequestId, LogicalResourceId }: Request) => ({ StackId, RequestId, LogicalResourceId });
const success: Answer = (request) => ({ Status: 'SUCCESS', PhysicalResourceId: 'thing', ...idsOf(request) });

let folder: string;
let requests: Request[];
let puts: number[];
let answer: Answer;
let headers: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'custom-resources-'));
  requests = [];
  puts = [];
  answer = success;
  headers = { 'content-type': '' };
});
let failsFirst = 0;
afterEach(() => {
  failsFirst = 0;
});

const call: Dispatch = async ({ input }) => {
  const request = requestSchema.parse(JSON.parse(Buffer.from(String(input.Payload), 'base64').toString()));
  requests.push(request);
  if (failsFirst-- > 0) return { FunctionError: 'Unhandled' };
  const body = answer(request);
  if (body === undefined) return {};
  const sent = await fetch(request.ResponseURL, { method: 'PUT', headers, body: Buffer.from(JSON.stringify(body)) });
  puts.push(sent.status);
  return {};
};
const deploy = (...customResources: ReturnType<typeof resource>[]) =>
  deployCustomResources(
    { clock: clockAt(1_000_000), accountId: '111122223333', region: 'eu-central-1', folder, call },
    { customResources },
  );
const asked = () => requests.map(({ RequestType, ResourceProperties: { N } }) => `${RequestType} ${N}`);

describe('a custom resource', () => {
  test('is created, left alone while it does not change, and updated with what was before', async () => {
    await deploy(resource({ N: '1' }));
    await deploy(resource({ N: '1' }));
    await deploy(resource({ N: '2' }));
    expect(asked()).toEqual(['Create 1', 'Update 2']);
    expect(requests[1]).toMatchObject({
      ResourceType: 'Custom::Thing',
      ServiceToken: token,
      PhysicalResourceId: 'thing',
      OldResourceProperties: { N: '1' },
    });
    expect(requests[0]?.RequestId).not.toBe(requests[1]?.RequestId);
  });

  test('that fails is not created, and the reason is told; the next start creates it', async () => {
    answer = (request) => ({ ...success(request), Status: 'FAILED', Reason: 'no such thing' });
    await expect(deploy(resource({ N: '1' }))).rejects.toThrow('Thing (Custom::Thing) was not deployed. no such thing');
    answer = success;
    await deploy(resource({ N: '2' }));
    expect(asked()).toEqual(['Create 1', 'Delete 1', 'Create 2']);
  });

  test('whose update fails is put back to what it was', async () => {
    await deploy(resource({ N: '1' }));
    answer = (request) =>
      request.ResourceProperties.N === '2'
        ? { ...success(request), Status: 'FAILED', Reason: 'not 2' }
        : success(request);
    await expect(deploy(resource({ N: '2' }))).rejects.toThrow('not 2');
    expect(asked()).toEqual(['Create 1', 'Update 2', 'Update 1']);
    await deploy(resource({ N: '1' }));
    expect(requests).toHaveLength(3);
  });

  test('whose update is not answered is put back too: its function may have done it', async () => {
    await deploy(resource({ N: '1' }));
    answer = (request) => (request.ResourceProperties.N === '2' ? undefined : success(request));
    await expect(deploy(resource({ N: '2' }))).rejects.toThrow(/did not receive a response[^.]*$/);
    expect(asked()).toEqual(['Create 1', 'Update 2', 'Update 1']);
  });

  test('is put back where another one of the same deployment fails', async () => {
    const other = (properties: JsonObject) => ({ ...resource(properties), logicalId: 'Other' });
    await deploy(resource({ N: '1' }));
    answer = (request) =>
      request.ResourceProperties.N === '3'
        ? { ...success(request), Status: 'FAILED', Reason: 'not 3' }
        : success(request);
    await expect(deploy(resource({ N: '2' }), other({ N: '3' }))).rejects.toThrow('not 3. It could not be undone');
    expect(asked()).toEqual(['Create 1', 'Update 2', 'Create 3', 'Delete 3', 'Update 1']);
    answer = success;
    await deploy(resource({ N: '1' }));
    expect(requests).toHaveLength(5);
  });

  test('is asked again with the same request when its function fails', async () => {
    failsFirst = 2;
    await deploy(resource({ N: '1' }));
    expect(new Set(requests.map(({ RequestId }) => RequestId)).size).toBe(1);
    expect(requests).toHaveLength(3);
  });

  test('must not be replaced or removed here', async () => {
    await deploy(resource({ N: '1' }));
    answer = (request) => ({ ...success(request), PhysicalResourceId: 'another' });
    await expect(deploy(resource({ N: '2' }))).rejects.toThrow('Thing was replaced');
    await expect(deploy()).rejects.toThrow('Rotation.Thing is not in the template any more');
  });
});

describe('an answer', () => {
  test.each<[string, Answer, RegExp]>([
    ['that never comes', () => undefined, /did not receive a response/],
    ['without an id', (r) => ({ Status: 'SUCCESS', ...idsOf(r) }), /Invalid response object: PhysicalResourceId/],
    ['for another request', (r) => ({ ...success(r), RequestId: 'x' }), /RequestId is not the one of the request/],
    ['that fails without a reason', (r) => ({ ...success(r), Status: 'FAILED' }), /a failure needs a Reason/],
    ['of more than 4,096 bytes', (r) => ({ ...success(r), Reason: 'x'.repeat(4_096) }), /4096 is the most/],
  ])('%s is none', async (_, given, message) => {
    answer = given;
    await expect(deploy(resource({ N: '1' }))).rejects.toThrow(message);
  });

  test('with a type of content does not fit the signature of its address', async () => {
    headers = { 'content-type': 'application/json' };
    await expect(deploy(resource({ N: '1' }))).rejects.toThrow('did not receive a response');
    expect(puts).toEqual([403, 403]); // the request to undo it is answered in the same way
  });
});

describe('in a template', () => {
  const addresses = { portalUrl: 'http://127.0.0.1:8700', awsUrl: 'http://127.0.0.1:8701' };
  const functions = {
    Role: lambdaRole(),
    Publish: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'assets', S3Key: 'publish.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
  };
  const read = async (Type: string, Properties: JsonObject) =>
    readTemplate(
      await assemblyFolder({ ...functions, Thing: { Type, Properties } }, { code: { publish: '' } }),
      addresses,
    );

  test.each(['Custom::Thing', 'AWS::CloudFormation::CustomResource'])(
    '%s: all properties become text',
    async (type) => {
      const { customResources, functions: declared } = await read(type, {
        ServiceToken: { 'Fn::GetAtt': ['Publish', 'Arn'] },
        ServiceTimeout: 60,
        List: [true, { N: 1 }],
      });
      const arn = declared[0]?.arn;
      expect(customResources).toEqual([
        {
          stackName: 'Rotation',
          logicalId: 'Thing',
          type,
          serviceToken: arn,
          properties: { ServiceToken: arn, ServiceTimeout: '60', List: ['true', { N: '1' }] },
        },
      ]);
    },
  );

  test('one without a function behind it is refused', async () => {
    await expect(read('Custom::Thing', { ServiceToken: 'arn:aws:sns:eu-central-1:1:topic' })).rejects.toThrow(
      /Thing \(Custom::Thing\) can't run locally: ServiceToken: only functions/,
    );
    await expect(read('Custom::Thing', {})).rejects.toThrow(/ServiceToken/);
  });
});
