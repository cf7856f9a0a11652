import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import type { Estate } from '../../config/estate.ts';
import { type AlarmWatch, alarmDescription, alarmTable } from '../../contract/alarms.ts';
import { anyFunctionNames, functionTable } from '../../contract/functions.ts';
import { exampleEstate } from '../config/example-estate.ts';
import {
  estateOfAllFunctions,
  resourceOf,
  resourcesOf,
  secondRegion,
  secondStage,
  synthesized,
} from './synthesized.ts';

const template = synthesized(estateOfAllFunctions());
const alarmProperties = z.object({
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.unknown()).default([]),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
});
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
  alarmProperties.parse(Properties),
);

/** `AlarmsPagesUnavailable1A2B3C4D` → `PagesUnavailable`. */
const nameOf = (id: string) => /^Alarms(.+)[0-9A-F]{8}$/.exec(id)?.[1] ?? id;
const alarmsOf = (estate: Estate) =>
  resourcesOf(synthesized(estate), 'AWS::CloudWatch::Alarm').map(({ id, Properties }) => ({
    name: nameOf(id),
    ...alarmProperties.parse(Properties),
  }));

const metricOf: Readonly<Record<AlarmWatch['of'], string | undefined>> = {
  machine: 'ExecutionsFailed',
  errors: 'Errors',
  log: undefined, // a metric of the alarm's own name
  late: 'IteratorAge',
  silence: 'Invocations',
  'dead-letters': 'ApproximateNumberOfMessagesVisible',
  pages: '5xx',
};

test('the template has the alarms of the table and no other, each on what the table says, with its text', () => {
  // No estate has both kinds of events.
  const byName = new Map(
    [...alarmsOf(secondRegion()), ...alarmsOf(estateOfAllFunctions())].map((each) => [each.name, each]),
  );
  expect([...byName.keys()].sort()).toEqual(alarmTable.map(({ name }) => name).sort());
  for (const entry of alarmTable) {
    expect(byName.get(entry.name)).toMatchObject({
      MetricName: metricOf[entry.watches.of] ?? entry.name,
      AlarmDescription: alarmDescription(entry),
    });
  }
});

test('an estate without a vault has no alarm on one', () => {
  expect(exampleEstate().vault.system).toBe('none');
  const names = alarmsOf(secondRegion()).map(({ name }) => name);
  expect(names.filter((name) => /Vault|UnwrittenPasswords/.test(name))).toEqual([]);
});

describe('where evidence stops, nothing fails: what is missing must tell', () => {
  const ofMetric = (name: string) =>
    resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.MetricName === name);

  test('no checkpoint for three hours', () => {
    expect(functionTable.checkpoint.everyMinutes).toBe(60);
    const [silent, ...others] = ofMetric('Invocations');
    expect(others).toEqual([]);
    expect(silent?.Properties).toMatchObject({
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^Functionscheckpoint/) } }],
      Namespace: 'AWS/Lambda',
      Statistic: 'Sum',
      Period: 3 * 3_600,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('changes that wait for ten minutes', () => {
    const [late, ...others] = ofMetric('IteratorAge');
    expect(others).toEqual([]);
    expect(late?.Properties).toMatchObject({
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^Functionsarchiveaudit/) } }],
      Namespace: 'AWS/Lambda',
      Statistic: 'Maximum',
      Threshold: 600_000, // milliseconds
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });
});

test('a function that no workflow runs has an alarm on its errors: nobody else sees them', () => {
  const inWorkflows = JSON.stringify(resourcesOf(template, 'AWS::StepFunctions::StateMachine'));
  const idOf = (name: string) => `Functions${name.replaceAll('-', '')}Function`;
  const alone = anyFunctionNames.filter((name) => !inWorkflows.includes(idOf(name)));
  expect(alone).toContain('sign-in');
  expect(alone).not.toContain('reset-password');
  const toBus = resourcesOf(synthesized(secondRegion()), 'AWS::CloudWatch::Alarm');
  const errors = [...alarms, ...toBus.map(({ Properties }) => alarmProperties.parse(Properties))];
  const watched = JSON.stringify(errors.filter(({ MetricName }) => MetricName === 'Errors'));
  expect(alone.filter((name) => !watched.includes(idOf(name)))).toEqual([]);
});

describe('whom alarms call', () => {
  const topic = resourceOf(template, 'AWS::SNS::Topic');
  const account = exampleEstate().aws.account;
  const fromCloudWatch = (Action: unknown, Resource: unknown) => ({
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action,
    Resource,
  });

  test('every alarm calls the topic', () => {
    expect(alarms.length).toBeGreaterThan(10);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: topic.id }]);
  });

  test('the topic is encrypted with a key that CloudWatch may use: with any other, alarms are lost without a word', () => {
    const key = resourceOf(template, 'AWS::KMS::Key', 'AlarmTopic');
    expect(topic.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key.id, 'Arn'] });
    const { Statement } = z.object({ Statement: z.array(z.unknown()) }).parse(key.Properties.KeyPolicy);
    expect(Statement).toContainEqual(fromCloudWatch(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
  });

  test('CloudWatch may publish to it, and nobody without encryption', () => {
    const { Properties } = resourceOf(template, 'AWS::SNS::TopicPolicy');
    const { Statement } = z.object({ Statement: z.array(z.unknown()) }).parse(Properties.PolicyDocument);
    const forAlarmsOfThisAccount = { Condition: { StringEquals: { 'aws:SourceAccount': account } } };
    expect(Statement).toContainEqual(
      expect.objectContaining({ ...fromCloudWatch('sns:Publish', { Ref: topic.id }), ...forAlarmsOfThisAccount }),
    );
    expect(JSON.stringify(Statement)).toContain('"Effect":"Deny"');
    expect(JSON.stringify(Statement)).toContain('aws:SecureTransport');
  });

  const subscribersOf = (estate: Estate) =>
    resourcesOf(synthesized(estate), 'AWS::SNS::Subscription').map(({ Properties: { Protocol, Endpoint } }) => [
      Protocol,
      Endpoint,
    ]);

  test('mail and https addresses of the estate are subscribed; the team, where it names none', () => {
    expect(subscribersOf(secondRegion()).sort()).toEqual([
      ['email', 'ops@northwind.example'],
      ['https', 'https://pager.example/m365'],
    ]);
    const estate = estateOfAllFunctions();
    expect(estate.alarms).toBeUndefined();
    expect(subscribersOf(estate)).toEqual([['email', estate.msp.teamMail]]);
  });

  test('a topic of the MSP is called in place of one of the stack', () => {
    const given = synthesized(secondStage());
    expect(resourcesOf(given, 'AWS::SNS::Topic')).toEqual([]);
    const actions = resourcesOf(given, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmActions);
    expect(actions.length).toBeGreaterThan(10);
    for (const each of actions) expect(each).toEqual(['arn:aws:sns:eu-central-1:123456789012:on-call']);
  });
});
