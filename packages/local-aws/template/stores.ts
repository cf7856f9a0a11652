import * as z from 'zod';
import type { BucketDeclaration, KeyDeclaration, QueueDeclaration, SecretDeclaration } from './declarations.ts';
import { attributeOf, type Found, propertiesOf, unnoticed } from './found.ts';

const bucket = z.strictObject({
  BucketName: z.string().optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  ObjectLockEnabled: z.boolean().default(false),
  // How long a lock holds by default shows only in deletes, which nothing here is allowed to do.
  ObjectLockConfiguration: unnoticed,
  AccessControl: unnoticed,
  BucketEncryption: unnoticed,
  LifecycleConfiguration: unnoticed,
  LoggingConfiguration: unnoticed,
  OwnershipControls: unnoticed,
  PublicAccessBlockConfiguration: unnoticed,
  Tags: unnoticed,
});

export function readBucket(found: Found): BucketDeclaration {
  const { VersioningConfiguration, ObjectLockEnabled } = propertiesOf(found, bucket);
  return {
    logicalId: found.logicalId,
    name: found.ref,
    arn: attributeOf(found, 'Arn'),
    versioned: VersioningConfiguration?.Status === 'Enabled' || ObjectLockEnabled,
    objectLock: ObjectLockEnabled,
  };
}

const key = z.strictObject({
  KeySpec: z.string().default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.string().default('ENCRYPT_DECRYPT'),
  KeyPolicy: z.unknown(),
  Description: unnoticed,
  EnableKeyRotation: unnoticed,
  RotationPeriodInDays: unnoticed,
  PendingWindowInDays: unnoticed,
  Enabled: z.literal(true).optional(),
  MultiRegion: z.literal(false).optional(),
  Tags: unnoticed,
});

export function readKey(found: Found): KeyDeclaration {
  const { KeySpec, KeyUsage } = propertiesOf(found, key);
  return {
    logicalId: found.logicalId,
    keyId: found.ref,
    arn: attributeOf(found, 'Arn'),
    keySpec: KeySpec,
    keyUsage: KeyUsage,
  };
}

const secret = z.strictObject({
  Name: z.string(),
  Description: z.string().optional(),
  KmsKeyId: z.string().optional(),
  // The CDK wants a first value or a recipe for one. Locally a secret starts empty, and who runs the cloud fills it.
  GenerateSecretString: unnoticed,
  Tags: unnoticed,
});

export function readSecret(found: Found): SecretDeclaration {
  const { Name, Description, KmsKeyId } = propertiesOf(found, secret);
  return {
    logicalId: found.logicalId,
    name: Name,
    arn: found.ref,
    ...(Description === undefined ? {} : { description: Description }),
    ...(KmsKeyId === undefined ? {} : { kmsKeyId: KmsKeyId }),
  };
}

const queue = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: z.int().default(30),
  MessageRetentionPeriod: z.int().default(345_600),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.int() }).optional(),
  RedriveAllowPolicy: unnoticed,
  SqsManagedSseEnabled: unnoticed,
  KmsMasterKeyId: unnoticed,
  KmsDataKeyReusePeriodSeconds: unnoticed,
  ReceiveMessageWaitTimeSeconds: unnoticed,
  Tags: unnoticed,
});

export function readQueue(found: Found): QueueDeclaration {
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = propertiesOf(found, queue);
  return {
    logicalId: found.logicalId,
    name: attributeOf(found, 'QueueName'),
    url: found.ref,
    arn: attributeOf(found, 'Arn'),
    visibilityTimeoutSeconds: VisibilityTimeout,
    retentionSeconds: MessageRetentionPeriod,
    ...(RedrivePolicy === undefined
      ? {}
      : { redrive: { arn: RedrivePolicy.deadLetterTargetArn, maxReceiveCount: RedrivePolicy.maxReceiveCount } }),
  };
}
