import { Duration } from 'aws-cdk-lib';
import {
  type Bucket,
  type BucketProps,
  type LifecycleRule,
  ObjectLockRetention,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Estate } from '../../config/estate.ts';
import { auditPrefix } from '../../contract/audit-bucket.ts';
import { privateBucket, type Stage } from '../private-bucket.ts';
import type { EvidenceWriters } from './evidence-writers.ts';
import { lockBucket } from './locked-bucket-policy.ts';

/** S3 knows no longer default retention. */
const LONGEST_RETENTION_DAYS = 36_500;
/** What is read often is younger: the year's audit reads it at most a few times more. */
const COOLER_AFTER = Duration.days(90);
/** Smaller objects would be billed as if they were of this size. */
const SMALLEST_COOL_BYTES = 128 * 1024;

export interface AuditBucketProps {
  readonly audit: Estate['audit'];
  readonly stage: Stage;
  readonly writers: EvidenceWriters['byPrefix'];
}

/** Archived records, checkpoints and exports, locked; and the log of who reads them. */
export class AuditBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { audit, stage, writers }: AuditBucketProps) {
    super(scope, id);
    // Access logs cannot go to a bucket with Object Lock.
    const accessLogs = privateBucket(this, 'EvidenceAccessLogs', {
      stage,
      holds: 'passing',
      lifecycleRules: [{ expiration: Duration.days(400) }],
    });
    this.bucket = privateBucket(this, 'Audit', {
      stage,
      holds: 'evidence',
      versioned: true,
      ...lockOf(audit, stage),
      lifecycleRules: LIFECYCLE,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'audit/',
    });
    lockBucket(this.bucket, { releasedBy: stage === 'test' ? 'anybody' : audit.releasedBy, writers });
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

/** A test stage locks for a day, or not at all: what is locked keeps its stack. */
function lockOf(
  { lock, retentionYears }: Estate['audit'],
  stage: Stage,
): Pick<BucketProps, 'objectLockEnabled' | 'objectLockDefaultRetention'> {
  if (lock === 'none') return {};
  const years = Duration.days(Math.min(Math.ceil(retentionYears * 365.25), LONGEST_RETENTION_DAYS));
  const days = stage === 'test' ? Duration.days(1) : years;
  const retention = lock === 'compliance' ? ObjectLockRetention.compliance(days) : ObjectLockRetention.governance(days);
  return { objectLockEnabled: true, objectLockDefaultRetention: retention };
}
