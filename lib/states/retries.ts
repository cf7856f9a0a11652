import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { errorName } from '../../config/error-names.ts';

/**
 * How workflows try again. Delay n is `firstSeconds` × `rate`^(n−1), at most `capSeconds`; with jitter it is a random
 * part of that. A test computes the sums named here.
 */
export interface RetryPolicy {
  readonly errors: readonly string[];
  readonly firstSeconds: number;
  readonly rate: number;
  readonly capSeconds: number;
  /** Tries after the first one. */
  readonly attempts: number;
  /** Whether many executions that fail together try again at different times. */
  readonly jitter: boolean;
}

/** Lambda itself failed, was throttled, or the function was stopped half-way: every function may run twice (R8). */
const lambdaErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'Runtime.ExitError',
];

/** AWS services that were busy or broken for longer than the SDK's own retries. Names as the SDK's errors carry them. */
const awsErrors = [
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'InternalServiceError',
  'InternalFailure',
  'KMSInternalException',
  'DependencyTimeoutException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'TooManyRequestsException',
  'SlowDown',
  'InternalError',
  'KeyUnavailableException',
  'TransactionInProgressException',
  'RequestTimeout',
  'SyntaxError', // a JSON service that answers 503 with HTML
  'TransactionConflictException',
  'TimeoutError',
];

/** Errors of `aws-sdk:dynamodb:*` tasks that pass. Spelled both ways, as integrations differ. */
const dynamoDbErrors = ['DynamoDb', 'DynamoDB'].flatMap((service) =>
  [
    'InternalServerErrorException',
    'InternalServerException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceededException',
    'ThrottlingException',
    'TransactionConflictException',
    'SdkClientException',
  ].map((each) => `${service}.${each}`),
);

/** Errors of `states:startExecution` that pass. Spelled both ways, as integrations differ. */
const startErrors = ['StepFunctions', 'Sfn'].flatMap((service) =>
  ['ThrottlingException', 'ExecutionLimitExceededException', 'ServiceUnavailableException', 'SdkClientException'].map(
    (each) => `${service}.${each}`,
  ),
);

/** Lambda or another AWS service is in trouble: waits 2 + 4 + 8 + 16 + 30 × 4 = 150 s at most. */
export const AWS_IN_TROUBLE: RetryPolicy = {
  errors: [...lambdaErrors, ...awsErrors, errorName.staleState],
  firstSeconds: 2,
  rate: 2,
  capSeconds: 30,
  attempts: 8,
  jitter: true,
};

/** Nobody knows whether the reset took effect: the same value again after 5 + 15 + 45 = 65 s, then a person looks. */
export const RESET_OUTCOME_UNKNOWN: RetryPolicy = {
  errors: [errorName.resetOutcomeUnknown],
  firstSeconds: 5,
  rate: 3,
  capSeconds: 60,
  attempts: 3,
  jitter: false,
};

/** The directory shows a reset late: waits 5 + 10 + 20 + 40 + 60 × 9 = 615 s. No jitter: this patience is a promise. */
export const RESET_NOT_VISIBLE: RetryPolicy = {
  errors: [errorName.resetNotVisible],
  firstSeconds: 5,
  rate: 2,
  capSeconds: 60,
  attempts: 13,
  jitter: false,
};

/**
 * Recording an outcome, closing a tenant or a cycle must happen, whatever fails for a while: waits 315 s on the way to
 * 300 s, then 300 × 14, together 4,515 s at most.
 */
export const MUST_BE_RECORDED: RetryPolicy = {
  errors: ['States.ALL'],
  firstSeconds: 5,
  rate: 2,
  capSeconds: 300,
  attempts: 20,
  jitter: true,
};

/** A decision came before its deadline after all: the workflow goes on with it at once: waits 0 s. */
export const ALREADY_DECIDED: RetryPolicy = {
  errors: [errorName.alreadyDecided],
  firstSeconds: 1,
  rate: 1,
  capSeconds: 2,
  attempts: 0,
  jitter: false,
};

/** A row cannot be read or written by a workflow: waits 1 + 2 + 4 + 8 + 16 + 30 × 5 = 181 s at most. */
export const TABLE_IN_TROUBLE: RetryPolicy = {
  errors: dynamoDbErrors,
  firstSeconds: 1,
  rate: 2,
  capSeconds: 30,
  attempts: 10,
  jitter: true,
};

/** All tenants start their accounts at once, and share one bucket of starts: waits 2 + 4 + 8 + 16 + 32 + 60 × 7 = 482 s at most. */
export const START_THROTTLED: RetryPolicy = {
  errors: startErrors,
  firstSeconds: 2,
  rate: 2,
  capSeconds: 60,
  attempts: 12,
  jitter: true,
};

/** The longest that a policy waits in all, in seconds. */
export function longestWaitSeconds(policy: RetryPolicy): number {
  return Array.from({ length: policy.attempts }, (_, i) =>
    Math.min(policy.firstSeconds * policy.rate ** i, policy.capSeconds),
  ).reduce((sum, each) => sum + each, 0);
}

/** A policy as the CDK wants it. */
export function retryProps(policy: RetryPolicy): RetryProps {
  return {
    errors: [...policy.errors],
    interval: Duration.seconds(policy.firstSeconds),
    backoffRate: policy.rate,
    maxDelay: Duration.seconds(policy.capSeconds),
    maxAttempts: policy.attempts,
    jitterStrategy: policy.jitter ? JitterType.FULL : JitterType.NONE,
  };
}
