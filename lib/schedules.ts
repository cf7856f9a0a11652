import { Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import {
  CfnSchedule,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import { runName, runsOf } from '../config/schedule-runs.ts';
import { pascalCase } from '../contract/alarms.ts';
import { accept, acceptWildcard, FUNCTION_VERSIONS } from './reviewed-findings.ts';
import type { RotationFunction } from './rotation-function.ts';
import { calendarOf } from './schedule-calendar.ts';
import { StartLive } from './start-live.ts';

export interface SchedulesProps {
  readonly estate: Estate;
  readonly rotationCycle: IStateMachine;
  readonly auditExport: IStateMachine;
  readonly functions: readonly RotationFunction[];
}

/** Starts cycles, and the functions that run at intervals. The scheduled instant goes along: a cycle is named by it, not by the clock. */
export class Schedules extends Construct {
  /** The dead-letter queue: starts that EventBridge Scheduler could not deliver. */
  readonly missed: Queue;
  /** ARNs of the roles by which the scheduler starts what it starts. */
  readonly roleArns: readonly string[];
  private readonly group: ScheduleGroup;

  constructor(scope: Construct, { estate, rotationCycle, auditExport, functions }: SchedulesProps) {
    super(scope, 'Schedules');
    this.missed = new Queue(this, 'Missed', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    accept(this.missed, 'SQS3', 'This is a dead-letter queue itself, of the scheduler; an alarm watches it.');
    // Schedules are called as the estate calls them, which another stack's estate may do too.
    this.group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: Stack.of(this).stackName,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const roles = new Set<string>();
    for (const run of estate.schedules.flatMap((each) => runsOf(estate, each))) {
      const { schedule, name } = run;
      const made = new Schedule(this, runName(run), {
        scheduleName: runName(run),
        scheduleGroup: this.group,
        description: `Starts a cycle for ${schedule.class} accounts`,
        schedule: calendarOf(run),
        target: new StartLive(rotationCycle, {
          input: ScheduleTargetInput.fromObject({
            schedule: schedule.name,
            ...(name === undefined ? {} : { run: name }),
            scheduledFor: '<aws.scheduler.scheduled-time>',
          }),
          deadLetterQueue: this.missed,
          retryAttempts: 20,
          maxEventAge: Duration.hours(6),
        }),
      });
      roles.add(roleOf(made));
    }
    roles.add(roleOf(this.exportDaily(auditExport, estate.msp.timeZone)));
    this.roleArns = [...roles];
    for (const each of functions) {
      const { everyMinutes } = each.entry;
      if (everyMinutes !== undefined) this.runEvery(Duration.minutes(everyMinutes), each);
    }
  }

  /** In the night, when nothing else is under way. */
  private exportDaily(auditExport: IStateMachine, zone: string): Schedule {
    return new Schedule(this, 'AuditExport', {
      scheduleGroup: this.group,
      description: 'Exports the audit records of the day',
      schedule: ScheduleExpression.cron({ minute: '17', hour: '3', timeZone: TimeZone.of(zone) }),
      target: new StartLive(auditExport, {
        input: ScheduleTargetInput.fromObject({}),
        deadLetterQueue: this.missed,
        retryAttempts: 20,
        maxEventAge: Duration.hours(6),
      }),
    });
  }

  private runEvery(interval: Duration, { name, entry: { description }, lambda }: RotationFunction): void {
    const schedule = new Schedule(this, pascalCase(name), {
      scheduleGroup: this.group,
      description,
      schedule: ScheduleExpression.rate(interval),
      target: new LambdaInvoke(lambda, {
        input: ScheduleTargetInput.fromObject({}),
        deadLetterQueue: this.missed,
        retryAttempts: 1,
        maxEventAge: Duration.minutes(20),
      }),
    });
    // The CDK makes the roles of targets beside us, in the stack.
    acceptWildcard(Stack.of(schedule), `${lambda.functionArn}:*`, FUNCTION_VERSIONS);
  }
}

/** The CDK makes the roles of targets itself. */
function roleOf({ node }: Schedule): string {
  const { defaultChild } = node;
  if (!(defaultChild instanceof CfnSchedule)) throw new Error('the schedule has another construct than expected');
  const { target } = defaultChild;
  if (!('roleArn' in target)) throw new Error('the target of a schedule tells no role');
  return target.roleArn;
}
