import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { UNCERTAIN_ROTATION } from '../contract/log-messages.ts';

export interface AlarmsProps {
  readonly machines: Readonly<Record<string, IStateMachine>>;
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  /** Functions that no workflow retries: an error of theirs is seen by nobody else. */
  readonly functions: Readonly<Record<string, IFunction>>;
  /** Logs in which `UNCERTAIN_ROTATION` stands when an outcome is uncertain. */
  readonly uncertain: Readonly<Record<string, ILogGroup>>;
}

/** What a person must look at. Subscribe to them where the MSP's other alarms go. */
export class Alarms extends Construct {
  constructor(scope: Construct, { machines, deadLetters, functions, uncertain }: AlarmsProps) {
    super(scope, 'Alarms');
    for (const [name, machine] of Object.entries(machines)) {
      this.alarm(
        `${name}Failed`,
        `An execution of ${name} failed`,
        machine.metricFailed({ period: Duration.minutes(5) }),
      );
    }
    for (const [name, each] of Object.entries(functions)) {
      this.alarm(`${name}Errors`, `${name} failed`, each.metricErrors({ period: Duration.minutes(5) }));
    }
    for (const [name, queue] of Object.entries(deadLetters)) {
      this.alarm(
        name,
        `${name}: something could not be delivered`,
        queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
      );
    }
    for (const [name, logGroup] of Object.entries(uncertain)) this.uncertainIn(name, logGroup);
  }

  /** A metric of what functions log: it needs no permission to write metrics. */
  private uncertainIn(name: string, logGroup: ILogGroup): void {
    const filter = new MetricFilter(this, `${name}Filter`, {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', UNCERTAIN_ROTATION),
      metricNamespace: Stack.of(this).stackName,
      metricName: `UncertainRotations-${name}`,
      metricValue: '1',
    });
    this.alarm(
      name,
      'A password may or may not have been changed. Both versions are kept: one of them works. See docs/runbook.md, "An uncertain rotation"',
      filter.metric({ period: Duration.minutes(5), statistic: 'Sum' }),
    );
  }

  private alarm(id: string, alarmDescription: string, metric: IMetric): void {
    new Alarm(this, id, {
      alarmDescription,
      metric,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
