import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { NOT_STARTED } from '../../contract/error-names.ts';
import { liveArn } from '../workflows/machine.ts';
import { CAUSE_CHARACTERS, jsonata } from './jsonata.ts';
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

/** JSONata for what a start gives in a map, whose results must stay small. */
export const STARTED = "'started'";

/** JSONata member `error` of a catch's output: why an execution could not be started. AWS's error names the call alone. */
export const notStartedError =
  `'error': {'name': '${NOT_STARTED}', 'cause': $states.errorOutput.Error & ` +
  `($exists($states.errorOutput.Cause) ? ': ' & $substring($states.errorOutput.Cause, 0, ${CAUSE_CHARACTERS}) : '')}`;

const startState = z.looseObject({ Arguments: z.looseObject({ StateMachineArn: z.unknown() }) });

/** The CDK would start what the machine is at the moment, which is no version; of an alias, it would grant the wrong ARN. */
function startLive(start: StepFunctionsStartExecution, arn: string): void {
  const toStateJson = start.toStateJson.bind(start);
  start.toStateJson = (language) => {
    const state = startState.parse(toStateJson(language));
    return { ...state, Arguments: { ...state.Arguments, StateMachineArn: arn } };
  };
}

/** Starts an execution of a machine's newest version and does not wait for it. */
export function startByName(scope: Construct, id: string, props: StartByNameProps): StepFunctionsStartExecution {
  const start = StepFunctionsStartExecution.jsonata(scope, id, {
    stateMachine: props.stateMachine,
    name: jsonata(props.name),
    input: TaskInput.fromText(jsonata(props.input)),
    outputs: jsonata(props.output ?? STARTED),
  });
  startLive(start, liveArn(props.stateMachine));
  start.addRetry(retryProps(START_THROTTLED));
  return start;
}
