import { expect, test } from '@jest/globals';
import { EventRules, matches } from '../event-rules.ts';
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

const rules = (pattern: JsonObject, calls: Call[], failures: unknown[] = []) =>
  new EventRules([{ logicalId: 'Rule', arn: 'arn:rule', pattern, queueArns: ['arn:queue'] }], {
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

test('a pattern that does more than to compare with values is refused', () => {
  expect(() => rules({ detail: { x: [{ prefix: 'a' }] } }, [])).toThrow(/compares events with values only/);
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
