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

/**
 * Every name below is in docs/aws-errors.md, with where it was confirmed; a test holds them against the models of AWS's services.
 * Lambda itself failed, or the function was stopped half-way: every function may run twice (R8).
 */
const lambdaErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ResourceConflictException', // the function is being deployed
  'Lambda.ResourceNotReadyException',
  'Lambda.Unknown',
  'States.Timeout', // Lambda never told how it ended
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
];

/** Calls came faster than a quota lets them, for longer than the SDK's own three tries. Names as the SDK's errors carry them. */
const throttlingErrors = [
  'ThrottlingException',
  'Throttling',
  'RequestThrottled',
  'SlowDown',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'ExecutionLimitExceeded',
  'KmsThrottlingException',
  'KmsThrottled',
];

/** AWS services that were broken for longer than the SDK's own retries. Names as the SDK's errors carry them. */
const awsErrors = [
  'InternalServerError',
  'InternalServiceError',
  'InternalFailure',
  'KMSInternalException',
  'DependencyTimeoutException',
  'ServiceUnavailable',
  'InternalError',
  'KeyUnavailableException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'RequestTimeout',
  'SyntaxError', // a JSON service that answers 503 with HTML
  'TransactionConflictException',
  'TimeoutError',
];

/** Errors of `aws-sdk:dynamodb:*` tasks that pass. `DynamoDbException` is what the model has no error for, such as throttled exports. */
const dynamoDbErrors = [
  'DynamoDbException',
  'SdkClientException',
  'ExportConflictException',
  'InternalServerErrorException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceededException',
  'ThrottlingException',
  'TransactionConflictException',
].map((each) => `DynamoDb.${each}`);

/**
 * Errors of `states:startExecution` that pass. Its model knows no throttling: a throttled start has the general name, which is
 * `StepFunctions.AWSStepFunctionsException` here, and `Sfn.SfnException` where the SDK's integration starts.
 */
const startErrors = [
  'StepFunctions.AWSStepFunctionsException',
  'Sfn.SfnException',
  ...['StepFunctions', 'Sfn'].flatMap((service) =>
    ['ExecutionLimitExceededException', 'KmsThrottlingException', 'SdkClientException'].map(
      (each) => `${service}.${each}`,
    ),
  ),
];

/**
 * More functions are asked for at once than the account may run; a new account about ten. That is weather: the step waits, longer
 * each time, and the function has not run. 5,000 accounts that are approved within a minute all get their turn with ten (a test plays
 * it through): waits 2 + 4 + 8 + … + 256 + 300 × 72 = 22,110 s at most, half of that on average.
 */
export const LAMBDA_BUSY: RetryPolicy = {
  errors: ['Lambda.TooManyRequestsException'],
  firstSeconds: 2,
  rate: 2,
  capSeconds: 300,
  attempts: 80,
  jitter: true,
};

/**
 * A function does not know a setting of the estate that is in force: a release is being rolled back, which brings the code first and the
 * estate when all functions have theirs (ADR 48). That takes minutes: waits 5 + 10 + 20 + 40 + 60 × 20 = 1,275 s at most, half of that on
 * average.
 */
export const ESTATE_UNDER_WAY: RetryPolicy = {
  errors: [errorName.unreadableEstate],
  firstSeconds: 5,
  rate: 2,
  capSeconds: 60,
  attempts: 24,
  jitter: true,
};

/** Lambda or another AWS service is in trouble, or is asked too often: waits 2 + 4 + 8 + 16 + 30 × 8 = 270 s at most. */
export const AWS_IN_TROUBLE: RetryPolicy = {
  errors: [...lambdaErrors, ...awsErrors, ...throttlingErrors, errorName.staleState],
  firstSeconds: 2,
  rate: 2,
  capSeconds: 30,
  attempts: 12,
  jitter: true,
};

/**
 * For a step that holds dead letters for a minute: one that runs again sooner finds none, and would say so. Waits 65 + 65 = 130 s. No
 * jitter: it would be sooner sometimes.
 */
export const LETTERS_HELD: RetryPolicy = {
  errors: AWS_IN_TROUBLE.errors,
  firstSeconds: 65,
  rate: 1,
  capSeconds: 66, // Step Functions wants more than the first delay
  attempts: 2,
  jitter: false,
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
 * Recording an outcome, waiting for tenants and accounts, closing a tenant or a cycle must happen, whatever fails for a while: waits 315 s on the way to
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

/** How errors are left to a catch, ahead of a policy for `States.ALL`. */
export const NOT_AGAIN: Omit<RetryPolicy, 'errors'> = {
  firstSeconds: 1,
  rate: 1,
  capSeconds: 2,
  attempts: 0,
  jitter: false,
};

/** A decision came before its deadline after all: the workflow goes on with it at once: waits 0 s. */
export const ALREADY_DECIDED: RetryPolicy = { ...NOT_AGAIN, errors: [errorName.alreadyDecided] };

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
