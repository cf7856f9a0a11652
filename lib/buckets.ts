import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { auditPrefix } from '../contract/audit-bucket.ts';
import { variable } from '../contract/variables.ts';
import type { RotationFunction } from './rotation-function.ts';

/** How long nobody may change or delete what an auditor reads. Governance mode: a named permission can lift it. */
const AUDIT_RETENTION = Duration.days(400);

export class RotationBuckets extends Construct {
  /** Tenant lists of running cycles. */
  readonly work: Bucket;
  /** Exports and seals. */
  readonly audit: Bucket;

  constructor(scope: Construct, id: string) {
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
      objectLockDefaultRetention: ObjectLockRetention.governance(AUDIT_RETENTION),
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'audit/',
    });
  }

  /** No listing: a function that finds no estate is denied, and says that it cannot read it. */
  grantEstates(user: RotationFunction): void {
    user.set(variable.auditBucket, this.audit.bucketName).allow({
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [this.audit.arnForObjects(`${auditPrefix.estates}*`)],
      wildcard: 'One object per deployed estate, named by its hash; the lock of the bucket keeps what was written.',
    });
  }

  grantTenantLists(user: RotationFunction): void {
    user.set(variable.workBucket, this.work.bucketName).allow({
      actions: ['s3:PutObject'],
      resources: [this.work.arnForObjects('cycles/*')],
      wildcard: 'One object per cycle, under this prefix.',
    });
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

  grantSeals(user: RotationFunction): void {
    user
      .set(variable.auditBucket, this.audit.bucketName)
      .allow({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [this.audit.arnForObjects('seals/*')],
        wildcard: 'One seal per cycle, under this prefix; the lock of the bucket keeps what was written.',
      })
      // Without it S3 answers "denied" instead of "not there" for a seal that does not exist yet.
      .allow({ actions: ['s3:ListBucket'], resources: [this.audit.bucketArn] });
  }
}
