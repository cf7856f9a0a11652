import type { Clock } from '@m365-rotation/loopback';

/** Plain JSON as it travels in AWS's protocols, once decoded. Binary values are base64 text. */
export type JsonObject = { [key: string]: unknown };

/**
 * Who makes a call: a role of the template (a function's, a state machine's, a schedule's), an AWS service on its own
 * behalf (the HTTP API), or a person at a terminal.
 */
export type Principal =
  | {
      readonly kind: 'role';
      readonly roleArn: string;
      readonly name: string;
      /** Which of several that have taken the role: the thread of a function. */
      readonly session?: string;
    }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'operator' };

/** One call to one AWS service, whatever wire protocol brought it. */
export interface Call {
  /** The service prefix that IAM uses: `dynamodb`, `states`, `secretsmanager`, `kms`, `sts`, `sqs`, `s3`, `ses`, `lambda`, … */
  readonly service: string;
  /** The API's action name in Pascal case, such as `PutItem` or `Invoke`. */
  readonly action: string;
  readonly input: JsonObject;
  readonly principal: Principal;
}

/** What one call needs to be allowed, in IAM's words. */
export interface Requirement {
  /** Such as `dynamodb:PutItem`, or `lambda:InvokeFunction` for the API `Invoke`. */
  readonly action: string;
  readonly resource: string;
  /** Condition keys and their values, such as `sts:IdentityTokenAudience`. */
  readonly context?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** One local AWS service. Its actions take and return what the SDK's command input and output hold. */
export interface Service {
  readonly name: string;
  readonly actions: Readonly<Record<string, (input: JsonObject, call: Call) => Promise<JsonObject>>>;
  /** The permissions that a call needs; every one must be granted. Empty: anyone may (such as `sts:GetCallerIdentity`). */
  requirementsOf(call: Call): readonly Requirement[];
  /** Writes what is still unwritten, and lets go of ports and files. */
  close(): Promise<void>;
}

/** What a service is given when it starts. */
export interface ServiceContext {
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
  /** The service's own folder under `DIR/aws/`; exists already. All state that must survive a restart lives here. */
  readonly folder: string;
  /** Calls another service, with the caller's permissions checked. */
  readonly call: Dispatch;
}

/** Checks the caller's permissions and the quotas, counts the call, applies faults, and carries it out. */
export type Dispatch = (call: Call) => Promise<JsonObject>;

/** An error as AWS reports it: SDK error classes and their retries depend on the code and the status. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  constructor(
    /** Such as `ConditionalCheckFailedException`. */
    readonly code: string,
    message: string,
    readonly httpStatus = 400,
    /** Further members of the error's body, such as `CancellationReasons`. */
    readonly fields: JsonObject = {},
  ) {
    super(message);
  }
}
