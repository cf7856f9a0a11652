import * as z from 'zod';
import type {
  EventSourceDeclaration,
  FunctionDeclaration,
  MachineDeclaration,
  StreamSourceDeclaration,
} from './declarations.ts';
import { attributeOf, type Found, propertiesOf, unnoticed } from './found.ts';
import { aliasesOf } from './machine-versions.ts';

const functionProperties = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string().regex(/^[\w-]+\.\w+$/, 'expected <file>.<export>'),
  Runtime: z.string().regex(/^nodejs\d+\.x$/, 'only Node.js functions run locally'),
  Role: z.string(),
  Timeout: z.int().default(3),
  MemorySize: z.int().default(128),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
  ReservedConcurrentExecutions: z.int().optional(),
  Architectures: unnoticed,
  Description: unnoticed,
  KmsKeyArn: unnoticed,
  LoggingConfig: z.looseObject({ LogGroup: z.string().optional() }).optional(),
  RuntimeManagementConfig: unnoticed,
  Tags: unnoticed,
  TracingConfig: unnoticed,
});

/** @param assets  object key → folder with the code */
export function readFunction(found: Found, assets: ReadonlyMap<string, string>): FunctionDeclaration {
  const properties = propertiesOf(found, functionProperties);
  const folder = assets.get(properties.Code.S3Key);
  if (folder === undefined) throw new Error(`${found.logicalId}: no asset ${properties.Code.S3Key} in the assembly`);
  return {
    logicalId: found.logicalId,
    name: found.ref,
    arn: attributeOf(found, 'Arn'),
    folder,
    runtime: properties.Runtime,
    handler: properties.Handler,
    environment: properties.Environment?.Variables ?? {},
    timeoutSeconds: properties.Timeout,
    memoryMb: properties.MemorySize,
    roleArn: properties.Role,
    ...(properties.LoggingConfig?.LogGroup === undefined ? {} : { logGroup: properties.LoggingConfig.LogGroup }),
    ...(properties.ReservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: properties.ReservedConcurrentExecutions }),
  };
}

const machineProperties = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD').optional(),
  DefinitionString: z.string(),
  RoleArn: z.string(),
  EncryptionConfiguration: unnoticed,
  LoggingConfiguration: unnoticed,
  TracingConfiguration: unnoticed,
  Tags: unnoticed,
});

/** @param versioned  versions and aliases of all machines */
export function readMachine(found: Found, versioned: Parameters<typeof aliasesOf>[1]): MachineDeclaration {
  const { DefinitionString, RoleArn } = propertiesOf(found, machineProperties);
  return {
    logicalId: found.logicalId,
    name: attributeOf(found, 'Name'),
    arn: found.ref,
    definition: z.record(z.string(), z.unknown()).parse(JSON.parse(DefinitionString)),
    roleArn: RoleArn,
    aliases: aliasesOf(found, versioned),
  };
}

const eventSourceProperties = z.strictObject({
  EventSourceArn: z.string().regex(/^arn:aws:sqs:/, 'only queues and streams of tables are event sources locally'),
  FunctionName: z.string(),
  BatchSize: z.int().default(10),
  MaximumBatchingWindowInSeconds: z.int().default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.int().min(2) }).optional(),
  Enabled: z.literal(true).optional(),
  Tags: unnoticed,
});

/** @param functions  by name and ARN, as a mapping may use either */
export function readEventSource(found: Found, functions: ReadonlyMap<string, string>): EventSourceDeclaration {
  const properties = propertiesOf(found, eventSourceProperties);
  const functionArn = functions.get(properties.FunctionName);
  if (functionArn === undefined) throw new Error(`${found.logicalId}: no function ${properties.FunctionName}`);
  return {
    logicalId: found.logicalId,
    queueArn: properties.EventSourceArn,
    functionArn,
    batchSize: properties.BatchSize,
    windowSeconds: properties.MaximumBatchingWindowInSeconds,
    ...(properties.ScalingConfig === undefined ? {} : { maxConcurrency: properties.ScalingConfig.MaximumConcurrency }),
    reportBatchItemFailures: properties.FunctionResponseTypes.length > 0,
  };
}

const streamSourceProperties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']),
  BatchSize: z.int().min(1).max(1000).default(100),
  MaximumBatchingWindowInSeconds: z.int().min(0).max(300).default(0),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.int().min(-1).max(10_000).default(-1),
  MaximumRecordAgeInSeconds: z.int().min(-1).max(604_800).default(-1),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: z.string().regex(/^arn:aws:sqs:/, 'must be a queue') }) })
    .optional(),
  Enabled: z.literal(true).optional(),
  Tags: unnoticed,
});

const sourceArn = z.looseObject({ EventSourceArn: z.string() });

/** Whether a mapping reads the stream of a table, and no queue. */
export const isOfStream = ({ properties }: Found): boolean =>
  /^arn:aws:dynamodb:.*\/stream\//.test(sourceArn.safeParse(properties).data?.EventSourceArn ?? '');

/** @param functions  by name and ARN, as a mapping may use either */
export function readStreamSource(found: Found, functions: ReadonlyMap<string, string>): StreamSourceDeclaration {
  const properties = propertiesOf(found, streamSourceProperties);
  const functionArn = functions.get(properties.FunctionName);
  if (functionArn === undefined) throw new Error(`${found.logicalId}: no function ${properties.FunctionName}`);
  return {
    logicalId: found.logicalId,
    streamArn: properties.EventSourceArn,
    functionArn,
    batchSize: properties.BatchSize,
    windowSeconds: properties.MaximumBatchingWindowInSeconds,
    startingPosition: properties.StartingPosition,
    maximumRetryAttempts: properties.MaximumRetryAttempts,
    maximumRecordAgeSeconds: properties.MaximumRecordAgeInSeconds,
    bisect: properties.BisectBatchOnFunctionError,
    reportBatchItemFailures: properties.FunctionResponseTypes.length > 0,
    ...(properties.DestinationConfig === undefined
      ? {}
      : { onFailureArn: properties.DestinationConfig.OnFailure.Destination }),
  };
}
