import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { anyFunctionNames, functionTable } from '../../contract/functions.ts';
import { machineNames } from '../../contract/machines.ts';
import { estateWithRetention, resourcesOf, synthesized } from './synthesized.ts';

const template = synthesized(estateWithRetention());
const alarmProperties = z.object({
  AlarmDescription: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
});
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
  alarmProperties.parse(Properties),
);
const chapters = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, title]) => title);

test('a person is called where an execution failed, something was not delivered or an outcome is uncertain', () => {
  const errors = anyFunctionNames.filter((name) => functionTable[name].alarms?.errors !== undefined);
  expect(alarms.map(({ MetricName }) => MetricName).sort()).toEqual([
    'ApproximateNumberOfMessagesVisible',
    'ApproximateNumberOfMessagesVisible',
    ...errors.map(() => 'Errors'),
    ...machineNames.map(() => 'ExecutionsFailed'),
    'TenantNotStarted',
    'UncertainAtClose',
    'UncertainRotation',
  ]);
});

test('a function that no workflow runs has an alarm on its errors: nobody else sees them', () => {
  const inWorkflows = JSON.stringify(resourcesOf(template, 'AWS::StepFunctions::StateMachine'));
  const idOf = (name: string) => `Functions${name.replaceAll('-', '')}Function`;
  const alone = anyFunctionNames.filter((name) => !inWorkflows.includes(idOf(name)));
  expect(alone).toContain('sign-in');
  expect(alone).not.toContain('reset-password');
  const watched = JSON.stringify(alarms.filter(({ MetricName }) => MetricName === 'Errors'));
  expect(alone.filter((name) => !watched.includes(idOf(name)))).toEqual([]);
});

test.each(alarms.map(({ AlarmDescription }) => [AlarmDescription]))('%s', (text) => {
  // What happened, what follows, and where it says what to do.
  const [, chapter] = /^[A-Z].+\. .+\. See docs\/runbook\.md, "(.+)"\.$/.exec(text) ?? [];
  expect(chapters).toContain(chapter);
  expect(text.length).toBeLessThanOrEqual(1_024);
});
