import type { JsonObject } from '../service.ts';
import type { Upload } from './assembly.ts';

/** What the templates of an assembly declare together, with every reference resolved to a local name or ARN. */
export interface Declarations {
  readonly stacks: readonly StackDeclaration[];
  readonly accountId: string;
  readonly region: string;
  readonly tables: readonly TableDeclaration[];
  readonly secrets: readonly SecretDeclaration[];
  readonly keys: readonly KeyDeclaration[];
  readonly buckets: readonly BucketDeclaration[];
  readonly queues: readonly QueueDeclaration[];
  readonly machines: readonly MachineDeclaration[];
  readonly functions: readonly FunctionDeclaration[];
  /** At most one: the portal. */
  readonly api?: ApiDeclaration;
  readonly schedules: readonly ScheduleDeclaration[];
  readonly eventSources: readonly EventSourceDeclaration[];
  readonly streamSources: readonly StreamSourceDeclaration[];
  readonly configurationSets: readonly ConfigurationSetDeclaration[];
  readonly eventRules: readonly EventRuleDeclaration[];
  readonly roles: readonly RoleDeclaration[];
  /** What buckets, queues and keys deny. */
  readonly resourcePolicies: readonly ResourcePolicyDeclaration[];
  readonly alarms: readonly AlarmDeclaration[];
  readonly metricFilters: readonly MetricFilterDeclaration[];
  /** In the order of the templates. */
  readonly customResources: readonly CustomResourceDeclaration[];
  /** What a deployment puts into the bucket of assets. */
  readonly uploads: readonly Upload[];
}

export interface StackDeclaration {
  readonly stackName: string;
  /** Key of the output → value. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export interface IndexDeclaration {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  /** With `INCLUDE` only. */
  readonly nonKeyAttributes: readonly string[];
}

/** The stream of a table. */
export interface StreamDeclaration {
  readonly arn: string;
  readonly view: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
}

export interface TableDeclaration {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly indexes: readonly IndexDeclaration[];
  /** Rows whose number in this attribute (seconds since 1970) has passed may be deleted. */
  readonly ttlAttribute?: string;
  readonly pointInTimeRecovery: boolean;
  readonly stream?: StreamDeclaration;
  readonly deletionProtection: boolean;
}

export interface SecretDeclaration {
  readonly logicalId: string;
  readonly name: string;
  /** With the six random characters that AWS appends, here always the same ones. */
  readonly arn: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
}

export interface KeyDeclaration {
  readonly logicalId: string;
  readonly keyId: string;
  readonly arn: string;
  /** Such as `SYMMETRIC_DEFAULT`, `HMAC_256`, `ECC_NIST_P256`. */
  readonly keySpec: string;
  /** `ENCRYPT_DECRYPT`, `GENERATE_VERIFY_MAC`, `SIGN_VERIFY`. */
  readonly keyUsage: string;
}

export interface BucketDeclaration {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly versioned: boolean;
  readonly objectLock: boolean;
}

export interface QueueDeclaration {
  readonly logicalId: string;
  readonly name: string;
  /** Its address at the local AWS endpoint: the SDK sends a queue’s calls to the host that its address names. */
  readonly url: string;
  readonly arn: string;
  readonly visibilityTimeoutSeconds: number;
  /** How long a message is kept. */
  readonly retentionSeconds: number;
  readonly redrive?: { readonly arn: string; readonly maxReceiveCount: number };
}

export interface MachineDeclaration {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** Amazon States Language, parsed, with references resolved. */
  readonly definition: JsonObject;
  readonly roleArn: string;
  /** Names of its aliases, which point at the newest of its versions. Left out: no versions of it are published. */
  readonly aliases?: readonly string[];
}

export interface FunctionDeclaration {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** Folder that holds the code. */
  readonly folder: string;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  /** Such as `index.handler`: `<file>.<export>`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly roleArn: string;
  /** Name of the log group that it logs to; `undefined`: one that Lambda makes. */
  readonly logGroup?: string;
  /** How many invocations may run at once; `undefined`: as many as the account allows. */
  readonly reservedConcurrency?: number;
}

export interface RouteDeclaration {
  /** Such as `GET /a/{locator}`, `ANY /{proxy+}`, `$default`. */
  readonly key: string;
  readonly functionArn: string;
  /** How fast it takes requests; `undefined`: as fast as the account may. */
  readonly throttle?: { readonly perSecond: number; readonly atOnce: number };
}

/** An HTTP API with payload format 2.0. */
export interface ApiDeclaration {
  readonly logicalId: string;
  readonly apiId: string;
  readonly name: string;
  readonly routes: readonly RouteDeclaration[];
}

export interface ScheduleDeclaration {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly groupName: string;
  /** `cron(…)` or `rate(…)`. */
  readonly expression: string;
  /** IANA name; `UTC` if the template gives none. */
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly targetArn: string;
  readonly roleArn: string;
  /** JSON text; may hold `<aws.scheduler.…>` placeholders. */
  readonly input?: string;
  readonly retry: { readonly maximumAttempts: number; readonly maximumEventAgeSeconds: number };
  readonly deadLetterArn?: string;
}

export interface EventSourceDeclaration {
  readonly logicalId: string;
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** At least 2, as AWS wants it; `undefined`: up to the function's own limit. */
  readonly maxConcurrency?: number;
  readonly reportBatchItemFailures: boolean;
}

/** Leads the stream of a table to a function. */
export interface StreamSourceDeclaration {
  readonly logicalId: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  /** How long a batch that is not full waits for more. */
  readonly windowSeconds: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** -1: while the stream has the record. */
  readonly maximumRetryAttempts: number;
  /** -1: while the stream has the record. */
  readonly maximumRecordAgeSeconds: number;
  readonly bisect: boolean;
  readonly reportBatchItemFailures: boolean;
  /** A queue that is told of what is given up. */
  readonly onFailureArn?: string;
}

/** As SES names the events that a configuration set publishes. */
export type MailEventKind = 'bounce' | 'complaint' | 'reject' | 'deliveryDelay';

export interface ConfigurationSetDeclaration {
  readonly logicalId: string;
  readonly name: string;
  /** To the default event bus. */
  readonly publishes: readonly MailEventKind[];
}

/** A rule on the default event bus. */
export interface EventRuleDeclaration {
  readonly logicalId: string;
  readonly arn: string;
  readonly pattern: JsonObject;
  /** Whether it gets calls that CloudTrail tells of and that only read. */
  readonly takesReads: boolean;
  readonly queueArns: readonly string[];
}

/** An alarm that is raised in a period in which a metric reaches a threshold, or stays below it, also where nothing is counted. */
export interface AlarmDeclaration {
  readonly logicalId: string;
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  readonly periodSeconds: number;
  readonly raisedBy: 'too much' | 'too little';
  readonly threshold: number;
  /** ARNs of what is told. */
  readonly actions: readonly string[];
}

/** Counts the lines of a log group that have a message. */
export interface MetricFilterDeclaration {
  readonly logicalId: string;
  /** Its name. */
  readonly logGroup: string;
  readonly message: string;
  readonly namespace: string;
  readonly metricName: string;
}

export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** Such as `dynamodb:PutItem`, with `*` and `?` as wildcards. */
  readonly actions: readonly string[];
  /** ARNs with wildcards, or `*`. */
  readonly resources: readonly string[];
  /** Operator → condition key → values. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface RoleDeclaration {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** Services that may take the role, such as `lambda.amazonaws.com`. */
  readonly trustedServices: readonly string[];
  readonly statements: readonly Statement[];
}

/** The policy that is attached to a resource: its statements that deny. */
export interface ResourcePolicyDeclaration {
  /** Of the bucket, the queue or the key. It holds for what is in the bucket too. */
  readonly resourceArn: string;
  readonly statements: readonly Statement[];
}

/** A resource that a function of the template makes, changes and removes. */
export interface CustomResourceDeclaration {
  readonly stackName: string;
  readonly logicalId: string;
  /** Such as `Custom::Estate`. */
  readonly type: string;
  /** ARN of the function. */
  readonly serviceToken: string;
  /** All properties, the token included, as the function gets them: plain values are text. */
  readonly properties: JsonObject;
}
