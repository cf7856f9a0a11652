import { AwsError, type JsonObject } from '../service.ts';
import { modelledErrors } from './error-classes.ts';
import { StateFailure } from './failure.ts';

/** How a Task's resource is carried out: which call it makes, and what its errors are called. */
export interface Integration {
  /** As the history names it, such as `lambda` or `aws-sdk:dynamodb`. */
  readonly resourceType: string;
  /** As the history names it, such as `invoke` or `updateItem.waitForTaskToken`. */
  readonly resource: string;
  readonly waitsForToken: boolean;
  /** The service as IAM names it, and the API's action. */
  readonly service: string;
  readonly action: string;
  /** What the called API takes, made from the Task's arguments. */
  toInput(args: JsonObject): JsonObject;
  /** What the Task gives, made from the API's answer. Throws {StateFailure} where the answer tells of a failure. */
  toResult(answer: JsonObject): unknown;
  /** What errors of the API are called in the workflow. */
  readonly errors: ErrorSpelling;
}

interface ErrorSpelling {
  readonly prefix: string;
  /** The name of errors that the SDK behind the integration has no class for. */
  readonly other: string;
}

/** Turns what a call threw into the failure that Retry and Catch see. */
export function failureOf(thrown: unknown, integration: Integration): StateFailure {
  const { service, action } = integration;
  const { prefix, other } = integration.errors;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof AwsError)) return new StateFailure(`${prefix}.SdkClientException`, message);
  // What the operation's model does not know, such as throttled starts, comes under the service's general error, told in the cause.
  if (modelledErrors[`${service}:${action}`]?.includes(thrown.code) !== true) {
    return new StateFailure(`${prefix}.${other}`, `${message} (Error Code: ${thrown.code})`);
  }
  // Always with this ending, even where the API's own code lacks it.
  const name = thrown.code.endsWith('Exception') ? thrown.code : `${thrown.code}Exception`;
  return new StateFailure(`${prefix}.${name}`, message);
}

const invokeFunction: Integration = {
  resourceType: 'lambda',
  resource: 'invoke',
  waitsForToken: false,
  service: 'lambda',
  action: 'Invoke',
  toInput: ({ Payload, ...args }) => ({
    ...args,
    Payload: Buffer.from(JSON.stringify(Payload ?? {})).toString('base64'),
  }),
  toResult: functionAnswer,
  errors: { prefix: 'Lambda', other: 'AWSLambdaException' },
};

const startExecution: Integration = {
  resourceType: 'states',
  resource: 'startExecution',
  waitsForToken: false,
  service: 'states',
  action: 'StartExecution',
  toInput: ({ StateMachineArn, Name, Input = {} }) => ({
    stateMachineArn: StateMachineArn,
    ...(Name === undefined ? {} : { name: Name }),
    input: typeof Input === 'string' ? Input : JSON.stringify(Input),
  }),
  toResult: ({ executionArn, startDate }) => ({ ExecutionArn: executionArn, StartDate: startDate }),
  errors: { prefix: 'StepFunctions', other: 'AWSStepFunctionsException' },
};

const optimized: Readonly<Record<string, Integration>> = {
  'lambda:invoke': invokeFunction,
  'states:startExecution': startExecution,
};

/** @throws {Error} for a resource that the local Step Functions doesn't carry out */
export function integrationOf(resource: string): Integration {
  const [, called] = /^arn:aws[a-z-]*:states:::(.+)$/.exec(resource) ?? [];
  const known = called === undefined ? undefined : optimized[called];
  if (known !== undefined) return known;
  const [, action, pattern] = /^aws-sdk:dynamodb:(\w+)(\.waitForTaskToken)?$/.exec(called ?? '') ?? [];
  if (action === undefined) {
    const supported = [...Object.keys(optimized), 'aws-sdk:dynamodb:*'].join(', ');
    throw new Error(`Resource '${resource}' is not supported by the local Step Functions (${supported})`);
  }
  return {
    resourceType: 'aws-sdk:dynamodb',
    resource: `${action}${pattern ?? ''}`,
    waitsForToken: pattern !== undefined,
    service: 'dynamodb',
    action: action.charAt(0).toUpperCase() + action.slice(1),
    toInput: (args) => args,
    toResult: (answer) => answer,
    errors: { prefix: 'DynamoDb', other: 'DynamoDbException' },
  };
}

/** A function's answer. Its payload travels as base64; an error of the function keeps its own name. */
function functionAnswer({ StatusCode, FunctionError, ExecutedVersion, Payload }: JsonObject): unknown {
  const text = typeof Payload === 'string' ? Buffer.from(Payload, 'base64').toString('utf8') : '';
  const payload = text === '' ? null : parsed(text);
  if (FunctionError === undefined)
    return { ExecutedVersion: ExecutedVersion ?? '$LATEST', Payload: payload, StatusCode };
  const named =
    typeof payload === 'object' && payload !== null && 'errorType' in payload ? payload.errorType : undefined;
  throw new StateFailure(typeof named === 'string' && named !== '' ? named : 'Lambda.Unknown', text);
}

/** A function may end so badly that what it leaves is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
