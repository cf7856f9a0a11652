import type { ISchedule, ScheduleTargetConfig } from 'aws-cdk-lib/aws-scheduler';
import { type ScheduleTargetBaseProps, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { liveArn } from './workflows/machine.ts';

/** Target of a schedule: starts the newest version of a machine. What the CDK grants, the machine's own ARN, is what AWS asks for. */
export class StartLive extends StepFunctionsStartExecution {
  constructor(
    private readonly machine: IStateMachine,
    props: ScheduleTargetBaseProps,
  ) {
    super(machine, props);
  }

  override bind(schedule: ISchedule): ScheduleTargetConfig {
    return { ...super.bind(schedule), arn: liveArn(this.machine) };
  }
}
