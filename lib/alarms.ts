import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { LogAlarm } from '../contract/function-entry.ts';
import { failureLeaves, type MachineName, machineNames } from '../contract/machines.ts';
import type { Portal } from './portal.ts';
import { pascalCase, type RotationFunction } from './rotation-function.ts';
import type { Tickets } from './tickets.ts';

export interface AlarmsProps {
  readonly machines: Readonly<Record<MachineName, IStateMachine>>;
  /** Messages that could not be sent. */
  readonly undeliverable: IQueue;
  /** Events of mails that could not be recorded. */
  readonly unrecorded: IQueue;
  /** Events of CloudTrail that could not be recorded. */
  readonly unproven: IQueue;
  readonly tickets: Pick<Tickets, 'unwritten'>;
  /** Passwords that could not be written into the vault; `undefined`: the estate has none. */
  readonly unwritten: IQueue | undefined;
  /** Changes of the audit table that were given up, and are not in the locked bucket. */
  readonly unarchived: IQueue;
  /** Audit records that were given up as events; `undefined`: none are published. */
  readonly unpublished: IQueue | undefined;
  /** Starts that EventBridge Scheduler could not deliver. */
  readonly missed: IQueue;
  readonly functions: readonly RotationFunction[];
  readonly portal: Portal;
  /** Whom they call. */
  readonly topic: ITopic;
}

type AlarmText = Pick<LogAlarm, 'means' | 'chapter'>;

const period = Duration.minutes(5);

/** A metric that counts has no zeros: where nothing happened, data are missing. */
const NONE_AT_ALL = {
  threshold: 1,
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  treatMissingData: TreatMissingData.BREACHING,
} as const satisfies Partial<AlarmProps>;

/** What a person must look at, and is called for. */
export class Alarms extends Construct {
  private readonly action: SnsAction;

  constructor(
    scope: Construct,
    {
      machines,
      undeliverable,
      unrecorded,
      unproven,
      tickets,
      unwritten,
      unarchived,
      unpublished,
      missed,
      functions,
      portal,
      topic,
    }: AlarmsProps,
  ) {
    super(scope, 'Alarms');
    this.action = new SnsAction(topic);
    for (const name of machineNames) {
      const means = `An execution of ${name} failed. ${failureLeaves[name]}`;
      this.alarm(`${name}Failed`, { means, chapter: 'A workflow failed' }, machines[name].metricFailed({ period }));
    }
    for (const each of functions) this.watch(each);
    // Pages tell their visitor of an error themselves, with status 503, so that Lambda counts none.
    const pages = {
      means: 'A page answered with a server error. Technicians may be unable to approve, or to collect a password.',
      chapter: 'A function failed',
    };
    this.alarm('PagesUnavailable', pages, portal.serverErrors(period));
    this.watchQueue('UndeliverableMessages', undeliverable, {
      means: 'A message could not be sent after 20 tries in about two hours. Its mail or card did not arrive.',
      chapter: 'A message was not sent',
    });
    this.watchQueue('UnarchivedRecords', unarchived, {
      means:
        'Audit records did not reach the locked bucket within 23 hours, and are not sent there any more. The audit table has them.',
      chapter: 'Records do not reach the locked bucket',
    });
    if (unpublished !== undefined) {
      this.watchQueue('UnpublishedEvents', unpublished, {
        means:
          'Audit records did not reach the event bus or the webhook within 23 hours, and are not sent any more. The audit table has them.',
        chapter: 'Events do not arrive',
      });
    }
    this.watchQueue('UnrecordedMailEvents', unrecorded, {
      means:
        'What SES told of a mail could not be recorded after 10 tries. A technician may have no mail, and nobody knows.',
      chapter: 'A message was not sent',
    });
    this.watchQueue('UnrecordedTrailEvents', unproven, {
      means:
        'What CloudTrail told of people could not be recorded after 10 tries. Somebody may have read a password outside of the product, and nobody knows.',
      chapter: 'A message was not sent',
    });
    this.watchQueue('UnwrittenTickets', tickets.unwritten, {
      means: 'A ticket could not be written in three days. It lacks what happened since.',
      chapter: 'The PSA is down',
    });
    if (unwritten !== undefined) {
      this.watchQueue('UnwrittenPasswords', unwritten, {
        means:
          'A password was tried for the vault 900 times in about 90 hours, and neither written nor given up. Nobody has it but its credential.',
        chapter: 'The vault does not take passwords',
      });
    }
    this.watchQueue('MissedSchedules', missed, {
      means: 'A schedule could not start its target. A cycle, a reminder run or a deletion run did not happen.',
      chapter: 'A schedule did not start',
    });
  }

  private watch({ name, lambda, logGroup, entry: { alarms } }: RotationFunction): void {
    if (alarms?.errors !== undefined) {
      const text = { means: alarms.errors, chapter: 'A function failed' };
      this.alarm(`${pascalCase(name)}Errors`, text, lambda.metricErrors({ period }));
    }
    for (const each of [alarms?.log ?? []].flat()) this.watchLog(each, logGroup);
    if (alarms?.late !== undefined) {
      const { minutes } = alarms.late;
      const age = lambda.metric('IteratorAge', { period, statistic: 'Maximum' });
      this.alarm(`${pascalCase(name)}Late`, alarms.late, age, {
        threshold: Duration.minutes(minutes).toMilliseconds(),
      });
    }
    if (alarms?.silent !== undefined) {
      const runs = lambda.metricInvocations({ period: Duration.minutes(alarms.silent.minutes), statistic: 'Sum' });
      this.alarm(`${pascalCase(name)}Silent`, alarms.silent, runs, NONE_AT_ALL);
    }
  }

  private watchLog(log: LogAlarm, logGroup: ILogGroup): void {
    // A metric of what functions log: it needs no permission to write metrics.
    const counted = log.withinMinutes === undefined ? period : Duration.minutes(log.withinMinutes);
    const filter = new MetricFilter(this, `${log.name}Filter`, {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', log.message),
      metricNamespace: Stack.of(this).stackName,
      metricName: log.name,
      metricValue: '1',
    });
    this.alarm(log.name, log, filter.metric({ period: counted, statistic: 'Sum' }));
  }

  private watchQueue(id: string, queue: IQueue, text: AlarmText): void {
    this.alarm(id, text, queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }));
  }

  private alarm(id: string, { means, chapter }: AlarmText, metric: IMetric, more: Partial<AlarmProps> = {}): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: `${means} See docs/runbook.md, "${chapter}".`,
      metric,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...more,
    });
    alarm.addAlarmAction(this.action);
  }
}
