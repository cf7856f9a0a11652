import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { errorName } from '../../contract/error-names.ts';

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
  'Lambda.Unknown',
  'States.Timeout', // Lambda never told how it ended
  'Sandbox.Timedout',
  'Runtime.ExitError',
];

/**
 * Calls came faster than a quota lets them, for longer than the SDK's own three tries. Names as the SDK's errors carry them, and
 * as Step Functions names a function that has too many invocations.
 */
const throttlingErrors = [
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'TooManyRequestsException',
  'SlowDown',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Lambda.TooManyRequestsException',
];

/** AWS services that were broken for longer than the SDK's own retries. Names as the SDK's errors carry them. */
const awsErrors = [
  'InternalServerError',
  'InternalServiceError',
  'InternalFailure',
  'KMSInternalException',
  'DependencyTimeoutException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
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

/** Lambda or another AWS service is in trouble, or has too much to do: waits 2 + 4 + 8 + 16 + 30 × 8 = 270 s at most. */
export const AWS_IN_TROUBLE: RetryPolicy = {
  errors: [...lambdaErrors, ...awsErrors, ...throttlingErrors, errorName.staleState],
  firstSeconds: 2,
  rate: 2,
  capSeconds: 30,
  attempts: 12,
  jitter: true,
};

/**
 * For steps that write to Secrets Manager, ahead of `AWS_IN_TROUBLE`: all accounts share 50 writes per second and Region, which
 * nobody can raise. Of 50,000 accounts approved in one minute the last gets its turn after 37 minutes (a test plays it through):
 * waits 5 + 10 + 20 + 40 + 80 + 160 + 300 × 30 = 9,315 s at most, half of that on average.
 */
export const SECRETS_THROTTLED: RetryPolicy = {
  errors: throttlingErrors,
  firstSeconds: 5,
  rate: 2,
  capSeconds: 300,
  attempts: 36,
  jitter: true,
};

/**
 * Nobody knows whether the reset took effect: looks after 30 + 60 + 60 = 150 s, and sends the same value again where the
 * directory does not show it, then a person looks. Not sooner: the directory shows a change late, and a request that is sent
 * before it does is one too many. No jitter: it would look at once sometimes; and answers are lost one by one, not together.
 */
export const RESET_OUTCOME_UNKNOWN: RetryPolicy = {
  errors: [errorName.resetOutcomeUnknown],
  firstSeconds: 30,
  rate: 2,
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

/**
 * All tenants start their accounts at once, and share one bucket of starts. 50,000 starts take 333 s in most Regions (800, and 150
 * more per second), and some of them lose every draw for long: waits 2 + 4 + 8 + 16 + 32 + 60 × 35 = 2,162 s at most.
 */
export const START_THROTTLED: RetryPolicy = {
  errors: startErrors,
  firstSeconds: 2,
  rate: 2,
  capSeconds: 60,
  attempts: 40,
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
