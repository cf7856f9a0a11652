import { expect, test } from '@jest/globals';
import { matches } from '../event-pattern.ts';
import { EventRules } from '../event-rules.ts';
import type { Call, JsonObject } from '../service.ts';
import type { Found } from '../template/found.ts';
import { readConfigurationSets, readEventRule } from '../template/mail-events.ts';

const event = {
  source: 'aws.ses',
  'detail-type': 'Email Bounced',
  detail: { mail: { tags: { 'ses:configuration-set': ['rotation-mail'] } } },
};

test.each<[JsonObject, boolean]>([
  [{ source: ['aws.ses'] }, true],
  [{ source: ['aws.ses'], 'detail-type': ['Email Bounced', 'Email Rejected'] }, true],
  [{ source: ['aws.ses'], 'detail-type': ['Email Rejected'] }, false],
  [{ detail: { mail: { tags: { 'ses:configuration-set': ['rotation-mail', 'x'] } } } }, true],
  [{ detail: { mail: { tags: { 'ses:configuration-set': ['x'] } } } }, false],
  [{ detail: { bounce: { bounceType: ['Permanent'] } } }, false],
])('%j matches: %p', (pattern, expected) => {
  expect(matches(pattern, event)).toBe(expected);
});

const rules = (pattern: JsonObject, calls: Call[], failures: unknown[] = [], takesReads = false) =>
  new EventRules([{ logicalId: 'Rule', arn: 'arn:rule', pattern, takesReads, queueArns: ['arn:queue'] }], {
    dispatch: async (call) => {
      calls.push(call);
      if (calls.length > 1) throw new Error('full');
      return {};
    },
    queueUrlOf: (arn) => `https://${arn}`,
    onFailure: (error) => failures.push(error),
  });

test('a matching event is sent to the queue as it is; a failure is told and harms nobody', async () => {
  const [calls, failures]: [Call[], unknown[]] = [[], []];
  const bus = rules({ source: ['aws.ses'] }, calls, failures);
  await bus.put(event);
  await bus.put({ ...event, source: 'other' });
  await bus.put(event);
  expect(calls.map(({ input }) => input)).toEqual([
    { QueueUrl: 'https://arn:queue', MessageBody: JSON.stringify(event) },
    { QueueUrl: 'https://arn:queue', MessageBody: JSON.stringify(event) },
  ]);
  expect(failures).toHaveLength(1);
});

const trailed = {
  detail: {
    eventName: 'StartExecution',
    userIdentity: { sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::1:role/Ours' } } },
    requestParameters: { stateMachineArn: 'arn:stateMachine:Stack-Cycle', list: ['a', 'b'] },
    nothing: null,
  },
};

test.each<[string, JsonObject, boolean]>([
  ['a prefix', { requestParameters: { stateMachineArn: [{ prefix: 'arn:stateMachine:Stack-' }] } }, true],
  ['another prefix', { requestParameters: { stateMachineArn: [{ prefix: 'arn:stateMachine:Other-' }] } }, false],
  ['a wildcard', { requestParameters: { stateMachineArn: [{ wildcard: '*:Stack-*' }] } }, true],
  ['a wildcard that stands for nothing', { eventName: [{ wildcard: '*Start*Execution*' }] }, true],
  ['a wildcard that would fit a part', { requestParameters: { stateMachineArn: [{ wildcard: '*:Stack-' }] } }, false],
  ['a wildcard in another case', { requestParameters: { stateMachineArn: [{ wildcard: '*:stack-*' }] } }, false],
  ['a wildcard of what is not there', { errorCode: [{ wildcard: '*' }] }, false],
  ['anything but one', { eventName: [{ 'anything-but': 'StopExecution' }] }, true],
  ['anything but this', { eventName: [{ 'anything-but': ['StopExecution', 'StartExecution'] }] }, false],
  ['anything but of what is not there', { errorCode: [{ 'anything-but': 'AccessDenied' }] }, false],
  ['what is there', { eventName: [{ exists: true }] }, true],
  ['what is not there', { errorCode: [{ exists: false }] }, true],
  ['what is not there, below what is not there', { a: { b: { c: [{ exists: false }] } } }, true],
  ['what should not be there', { eventName: [{ exists: false }] }, false],
  ['one of two filters', { errorCode: [{ 'anything-but': 'x' }, { exists: false }] }, true],
  ['one of a list', { requestParameters: { list: [{ prefix: 'b' }] } }, true],
  ['null', { nothing: [null] }, true],
  ['one of two patterns', { $or: [{ eventName: ['x'] }, { requestParameters: { list: ['a'] } }] }, true],
  ['none of two patterns', { $or: [{ eventName: ['x'] }, { requestParameters: { list: ['c'] } }] }, false],
  [
    'one of two, and more that does not hold',
    { $or: [{ eventName: [{ exists: true }] }, { x: ['y'] }], z: ['z'] },
    false,
  ],
])('%s', (_, detail, expected) => {
  expect(matches({ detail }, trailed)).toBe(expected);
});

test('what only reads reaches a rule that asks for all management events, and no other', async () => {
  const read = {
    'detail-type': 'AWS API Call via CloudTrail',
    detail: { readOnly: true, eventName: 'GetSecretValue' },
  };
  const pattern = { detail: { eventName: ['GetSecretValue'] } };
  const [usual, all]: [Call[], Call[]] = [[], []];
  await rules(pattern, usual).put(read);
  await rules(pattern, all, [], true).put(read);
  expect([usual.length, all.length]).toEqual([0, 1]);
  await rules(pattern, usual).put({ ...read, detail: { ...read.detail, readOnly: false } });
  expect(usual).toHaveLength(1);
});

test.each([
  { detail: { x: [{ suffix: 'a' }] } },
  { detail: { x: [{ 'anything-but': { prefix: 'a' } }] } },
  { detail: { x: [{ wildcard: 'a**b' }] } },
  { detail: { x: [{ wildcard: 'a\\*b' }] } },
  { detail: { x: [{ wildcard: 'a?b' }] } },
  { detail: { x: [] } },
  { detail: { $or: [{ x: ['a'] }, { y: [{ cidr: '10.0.0.0/8' }] }] } },
])('a pattern that asks for more is refused: %j', (pattern) => {
  expect(() => rules(pattern, [])).toThrow(/Rule: the local cloud compares events with values, prefix/);
});

const found = (type: string, properties: unknown, ref = 'x'): Found => ({
  logicalId: 'Rule',
  type,
  properties,
  ref,
  attributes: { Arn: 'arn:aws:events:eu-central-1:1:rule/x' },
});
const rule = found('AWS::Events::Rule', {
  EventPattern: { source: ['aws.ses'] },
  Targets: [{ Id: 'Target0', Arn: 'arn:aws:sqs:eu-central-1:1:q' }],
});
const policy = (changes: object = {}) =>
  found('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: ['sqs:SendMessage', 'sqs:GetQueueUrl'],
          Principal: { Service: 'events.amazonaws.com' },
          Resource: 'arn:aws:sqs:eu-central-1:1:q',
          Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-central-1:1:rule/x' } },
          ...changes,
        },
      ],
    },
  });

test('a rule says whether it takes reads, and no other state is known', () => {
  const stated = (State: string) => found('AWS::Events::Rule', { ...Object(rule.properties), State });
  expect(readEventRule(rule, [policy()]).takesReads).toBe(false);
  const all = stated('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  expect(readEventRule(all, [policy()]).takesReads).toBe(true);
  expect(() => readEventRule(stated('DISABLED'), [policy()])).toThrow(/State/);
});

test('a rule whose queue does not let it in is refused: in AWS its events would be lost', () => {
  expect(readEventRule(rule, [policy()]).queueArns).toEqual(['arn:aws:sqs:eu-central-1:1:q']);
  for (const changes of [
    { Effect: 'Deny' },
    { Principal: { Service: 'sns.amazonaws.com' } },
    { Resource: 'arn:aws:sqs:eu-central-1:1:other' },
    { Action: 'sqs:ReceiveMessage' },
    { Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-central-1:1:rule/y' } } },
  ]) {
    expect(() => readEventRule(rule, [policy(changes)])).toThrow(/does not let EventBridge send/);
  }
});

test('events of a configuration set that is not there are refused, and so is another place for them', () => {
  const bus = 'arn:aws:events:eu-central-1:1:event-bus/default';
  const destination = (name: string, EventBusArn = bus) =>
    found('AWS::SES::ConfigurationSetEventDestination', {
      ConfigurationSetName: name,
      EventDestination: { Enabled: true, MatchingEventTypes: ['bounce'], EventBridgeDestination: { EventBusArn } },
    });
  const sets = [found('AWS::SES::ConfigurationSet', {}, 'mail')];
  expect(readConfigurationSets(sets, [destination('mail')])).toMatchObject([{ name: 'mail', publishes: ['bounce'] }]);
  expect(() => readConfigurationSets(sets, [destination('other')])).toThrow(/no configuration set other/);
  expect(() => readConfigurationSets(sets, [destination('mail', `${bus}2`)])).toThrow(/default bus only/);
});
