import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import { auditPrefix, cycleEndsKey } from '../contract/audit-bucket.ts';
import { variable } from '../contract/variables.ts';
import { LockedBucketPolicy } from './locked-bucket-policy.ts';
import type { RotationFunction } from './rotation-function.ts';

/** S3 knows no longer default retention. */
const LONGEST_RETENTION_DAYS = 36_500;
/** What is read often is younger: the year's audit reads it at most a few times more. */
const COOLER_AFTER = Duration.days(90);
/** Smaller objects would be billed as if they were of this size. */
const SMALLEST_COOL_BYTES = 128 * 1024;

const CYCLE_ENDS = cycleEndsKey('*');

export class RotationBuckets extends Construct {
  /** Tenant lists of running cycles. */
  readonly work: Bucket;
  /** Archived records, checkpoints and exports. */
  readonly audit: Bucket;
  private readonly policy: LockedBucketPolicy;

  constructor(scope: Construct, id: string, audit: Estate['audit']) {
    super(scope, id);
    const base = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    };
    // Access logs cannot go to a bucket with Object Lock.
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...base,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ expiration: Duration.days(400) }],
    });
    this.work = new Bucket(this, 'Work', {
      ...base,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ expiration: Duration.days(30) }],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'work/',
    });
    this.audit = new Bucket(this, 'Audit', {
      ...base,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: retentionOf(audit),
      lifecycleRules: LIFECYCLE,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'audit/',
    });
    this.policy = new LockedBucketPolicy(this.audit, audit.releasedBy);
  }

  /**
   * Makes a role the only one that puts objects under a prefix of the audit bucket, whatever the policies of others allow. It grants
   * nothing.
   * @param prefix  one of `auditPrefix`
   */
  onlyWriter(prefix: string, role: IRole): void {
    this.policy.onlyWriter(prefix, role);
  }

  /** No listing: a function that finds no estate is denied, and says that it cannot read it. */
  grantEstates(user: RotationFunction): void {
    user.set(variable.auditBucket, this.audit.bucketName).allow({
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [this.audit.arnForObjects(`${auditPrefix.estates}*`)],
      wildcard: 'One object per deployed estate, named by its hash; the lock of the bucket keeps what was written.',
    });
    this.onlyWriter(auditPrefix.estates, user.role);
  }

  grantTenantLists(user: RotationFunction): void {
    user.set(variable.workBucket, this.work.bucketName).allow({
      actions: ['s3:PutObject'],
      resources: [this.work.arnForObjects('cycles/*')],
      wildcard: 'One object per cycle, under this prefix.',
    });
  }

  /** Lets a function add to the archive of records: it can neither read nor list, nor change what is there. */
  grantArchiving(user: RotationFunction): void {
    user.set(variable.auditBucket, this.audit.bucketName).allow({
      actions: ['s3:PutObject'],
      resources: [this.audit.arnForObjects(`${auditPrefix.records}*`)],
      wildcard: 'One object per batch of changes, under this prefix.',
    });
    this.onlyWriter(auditPrefix.records, user.role);
  }

  grantReadingCheckpoints(user: RotationFunction): void {
    user
      .set(variable.auditBucket, this.audit.bucketName)
      .allow({
        actions: ['s3:GetObject'],
        resources: [this.audit.arnForObjects(`${auditPrefix.checkpoints}*`)],
        wildcard: 'Checkpoints and public keys, which anybody may know.',
      })
      .allow({ actions: ['s3:ListBucket'], resources: [this.audit.bucketArn] });
  }

  /** Lets a function store checkpoints, over what the archive holds and, where it seals a cycle, what the cycle ended with. */
  grantCheckpoints(user: RotationFunction): void {
    user
      .set(variable.auditBucket, this.audit.bucketName)
      .set(variable.workBucket, this.work.bucketName)
      .allow({
        actions: ['s3:GetObject'],
        resources: [this.audit.arnForObjects(`${auditPrefix.records}*`)],
        wildcard: 'All that was archived: chains of the whole estate are followed.',
      })
      .allow({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [this.audit.arnForObjects(`${auditPrefix.checkpoints}*`)],
        wildcard: 'Checkpoints have numbers; the lock of the bucket keeps what was written.',
      })
      .allow({ actions: ['s3:ListBucket'], resources: [this.audit.bucketArn] })
      .allow({
        actions: ['s3:GetObject'],
        resources: [this.work.arnForObjects(CYCLE_ENDS)],
        wildcard: 'One object per cycle, under this prefix.',
      });
    this.onlyWriter(auditPrefix.checkpoints, user.role);
  }

  grantCycleEnds(user: RotationFunction): void {
    user.set(variable.workBucket, this.work.bucketName).allow({
      actions: ['s3:PutObject'],
      resources: [this.work.arnForObjects(CYCLE_ENDS)],
      wildcard: 'One object per cycle, under this prefix.',
    });
  }
}

/**
 * Nothing expires. A chain is checked from its first record on, so that one without its beginning proves nothing; and a version that
 * another was put over is the one that an auditor wants to see.
 */
const LIFECYCLE: LifecycleRule[] = [
  ...[auditPrefix.records, auditPrefix.exports].map((prefix) => ({
    prefix,
    objectSizeGreaterThan: SMALLEST_COOL_BYTES,
    // Read at once, as the verifier does: the classes that must be restored first are no place for evidence.
    transitions: [{ storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: COOLER_AFTER }],
  })),
  { abortIncompleteMultipartUploadAfter: Duration.days(7) },
];

function retentionOf({ lock, retentionYears }: Estate['audit']): ObjectLockRetention {
  const days = Duration.days(Math.min(Math.ceil(retentionYears * 365.25), LONGEST_RETENTION_DAYS));
  return lock === 'compliance' ? ObjectLockRetention.compliance(days) : ObjectLockRetention.governance(days);
}
