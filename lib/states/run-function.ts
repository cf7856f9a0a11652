import { Duration } from 'aws-cdk-lib';
import { TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { RotationFunction } from '../rotation-function.ts';
import { extended, jsonata } from './jsonata.ts';
import { ESTATE_UNDER_WAY, LAMBDA_BUSY, type RetryPolicy, retryProps } from './retries.ts';

export interface RunFunctionProps {
  readonly function: RotationFunction;
  /** JSONata for the function's event. */
  readonly payload: string;
  /** JSONata for what the next state gets; the function's answer is `$states.result.Payload`. */
  readonly output: string;
  /** Errors after which the function runs again, besides those of a function that found no room, or is being deployed. */
  readonly retries: readonly RetryPolicy[];
}

/** Slack for Lambda to report a function that ran into its own timeout. */
const SLACK = Duration.seconds(60);

/** Runs one function and waits for its answer. Only the named errors are tried again. */
export function runFunction(scope: Construct, id: string, props: RunFunctionProps): LambdaInvoke {
  const run = LambdaInvoke.jsonata(scope, id, {
    lambdaFunction: props.function.lambda,
    // What a function logs leads back to the execution that ran it.
    payload: TaskInput.fromText(jsonata(extended(props.payload, "'executionId': $states.context.Execution.Id"))),
    outputs: jsonata(props.output),
    taskTimeout: Timeout.duration(props.function.timeout.plus(SLACK)),
    retryOnServiceExceptions: false, // the CDK's own retry lacks throttling, and would come on top of ours
  });
  for (const each of [LAMBDA_BUSY, ESTATE_UNDER_WAY, ...props.retries]) run.addRetry(retryProps(each));
  return run;
}
