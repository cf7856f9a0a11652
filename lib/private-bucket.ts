import { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import { acceptNist } from './reviewed-findings.ts';

export type Stage = Estate['deployment']['stage'];

export interface PrivateBucketProps
  extends Omit<BucketProps, 'removalPolicy' | 'autoDeleteObjects' | 'blockPublicAccess' | 'encryption'> {
  /** In a test stage the bucket goes with its stack, with what is in it. */
  readonly stage: Stage;
  /** `passing`: it is written once, read for some days, and expires. */
  readonly holds: 'evidence' | 'passing';
}

const notReplicated = {
  evidence:
    'S3 keeps each object in three zones, locked. The same records are in the audit table, with recovery to any second of 35 days. Who must outlive a Region copies from here: nothing is read but by an address.',
  passing:
    'What is in it expires within days or months, and is made again or not needed: losing it loses no record and no password.',
};

/** A bucket that nobody from outside reads, and nobody unencrypted. It outlives a production stack. */
export function privateBucket(scope: Construct, id: string, { stage, holds, ...props }: PrivateBucketProps): Bucket {
  const bucket = new Bucket(scope, id, {
    ...props,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: stage === 'test' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    autoDeleteObjects: stage === 'test',
  });
  acceptNist(
    bucket,
    'S3DefaultEncryptionKMS',
    'Encrypted by S3 (AES-256). No object holds a password or a secret; and evidence must stay readable for longer than anybody keeps a key.',
  );
  acceptNist(bucket, 'S3BucketReplicationEnabled', notReplicated[holds]);
  if (props.versioned !== true) {
    acceptNist(
      bucket,
      'S3BucketVersioningEnabled',
      'Its objects are written once under names that are never used again, and expire.',
    );
  }
  return bucket;
}
