import { describe, expect, test } from '@jest/globals';
import { readTrailEvent } from '../../../../lambda/adapters/aws/trail-events.ts';

const ours = {
  stackNames: ['M365PasswordRotation', 'M365PasswordRotationData'],
  credentialPrefix: 'm365',
  machines: new Map([['M365PasswordRotation-RotationCycle', 'RotationCycle']]),
};
const TENANT = '6a1f0c5e-8d3b-4f27-9c4a-2b7e5d9f1a01';
const ACCOUNT = '11111111-2222-4333-8444-555555555555';
const BY = 'arn:aws:sts::123456789012:assumed-role/Admin/olga';

const told = (detail: object = {}) => ({
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventID: 'event-1',
    eventName: 'StartExecution',
    eventSource: 'states.amazonaws.com',
    eventTime: '2026-12-07T05:00:00Z',
    userIdentity: { type: 'AssumedRole', arn: BY },
    sourceIPAddress: '192.0.2.1',
    userAgent: 'aws-cli/2.31',
    requestParameters: {},
    responseElements: null,
    ...detail,
  },
});
const about = (eventSource: string, eventName: string, requestParameters: object, more: object = {}) => {
  const read = readTrailEvent(told({ eventSource, eventName, requestParameters, ...more }), ours);
  return typeof read === 'object' ? read.about : read;
};
const states = 'arn:aws:states:eu-central-1:123456789012';
const secrets = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret';

describe('an event of CloudTrail', () => {
  test('tells who called what, when and from where', () => {
    const requestParameters = { stateMachineArn: `${states}:stateMachine:M365PasswordRotation-RotationCycle` };
    const executionArn = `${states}:execution:M365PasswordRotation-RotationCycle:by-hand`;
    expect(readTrailEvent(told({ requestParameters, responseElements: { executionArn } }), ours)).toEqual({
      id: 'event-1',
      call: 'StartExecution',
      at: '2026-12-07T05:00:00Z',
      by: BY,
      address: '192.0.2.1',
      userAgent: 'aws-cli/2.31',
      about: { of: 'machine', machine: 'RotationCycle', executionArn },
    });
  });

  test('of a call that AWS refused says so, and has no execution', () => {
    const requestParameters = { stateMachineArn: `${states}:stateMachine:M365PasswordRotation-RotationCycle` };
    expect(readTrailEvent(told({ requestParameters, errorCode: 'AccessDenied' }), ours)).toMatchObject({
      error: 'AccessDenied',
      about: { of: 'machine', machine: 'RotationCycle' },
    });
  });

  test('names a service where no person called, and nobody where it tells neither', () => {
    const requestParameters = { stackName: 'M365PasswordRotation' };
    const by = (userIdentity: unknown) => {
      const given = { eventSource: 'cloudformation.amazonaws.com', requestParameters, userIdentity };
      const read = readTrailEvent(told(given), ours);
      return typeof read === 'object' ? read.by : read;
    };
    expect(by({ type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' })).toBe('cloudformation.amazonaws.com');
    expect([by({}), by('x'), by(undefined)]).toEqual([undefined, undefined, undefined]);
  });

  test('keeps a short beginning of what calls itself a program', () => {
    const read = readTrailEvent(
      told({
        eventSource: 'cloudformation.amazonaws.com',
        requestParameters: { stackName: 'M365PasswordRotation' },
        userAgent: 'x'.repeat(5_000),
      }),
      ours,
    );
    expect(Object(read).userAgent).toHaveLength(200);
  });

  test.each([
    ['no event', 'x'],
    ['another event', { ...told(), 'detail-type': 'AWS Service Event via CloudTrail' }],
    ['one without an id', told({ eventID: '' })],
    ['one without a time', told({ eventTime: 'yesterday' })],
    ['one without a call', told({ eventName: undefined })],
  ])('%s is not read', (_, event) => {
    expect(readTrailEvent(event, ours)).toBeUndefined();
  });
});

describe('what an event is about', () => {
  test('an execution that is stopped, by its ARN', () => {
    const executionArn = `${states}:execution:M365PasswordRotation-RotationCycle:by-hand`;
    expect(about('states.amazonaws.com', 'StopExecution', { executionArn })).toEqual({
      of: 'machine',
      machine: 'RotationCycle',
      executionArn,
    });
  });

  test.each([
    [
      'a machine of another stack',
      'states.amazonaws.com',
      { stateMachineArn: `${states}:stateMachine:M365PasswordRotation-Test-RotationCycle` },
    ],
    ['a machine that is none', 'states.amazonaws.com', { stateMachineArn: 'x' }],
    ['no machine', 'states.amazonaws.com', {}],
    ['a secret that is no credential', 'secretsmanager.amazonaws.com', { secretId: 'm365-rotation/psa' }],
    ['a credential of another stack', 'secretsmanager.amazonaws.com', { secretId: `Test/m365/${TENANT}/${ACCOUNT}` }],
    ['a secret whose name has no ids', 'secretsmanager.amazonaws.com', { secretId: `m365/${TENANT}` }],
    ['no secret', 'secretsmanager.amazonaws.com', undefined],
    ['another stack', 'cloudformation.amazonaws.com', { stackName: 'M365PasswordRotation-Test' }],
    ['no stack', 'cloudformation.amazonaws.com', {}],
  ])('%s is not ours', (_, source, parameters) => {
    expect(about(source, 'X', Object(parameters))).toBe('not-ours');
  });

  test.each([
    ['its name', `m365/${TENANT}/${ACCOUNT}`],
    ['its ARN', `${secrets}:m365/${TENANT}/${ACCOUNT}-AbC123`],
    ['its ARN without the end', `${secrets}:m365/${TENANT}/${ACCOUNT}`],
  ])('a credential by %s', (_, secretId) => {
    const credential = { of: 'credential', tenantId: TENANT, accountId: ACCOUNT };
    const of = (call: string) => about('secretsmanager.amazonaws.com', call, { secretId });
    expect(of('GetSecretValue')).toEqual({ ...credential, reads: true });
    expect(of('PutSecretValue')).toEqual({ ...credential, reads: false });
    expect(of('GetResourcePolicy')).toEqual({ ...credential, reads: false });
  });

  test.each([
    ['asked for by its id', 'f'.repeat(32), { versionId: 'f'.repeat(32) }],
    ['none', undefined, {}],
    ['too short', 'x', {}],
    ['longer than any', 'f'.repeat(65), {}],
    ['no text', 7, {}],
    ['of other characters', `${'f'.repeat(32)}\n`, {}],
  ])('a version of a credential: %s', (_, versionId, read) => {
    const requestParameters = { secretId: `m365/${TENANT}/${ACCOUNT}`, versionId };
    expect(about('secretsmanager.amazonaws.com', 'GetSecretValue', requestParameters)).toEqual({
      of: 'credential',
      tenantId: TENANT,
      accountId: ACCOUNT,
      reads: true,
      ...read,
    });
  });

  test.each([
    ['its name', 'M365PasswordRotation'],
    ['its id', 'arn:aws:cloudformation:eu-central-1:123456789012:stack/M365PasswordRotation/6a1f'],
    ['the name of the other one', 'M365PasswordRotationData'],
    ['its id too', 'arn:aws:cloudformation:eu-central-1:123456789012:stack/M365PasswordRotationData/6a1f'],
  ])('the stack by %s', (_, stackName) => {
    const [, name] = /(M365\w+)/.exec(stackName) ?? [];
    const of = (call: string) => about('cloudformation.amazonaws.com', call, { stackName });
    expect(['UpdateStack', 'ExecuteChangeSet', 'RollbackStack'].map(of)).toEqual(
      Array(3).fill({ of: 'stack', name, deploys: true }),
    );
    // A stack that is being created has no rule yet that would tell of it.
    for (const each of ['DeleteStack', 'CreateStack']) expect(of(each)).toEqual({ of: 'stack', name, deploys: false });
  });

  test.each([
    ['bucketName', 's3.amazonaws.com'],
    ['keyId', 'kms.amazonaws.com'],
    ['tableName', 'dynamodb.amazonaws.com'],
    ['functionName', 'lambda.amazonaws.com'],
    ['rule', 'events.amazonaws.com'],
    ['name', 'cloudtrail.amazonaws.com'],
  ])('what protects, by its %s', (member, source) => {
    expect(about(source, 'X', { [member]: 'ours' })).toEqual({ of: 'protection', what: 'ours' });
  });

  test('a table whose policy is put, by its ARN', () => {
    const resourceArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/Audit';
    expect(about('dynamodb.amazonaws.com', 'PutResourcePolicy', { resourceArn, policy: '{}' })).toEqual({
      of: 'protection',
      what: resourceArn,
    });
  });

  test('what feeds a function, by its id, and with what it feeds where the answer tells it', () => {
    const of = (parameters: object, responseElements: unknown) =>
      about('lambda.amazonaws.com', 'UpdateEventSourceMapping20150331', parameters, { responseElements });
    const functionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:ours';
    expect(of({ uUID: 'id', enabled: false }, { uUID: 'id', functionArn })).toEqual({
      of: 'protection',
      what: `${functionArn} (the mapping id)`,
    });
    expect(of({ uUID: 'id' }, null)).toEqual({ of: 'protection', what: 'the mapping id' });
    expect(of({ uUID: 'id', functionName: 'another' }, { functionArn })).toEqual({
      of: 'protection',
      what: 'another (the mapping id)',
    });
    expect(of({}, { functionArn })).toEqual({ of: 'protection', what: functionArn });
  });

  test('a schedule, by its group and name', () => {
    const of = (parameters: object) => about('scheduler.amazonaws.com', 'DeleteSchedule', parameters);
    expect(of({ name: 'monthly', groupName: 'ours' })).toEqual({ of: 'protection', what: 'ours/monthly' });
    expect(of({ groupName: 'ours' })).toEqual({ of: 'protection', what: 'not named' });
  });

  test('what protects, where nothing names it', () => {
    expect(about('cloudtrail.amazonaws.com', 'StopLogging', {})).toEqual({ of: 'protection', what: 'not named' });
  });
});
