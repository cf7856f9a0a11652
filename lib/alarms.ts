import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface AlarmsProps {
  readonly machines: Readonly<Record<string, IStateMachine>>;
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  /** Functions that no workflow retries: an error of theirs is seen by nobody else. */
  readonly functions: Readonly<Record<string, IFunction>>;
}

/** What a person must look at. Subscribe to them where the MSP's other alarms go. */
export class Alarms extends Construct {
  constructor(scope: Construct, { machines, deadLetters, functions }: AlarmsProps) {
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
