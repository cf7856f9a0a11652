import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type AlarmWatch, alarmDescription, alarmTable, type WatchedQueue } from '../contract/alarms.ts';
import type { LogAlarm } from '../contract/function-entry.ts';
import type { MachineName } from '../contract/machines.ts';
import type { Portal } from './portal.ts';
import type { RotationFunction } from './rotation-function.ts';
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

const period = Duration.minutes(5);

/** A metric that counts has no zeros: where nothing happened, data are missing. */
const NONE_AT_ALL = {
  threshold: 1,
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  treatMissingData: TreatMissingData.BREACHING,
} as const satisfies Partial<AlarmProps>;

/** How an alarm measures what it looks at; `undefined`: this estate has no such thing. */
type Measured = ({ readonly metric: IMetric } & Partial<AlarmProps>) | undefined;

/** What a person must look at, and is called for: the alarms of the table, as far as this estate has what they look at. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(
    scope: Construct,
    private readonly props: AlarmsProps,
  ) {
    super(scope, 'Alarms');
    const action = new SnsAction(props.topic);
    this.all = alarmTable.flatMap((entry) => {
      const measured = this.measured(entry.watches);
      if (measured === undefined) return [];
      const alarm = new Alarm(this, entry.name, {
        alarmDescription: alarmDescription(entry),
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        ...measured,
      });
      alarm.addAlarmAction(action);
      return [alarm];
    });
  }

  private measured(watches: AlarmWatch): Measured {
    const { machines, portal } = this.props;
    switch (watches.of) {
      case 'machine':
        return { metric: machines[watches.machine].metricFailed({ period }) };
      case 'pages':
        return { metric: portal.serverErrors(period) };
      case 'dead-letters': {
        const queue = this.queueOf(watches.queue);
        return queue && { metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }) };
      }
      default: {
        const found = this.props.functions.find(({ name }) => name === watches.functionName);
        return found && this.ofFunction(found, watches);
      }
    }
  }

  private ofFunction({ lambda, logGroup }: RotationFunction, watches: FunctionWatch): Measured {
    switch (watches.of) {
      case 'errors':
        return { metric: lambda.metricErrors({ period }) };
      case 'log':
        return { metric: this.loggedMetric(watches.log, logGroup) };
      case 'late':
        return {
          metric: lambda.metric('IteratorAge', { period, statistic: 'Maximum' }),
          threshold: Duration.minutes(watches.minutes).toMilliseconds(),
        };
      case 'silence':
        return {
          metric: lambda.metricInvocations({ period: Duration.minutes(watches.minutes), statistic: 'Sum' }),
          ...NONE_AT_ALL,
        };
    }
  }

  /** A metric of what functions log: it needs no permission to write metrics. */
  private loggedMetric(log: LogAlarm, logGroup: ILogGroup): IMetric {
    const counted = log.withinMinutes === undefined ? period : Duration.minutes(log.withinMinutes);
    const filter = new MetricFilter(this, `${log.name}Filter`, {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', log.message),
      metricNamespace: Stack.of(this).stackName,
      metricName: log.name,
      metricValue: '1',
    });
    return filter.metric({ period: counted, statistic: 'Sum' });
  }

  private queueOf(queue: WatchedQueue): IQueue | undefined {
    const { undeliverable, unrecorded, unproven, tickets, unwritten, unarchived, unpublished, missed } = this.props;
    const queues: Readonly<Record<WatchedQueue, IQueue | undefined>> = {
      messages: undeliverable,
      'mail-events': unrecorded,
      'trail-events': unproven,
      tickets: tickets.unwritten,
      vault: unwritten,
      archive: unarchived,
      events: unpublished,
      schedules: missed,
    };
    return queues[queue];
  }
}

type FunctionWatch = Extract<AlarmWatch, { readonly functionName: string }>;
