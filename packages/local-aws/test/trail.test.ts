import { describe, expect, test } from '@jest/globals';
import { virtualClock } from '@m365-rotation/loopback';
import type { Call, Principal } from '../service.ts';
import { trailEvent } from '../trail.ts';

const setting = { clock: virtualClock(), accountId: '123456789012', region: 'eu-central-1' };
const operator: Principal = { kind: 'operator' };
const role: Principal = { kind: 'role', roleArn: 'arn:aws:iam::123456789012:role/Ours', name: 'Ours', session: 's-1' };
const told = (call: Omit<Call, 'principal'>, answer = {}, principal: Principal = operator) =>
  trailEvent({ ...call, principal }, answer, setting);

const start = {
  service: 'states',
  action: 'StartExecution',
  input: { stateMachineArn: 'arn:m', input: '{"a":1}', name: 'n' },
};

describe('what CloudTrail tells', () => {
  test('of a call of a person: who, what, when, and not what was given', () => {
    const event = told(start, { executionArn: 'arn:e' });
    expect(event).toMatchObject({
      source: 'aws.states',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: {
        eventName: 'StartExecution',
        eventSource: 'states.amazonaws.com',
        userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/operator' },
        requestParameters: { stateMachineArn: 'arn:m', name: 'n', input: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
        responseElements: { executionArn: 'arn:e' },
        readOnly: false,
      },
    });
    expect(JSON.stringify(event)).not.toContain('"a":1');
    expect(Object(event?.detail).eventTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  test('of a role: its session, and the role that issued it', () => {
    expect(told(start, {}, role)).toMatchObject({
      detail: {
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::123456789012:assumed-role/Ours/s-1',
          sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::123456789012:role/Ours' } },
        },
      },
    });
  });

  test('of secrets: never a value, and of a read no answer', () => {
    const put = {
      service: 'secretsmanager',
      action: 'PutSecretValue',
      input: { SecretId: 'm365/a/b', SecretString: 'SECRET' },
    };
    expect(told(put)).toMatchObject({ detail: { requestParameters: { secretId: 'm365/a/b' }, readOnly: false } });
    expect(JSON.stringify(told(put, { SecretString: 'SECRET' }))).not.toContain('SECRET');
    const get = { service: 'secretsmanager', action: 'GetSecretValue', input: { SecretId: 'm365/a/b' } };
    expect(told(get, { SecretString: 'SECRET' })).toMatchObject({ detail: { responseElements: null, readOnly: true } });
  });

  test('nothing of the data plane, and nothing of services on their own behalf', () => {
    expect(told({ service: 'states', action: 'SendTaskSuccess', input: {} })).toBeUndefined();
    expect(told({ service: 'dynamodb', action: 'PutItem', input: {} })).toBeUndefined();
    expect(told(start, {}, { kind: 'service', name: 'apigateway.amazonaws.com' })).toBeUndefined();
  });
});
