import * as z from 'zod';
import type { ScheduleDeclaration } from './declarations.ts';
import { attributeOf, type Found, propertiesOf, unnoticed } from './found.ts';

const schedule = z.strictObject({
  Name: z.string().optional(),
  GroupName: z.string().default('default'),
  Description: unnoticed,
  ScheduleExpression: z.string().regex(/^(cron|rate)\(.+\)$/, 'expected cron(…) or rate(…)'),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  KmsKeyArn: unnoticed,
  Target: z.strictObject({
    Arn: z.string().regex(/^arn:aws:(states:[^:]+:\d+:stateMachine|lambda:[^:]+:\d+:function):/, {
      error: 'only state machines and functions are targets locally',
    }),
    RoleArn: z.string(),
    Input: z.string().optional(),
    RetryPolicy: z
      .strictObject({ MaximumRetryAttempts: z.int().default(185), MaximumEventAgeInSeconds: z.int().default(86_400) })
      .default({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }),
    DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  }),
});

export function readSchedule(found: Found): ScheduleDeclaration {
  const { Target, ...properties } = propertiesOf(found, schedule);
  return {
    logicalId: found.logicalId,
    name: found.ref,
    arn: attributeOf(found, 'Arn'),
    groupName: properties.GroupName,
    expression: properties.ScheduleExpression,
    timeZone: properties.ScheduleExpressionTimezone,
    enabled: properties.State === 'ENABLED',
    targetArn: Target.Arn,
    roleArn: Target.RoleArn,
    ...(Target.Input === undefined ? {} : { input: Target.Input }),
    retry: {
      maximumAttempts: Target.RetryPolicy.MaximumRetryAttempts,
      maximumEventAgeSeconds: Target.RetryPolicy.MaximumEventAgeInSeconds,
    },
    ...(Target.DeadLetterConfig?.Arn === undefined ? {} : { deadLetterArn: Target.DeadLetterConfig.Arn }),
  };
}
