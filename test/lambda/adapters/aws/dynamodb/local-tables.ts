import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Call, startServices, type TableDeclaration } from '@m365-rotation/local-aws';
import { type Clock, clockAt } from '@m365-rotation/loopback';
import { estateAttribute } from '../../../../../contract/estate.ts';
import {
  auditAttribute,
  openApprovalAttributes,
  stateAttribute,
  stateTableIndex,
} from '../../../../../contract/table-keys.ts';
import type { Tables } from '../../../../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';

const arn = (service: string, name: string) => `arn:aws:${service}:eu-central-1:111122223333:${name}`;

const state: TableDeclaration = {
  logicalId: 'RotationState',
  name: 'Rotation-State',
  arn: arn('dynamodb', 'table/Rotation-State'),
  partitionKey: { name: stateAttribute.partitionKey, type: 'S' },
  sortKey: { name: stateAttribute.sortKey, type: 'S' },
  indexes: [
    {
      name: stateTableIndex.openApprovals,
      partitionKey: { name: stateAttribute.openFor, type: 'S' },
      sortKey: { name: stateAttribute.decideBefore, type: 'S' },
      projection: 'INCLUDE',
      nonKeyAttributes: openApprovalAttributes,
    },
    {
      name: stateTableIndex.openLinks,
      partitionKey: { name: stateAttribute.collectIn, type: 'S' },
      sortKey: { name: stateAttribute.collectBefore, type: 'N' },
      projection: 'ALL',
      nonKeyAttributes: [],
    },
  ],
  ttlAttribute: stateAttribute.expiresAt,
  pointInTimeRecovery: true,
  deletionProtection: false,
};

const audit: TableDeclaration = {
  logicalId: 'RotationAudit',
  name: 'Rotation-Audit',
  arn: arn('dynamodb', 'table/Rotation-Audit'),
  partitionKey: { name: auditAttribute.partitionKey, type: 'S' },
  sortKey: { name: auditAttribute.sortKey, type: 'N' },
  indexes: [],
  pointInTimeRecovery: true,
  deletionProtection: true,
};

/** Name of the table of estates. */
export const ESTATE_TABLE = 'Estates';
const estates: TableDeclaration = {
  logicalId: 'Estates',
  name: ESTATE_TABLE,
  arn: arn('dynamodb', `table/${ESTATE_TABLE}`),
  partitionKey: { name: estateAttribute.id, type: 'S' },
  indexes: [],
  pointInTimeRecovery: true,
  deletionProtection: false,
};

const keyOf = (keyId: string, keySpec: string, keyUsage: string) => ({
  logicalId: keyId,
  keyId,
  arn: arn('kms', `key/${keyId}`),
  keySpec,
  keyUsage,
});

export const BUCKET = 'audit-bucket';

/** The local cloud's tables, credentials, keys and bucket, and the SDK's clients to them. */
export interface Cloud {
  readonly tables: Tables;
  /** Of the same tables, without the document client around it. */
  readonly client: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  /** Told of each call; throws to let it fail. */
  onCall: (call: Call) => void;
  close(): Promise<void>;
}

export async function startCloud(): Promise<Cloud> {
  const folder = mkdtempSync(join(tmpdir(), 'adapters-'));
  // Versions are told apart by when they were made: no two at the same instant.
  let instant = Date.parse('2026-12-07T05:00:00Z');
  const clock: Clock = {
    ...clockAt(1000),
    now: () => {
      instant += 1000;
      return new Date(instant);
    },
  };
  const services = await startServices({
    folder,
    clock,
    accountId: '111122223333',
    region: 'eu-central-1',
    tables: [state, audit, estates],
    keys: [
      keyOf('credentials', 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'),
      keyOf('seals', 'ECC_NIST_P256', 'SIGN_VERIFY'),
      keyOf('links', 'HMAC_256', 'GENERATE_VERIFY_MAC'),
    ],
    buckets: [{ logicalId: 'B', name: BUCKET, arn: `arn:aws:s3:::${BUCKET}`, versioned: true, objectLock: true }],
    onCall: (call) => cloud.onCall(call),
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = { endpoint: services.url, region: 'eu-central-1', credentials, maxAttempts: 1 };
  const dynamoDb = new DynamoDBClient(client);
  const document = DynamoDBDocumentClient.from(dynamoDb, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const cloud: Cloud = {
    client: dynamoDb,
    tables: { client: document, state: state.name, audit: audit.name, estate: async () => '0'.repeat(64) },
    secrets: new SecretsManagerClient(client),
    kms: new KMSClient(client),
    s3: new S3Client({ ...client, forcePathStyle: true }),
    onCall: () => undefined,
    close: async () => {
      await services.close();
      rmSync(folder, { recursive: true });
    },
  };
  return cloud;
}
