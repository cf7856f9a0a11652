import { afterEach, describe, expect, test } from '@jest/globals';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { Scheduler } from '../scheduler.ts';
import { AwsError, type Call } from '../service.ts';
import type { ScheduleDeclaration } from '../template/declarations.ts';

const machineArn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:Cycle';
const monthly: ScheduleDeclaration = {
  logicalId: 'Monthly',
  name: 'admin-monthly',
  arn: 'arn:aws:scheduler:eu-central-1:111122223333:schedule/default/admin-monthly',
  groupName: 'default',
  expression: 'cron(0 5 ? * 2#1 *)',
  timeZone: 'Europe/Berlin',
  enabled: true,
  targetArn: machineArn,
  roleArn: 'arn:aws:iam::111122223333:role/scheduler',
  input: '{"schedule":"admin-monthly","scheduledFor":"<aws.scheduler.scheduled-time>"}',
  retry: { maximumAttempts: 2, maximumEventAgeSeconds: 3600 },
  deadLetterArn: 'arn:aws:sqs:eu-central-1:111122223333:missed',
};
const remind: ScheduleDeclaration = {
  ...monthly,
  name: 'remind',
  expression: 'rate(30 minutes)',
  targetArn: 'arn:aws:lambda:eu-central-1:111122223333:function:remind',
  input: '{}',
};
const instant = new Date('2026-12-07T04:00:00.000Z');

let calls: Call[] = [];
let refusals: Error[] = [];
let scheduler: Scheduler | undefined;
let clock: VirtualClock;

function start(...schedules: ScheduleDeclaration[]): Scheduler {
  [calls, refusals] = [[], []];
  clock = virtualClock();
  scheduler = new Scheduler(schedules, {
    clock,
    queueUrlOf: (arn) => `url of ${arn}`,
    onFailure: () => undefined,
    dispatch: async (call) => {
      calls.push(call);
      const refusal = call.service === 'sqs' ? undefined : refusals.shift();
      if (refusal !== undefined) throw refusal;
      return { executionArn: 'e' };
    },
  });
  return scheduler;
}

afterEach(() => scheduler?.close());

describe('firing', () => {
  test('starts the machine as the schedule’s role, with the instant in its input', async () => {
    expect(await start(monthly).fire('admin-monthly', instant)).toEqual({ executionArn: 'e' });
    expect(calls).toEqual([
      {
        service: 'states',
        action: 'StartExecution',
        principal: { kind: 'role', roleArn: monthly.roleArn, name: 'scheduler' },
        input: {
          stateMachineArn: machineArn,
          input: '{"schedule":"admin-monthly","scheduledFor":"2026-12-07T04:00:00Z"}',
        },
      },
    ]);
  });

  test('a failure is tried again, as often as the schedule says', async () => {
    const schedule = start(monthly);
    refusals = [new AwsError('ThrottlingException', 'x'), new AwsError('ServiceUnavailable', 'x', 503)];
    await clock.until(schedule.fire('admin-monthly', instant));
    expect(calls).toHaveLength(3);
    expect(clock.elapsed()).toBe(3_000);
  });

  test('what can’t be delivered goes to the dead letters', async () => {
    const schedule = start(monthly);
    refusals = Array.from({ length: 3 }, () => new AwsError('ThrottlingException', 'x'));
    await expect(clock.until(schedule.fire('admin-monthly', instant))).rejects.toMatchObject({
      code: 'ThrottlingException',
    });
    expect(calls.map(({ service }) => service)).toEqual(['states', 'states', 'states', 'sqs']);
    expect(calls[3]?.input).toMatchObject({ QueueUrl: `url of ${monthly.deadLetterArn}` });
  });

  test('a refusal that stays is not tried again', async () => {
    const schedule = start(monthly);
    refusals = [new AwsError('AccessDeniedException', 'x')];
    await expect(clock.until(schedule.fire('admin-monthly', instant))).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
    expect(calls.map(({ service }) => service)).toEqual(['states', 'sqs']);
  });

  test('an unknown schedule is an error that names those there are', async () => {
    await expect(start(monthly).fire('weekly', instant)).rejects.toThrow(/'weekly'.*admin-monthly/);
  });
});

describe('time', () => {
  test('the next instant of a calendar; a rate has none', () => {
    const schedule = start(monthly, remind);
    expect(schedule.nextAfter('admin-monthly', new Date('2026-11-24T00:00:00Z'))).toEqual(instant);
    expect(schedule.nextAfter('remind', instant)).toBeUndefined();
  });

  test('a rate fires by itself, a calendar and a disabled rate don’t', async () => {
    const schedule = start(monthly, remind, { ...remind, name: 'off', enabled: false });
    schedule.start();
    await clock.pass(125 * 60_000);
    schedule.close();
    expect(calls).toHaveLength(4);
    expect(calls[0]).toMatchObject({
      service: 'lambda',
      action: 'Invoke',
      input: { FunctionName: remind.targetArn, InvocationType: 'Event' },
    });
    await clock.pass(60 * 60_000);
    expect(calls).toHaveLength(4);
  });
});
