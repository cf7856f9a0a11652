import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Bucket, type LifecycleRule, ObjectLockRetention, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Estate } from '../../config/estate.ts';
import { auditPrefix } from '../../contract/audit-bucket.ts';
import { PRIVATE } from '../private-bucket.ts';
import type { EvidenceWriters } from './evidence-writers.ts';
import { lockBucket } from './locked-bucket-policy.ts';

/** S3 knows no longer default retention. */
const LONGEST_RETENTION_DAYS = 36_500;
/** What is read often is younger: the year's audit reads it at most a few times more. */
const COOLER_AFTER = Duration.days(90);
/** Smaller objects would be billed as if they were of this size. */
const SMALLEST_COOL_BYTES = 128 * 1024;

/** Archived records, checkpoints and exports, locked; and the log of who reads them. */
export class AuditBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, audit: Estate['audit'], writers: EvidenceWriters['byPrefix']) {
    super(scope, id);
    // Access logs cannot go to a bucket with Object Lock.
    const accessLogs = new Bucket(this, 'EvidenceAccessLogs', {
      ...PRIVATE,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ expiration: Duration.days(400) }],
    });
    this.bucket = new Bucket(this, 'Audit', {
      ...PRIVATE,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: retentionOf(audit),
      lifecycleRules: LIFECYCLE,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'audit/',
    });
    lockBucket(this.bucket, { releasedBy: audit.releasedBy, writers });
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
