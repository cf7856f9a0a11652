import { expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Estate } from '../../config/estate.ts';
import { functionNames, functionTable } from '../../contract/functions.ts';
import { exampleEstate } from '../config/example-estate.ts';
import { resourcesOf, synthesized } from './synthesized.ts';

const properties = z.object({
  Name: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  FlexibleTimeWindow: z.object({ Mode: z.string() }),
  Target: z.object({
    Input: z.string().optional(),
    RetryPolicy: z.object({ MaximumRetryAttempts: z.number(), MaximumEventAgeInSeconds: z.number() }),
    DeadLetterConfig: z.object({ Arn: z.unknown() }),
  }),
});

const example = exampleEstate();
const [first] = example.schedules;
if (first === undefined) throw new Error('the example has no schedule');

const estate: Estate = {
  ...example,
  schedules: [
    ...example.schedules,
    {
      ...first,
      name: 'sunday-late',
      on: { weekDay: 'sunday', week: 'fourth' },
      at: '23:08',
      timeZone: 'America/New_York',
    },
  ],
};
const schedules = resourcesOf(synthesized(estate), 'AWS::Scheduler::Schedule').map((each) =>
  properties.parse(each.Properties),
);
const named = (name: string) => schedules.find((each) => each.Name === name);

test.each([
  ['admin-monthly', 'cron(0 5 ? * 2#1 *)', 'Europe/Berlin'],
  ['service-quarterly', 'cron(0 5 ? 1,4,7,10 2#1 *)', 'Europe/Berlin'],
  ['sunday-late', 'cron(8 23 ? * 1#4 *)', 'America/New_York'],
])('%s: %s, %s', (name, expression, zone) => {
  expect(named(name)).toMatchObject({ ScheduleExpression: expression, ScheduleExpressionTimezone: zone });
});

test('a cycle is named by the scheduled instant, never by the clock (R8)', () => {
  expect(JSON.parse(named('admin-monthly')?.Target.Input ?? '')).toEqual({
    schedule: 'admin-monthly',
    scheduledFor: '<aws.scheduler.scheduled-time>',
  });
});

test('reminders go out every half hour', () => {
  expect(schedules.map((each) => each.ScheduleExpression)).toContain('rate(30 minutes)');
});

test('each has a limit of retries, a dead-letter queue, and an exact time', () => {
  const atIntervals = functionNames.filter((name) => functionTable[name].everyMinutes !== undefined);
  const exports = 1;
  expect(schedules).toHaveLength(estate.schedules.length + atIntervals.length + exports);
  for (const { Target, FlexibleTimeWindow } of schedules) {
    expect(FlexibleTimeWindow.Mode).toBe('OFF');
    expect(Target.RetryPolicy.MaximumRetryAttempts).toBeLessThan(185); // what Scheduler does unless told
    expect(Target.DeadLetterConfig.Arn).toBeDefined();
  }
});
