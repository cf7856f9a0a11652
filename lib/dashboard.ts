import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { MachineName } from '../contract/machines.ts';
import type { Portal } from './portal.ts';
import type { RotationFunction } from './rotation-function.ts';

export interface OperationsDashboardProps {
  readonly alarms: readonly IAlarm[];
  readonly machines: Readonly<Record<MachineName, IStateMachine>>;
  readonly functions: readonly RotationFunction[];
  readonly portal: Portal;
  /** Names of the estate's schedules. */
  readonly schedules: readonly string[];
}

/** The dimension of what is measured over all schedules, as functions write it. */
const ALL_SCHEDULES = 'all';
const period = Duration.minutes(5);
const WIDTH = 24;

/**
 * What is going on, on one page: alarms first, then cycles, then what carries them. Its graphs are made of what AWS and our functions count
 * anyway. It names no tenant: the pages of the portal do.
 */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, props: OperationsDashboardProps) {
    super(scope, 'Dashboard');
    const { stackName } = Stack.of(this);
    const dashboard = new Dashboard(this, 'Operations', { dashboardName: `${stackName}-Operations` });
    dashboard.addWidgets(
      new TextWidget({
        markdown: `**${stackName}** · What an alarm means and what to do: docs/runbook.md#alarms · \`npm run rotation -- status\``,
        width: WIDTH,
        height: 1,
      }),
    );
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: WIDTH, height: 6 }),
    );
    dashboard.addWidgets(...this.cycles(props));
    dashboard.addWidgets(...this.carriers(props), this.drills());
  }

  private cycles({ schedules }: OperationsDashboardProps): IWidget[] {
    const of = (metricName: string, statistic: string, names = schedules) =>
      names.map((schedule) => this.told(metricName, statistic, schedule));
    const sums = (...names: readonly string[]) => names.flatMap((name) => of(name, 'Sum'));
    return [
      graph('Waiting and under way', [...of('Waiting', 'Maximum'), ...of('UnderWay', 'Maximum')]),
      graph('Came to', sums('Rotated', 'Failed', 'Uncertain', 'Rejected', 'Expired')),
      graph('Not collected', [
        ...of('NotCollected', 'Maximum', [ALL_SCHEDULES]),
        ...of('ChangedElsewhere', 'Sum', [ALL_SCHEDULES]),
      ]),
      graph('Oldest password, in days', of('OldestPasswordDays', 'Maximum', [ALL_SCHEDULES, ...schedules])),
    ];
  }

  /** Whether emergency accounts of tenants would work. */
  private drills(): IWidget {
    const tenants = (metricName: string) => this.told(metricName, 'Maximum', ALL_SCHEDULES);
    return graph('Tenants in the break-glass drill', [tenants('DrillsFailing'), tenants('DrillsUnknown')]);
  }

  /** A metric of ours, as functions tell it. */
  private told(metricName: string, statistic: string, schedule: string): Metric {
    return new Metric({
      namespace: Stack.of(this).stackName,
      metricName,
      dimensionsMap: { Schedule: schedule },
      statistic,
      period: Duration.hours(1),
      label: `${metricName} ${schedule}`,
    });
  }

  private carriers({ machines, functions, portal }: OperationsDashboardProps): IWidget[] {
    const executions = (['RotationCycle', 'TenantRotation', 'AccountRotation'] as const).flatMap((name) => [
      machines[name].metricStarted({ period, label: `${name} started` }),
      machines[name].metricFailed({ period, label: `${name} failed` }),
    ]);
    // `METRICS` takes all of its graph whose ids have the text.
    const sumOf = (label: 'errors' | 'throttles', each: (lambda: RotationFunction['lambda']) => IMetric): IMetric => {
      const usingMetrics = Object.fromEntries(functions.map(({ lambda }, i) => [`${label}${i}`, each(lambda)]));
      return new MathExpression({ expression: `SUM(METRICS("${label}"))`, usingMetrics, label, period });
    };
    return [
      graph('Workflows', executions),
      graph('Functions', [
        sumOf('errors', (lambda) => lambda.metricErrors({ period })),
        sumOf('throttles', (lambda) => lambda.metricThrottles({ period })),
      ]),
      graph('Pages', [portal.serverErrors(period)]),
    ];
  }
}

const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, left: [...left], width: WIDTH / 4, height: 6 });
