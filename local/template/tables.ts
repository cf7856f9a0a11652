import { z } from 'zod';
import type { KeyAttribute, TableDeclaration } from './declarations.ts';
import { attributeOf, type Found, propertiesOf } from './found.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).default([]),
});
const recovery = z.strictObject({ PointInTimeRecoveryEnabled: z.boolean(), RecoveryPeriodInDays: z.int().optional() });
/** Limits on throughput change nothing that a local run could notice. */
const throughput = { OnDemandThroughput: z.unknown(), WriteOnDemandThroughputSettings: z.unknown() };

const base = {
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection, ...throughput }).partial(throughputKeys()))
    .default([]),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  /** Encryption at rest: nothing that a caller could see. */
  SSESpecification: z.unknown(),
};

function throughputKeys() {
  return { OnDemandThroughput: true, WriteOnDemandThroughputSettings: true } as const;
}

const table = z.strictObject({
  ...base,
  PointInTimeRecoverySpecification: recovery.optional(),
  DeletionProtectionEnabled: z.boolean().default(false),
  Tags: z.unknown(),
}).partial({ SSESpecification: true, Tags: true });

const globalTable = z.strictObject({
  ...base,
  Replicas: z
    .array(
      z.strictObject({
        Region: z.string(),
        PointInTimeRecoverySpecification: recovery.optional(),
        DeletionProtectionEnabled: z.boolean().default(false),
        SSESpecification: z.unknown(),
        Tags: z.unknown(),
        ContributorInsightsSpecification: z.unknown(),
        TableClass: z.unknown(),
      }).partial({ SSESpecification: true, Tags: true, ContributorInsightsSpecification: true, TableClass: true }),
    )
    .length(1, 'one replica, in the stack’s own region'),
  WriteOnDemandThroughputSettings: z.unknown(),
}).partial({ SSESpecification: true, WriteOnDemandThroughputSettings: true });
