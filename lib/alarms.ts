import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { LogAlarm } from '../contract/function-entry.ts';
import { failureLeaves, type MachineName, machineNames } from '../contract/machines.ts';
import { pascalCase, type RotationFunction } from './rotation-function.ts';

export interface AlarmsProps {
  readonly machines: Readonly<Record<MachineName, IStateMachine>>;
  /** Messages that could not be sent. */
  readonly undeliverable: IQueue;
  /** Starts that EventBridge Scheduler could not deliver. */
  readonly missed: IQueue;
  readonly functions: readonly RotationFunction[];
}

type AlarmText = Pick<LogAlarm, 'means' | 'chapter'>;

const period = Duration.minutes(5);

/** What a person must look at. Subscribe to them where the MSP's other alarms go. */
export class Alarms extends Construct {
  constructor(scope: Construct, { machines, undeliverable, missed, functions }: AlarmsProps) {
    super(scope, 'Alarms');
    for (const name of machineNames) {
      const means = `An execution of ${name} failed. ${failureLeaves[name]}`;
      this.alarm(`${name}Failed`, { means, chapter: 'A workflow failed' }, machines[name].metricFailed({ period }));
    }
    for (const each of functions) this.watch(each);
    this.watchQueue('UndeliverableMessages', undeliverable, {
      means: 'A message could not be sent after 20 tries in about two hours. Its mail, card or ticket did not arrive.',
      chapter: 'A message was not sent',
    });
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
    if (alarms?.log === undefined) return;
    // A metric of what functions log: it needs no permission to write metrics.
    const { log } = alarms;
    const filter = new MetricFilter(this, `${log.name}Filter`, {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', log.message),
      metricNamespace: Stack.of(this).stackName,
      metricName: log.name,
      metricValue: '1',
    });
    this.alarm(log.name, log, filter.metric({ period, statistic: 'Sum' }));
  }

  private watchQueue(id: string, queue: IQueue, text: AlarmText): void {
    this.alarm(id, text, queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }));
  }

  private alarm(id: string, { means, chapter }: AlarmText, metric: IMetric): void {
    new Alarm(this, id, {
      alarmDescription: `${means} See docs/runbook.md, "${chapter}".`,
      metric,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
