import * as z from 'zod';
import type { IndexDeclaration, KeyAttribute, TableDeclaration } from './declarations.ts';
import { attributeOf, type Found, propertiesOf, unnoticed } from './found.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const recovery = z.strictObject({ PointInTimeRecoveryEnabled: z.boolean(), RecoveryPeriodInDays: unnoticed });

const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).default([]),
  }),
  OnDemandThroughput: unnoticed,
  WriteOnDemandThroughputSettings: unnoticed,
});

/** What a table has for each region. */
const regionProperties = {
  PointInTimeRecoverySpecification: recovery.optional(),
  DeletionProtectionEnabled: z.boolean().default(false),
  Tags: unnoticed,
};

const globalTable = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).default([]),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  StreamSpecification: z
    .strictObject({ StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) })
    .optional(),
  SSESpecification: unnoticed,
  WriteOnDemandThroughputSettings: unnoticed,
  Replicas: z
    .array(
      z.strictObject({
        ...regionProperties,
        Region: z.string(),
        SSESpecification: unnoticed,
        ContributorInsightsSpecification: unnoticed,
        GlobalSecondaryIndexes: unnoticed,
        TableClass: unnoticed,
      }),
    )
    .length(1, 'the local cloud has one region, so one replica'),
});

export function readTable(found: Found): TableDeclaration {
  const table = propertiesOf(found, globalTable);
  const [replica] = table.Replicas;
  if (replica === undefined) throw new Error(`${found.logicalId}: no replica`);
  const attribute = (schema: z.output<typeof keySchema>, type: 'HASH' | 'RANGE'): KeyAttribute | undefined => {
    const name = schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
    if (name === undefined) return undefined;
    const definition = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    if (definition === undefined) throw new Error(`${found.logicalId}: key attribute ${name} has no definition`);
    return { name, type: definition.AttributeType };
  };
  const keys = (schema: z.output<typeof keySchema>) => {
    const partitionKey = attribute(schema, 'HASH');
    const sortKey = attribute(schema, 'RANGE');
    if (partitionKey === undefined) throw new Error(`${found.logicalId}: no partition key`);
    return { partitionKey, ...(sortKey === undefined ? {} : { sortKey }) };
  };
  const indexes = table.GlobalSecondaryIndexes.map(
    ({ IndexName, KeySchema, Projection }): IndexDeclaration => ({
      name: IndexName,
      ...keys(KeySchema),
      projection: Projection.ProjectionType,
      nonKeyAttributes: Projection.NonKeyAttributes,
    }),
  );
  const ttl = table.TimeToLiveSpecification;
  return {
    logicalId: found.logicalId,
    name: found.ref,
    arn: attributeOf(found, 'Arn'),
    ...keys(table.KeySchema),
    indexes,
    ...(ttl?.Enabled === true && ttl.AttributeName !== undefined ? { ttlAttribute: ttl.AttributeName } : {}),
    pointInTimeRecovery: replica.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false,
    deletionProtection: replica.DeletionProtectionEnabled,
    ...(table.StreamSpecification === undefined
      ? {}
      : { stream: { arn: attributeOf(found, 'StreamArn'), view: table.StreamSpecification.StreamViewType } }),
  };
}
