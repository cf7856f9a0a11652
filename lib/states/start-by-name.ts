import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { jsonata } from './jsonata.ts';
import { retryProps, START_THROTTLED } from './retries.ts';

export interface StartByNameProps {
  readonly stateMachine: IStateMachine;
  /** JSONata for the execution's name: the same each time, so that a second start finds the first. */
  readonly name: string;
  /** JSONata for the execution's input. It holds no clock value: another input under the same name is refused. */
  readonly input: string;
  /** JSONata for what the next state gets. Default: a short constant, for the results of a map must stay small. */
  readonly output?: string;
}

/** An execution of this name runs or ran: as good as started. Spelled both ways, as integrations differ. */
export const STARTED_ALREADY = ['StepFunctions.ExecutionAlreadyExistsException', 'Sfn.ExecutionAlreadyExistsException'];

/** Starts an execution and does not wait for it. */
export function startByName(scope: Construct, id: string, props: StartByNameProps): StepFunctionsStartExecution {
  const start = StepFunctionsStartExecution.jsonata(scope, id, {
    stateMachine: props.stateMachine,
    name: jsonata(props.name),
    input: TaskInput.fromText(jsonata(props.input)),
    outputs: jsonata(props.output ?? "'started'"),
  });
  start.addRetry(retryProps(START_THROTTLED));
  return start;
}
