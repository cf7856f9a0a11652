import { Duration } from 'aws-cdk-lib';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import { auditPrefix, cycleEndsKey } from '../contract/audit-bucket.ts';
import { variable } from '../contract/variables.ts';
import type { KeptData } from './kept-data.ts';
import { privateBucket, type Stage } from './private-bucket.ts';
import type { Grant, RotationFunction } from './rotation-function.ts';

const CYCLE_ENDS = cycleEndsKey('*');

export interface RotationBucketsProps {
  readonly data: Pick<KeptData, 'auditBucket'>;
  readonly stage: Stage;
  /** A bucket of another account, which gets copies of checkpoints; `undefined`: the estate names none. */
  readonly witness: Estate['audit']['witness'];
}

/**
 * What functions may do with buckets. Who puts objects into the audit bucket is granted that here; its policy, in the data stack, denies it to
 * everybody else.
 */
export class RotationBuckets extends Construct {
  /** Tenant lists of running cycles. */
  readonly work: Bucket;
  /** Of the buckets that are not evidence. */
  readonly accessLogs: Bucket;
  /** Archived records, checkpoints and exports. */
  readonly audit: IBucket;

  private readonly witness: IBucket | undefined;

  constructor(scope: Construct, id: string, { data, stage, witness }: RotationBucketsProps) {
    super(scope, id);
    this.audit = data.auditBucket;
    this.witness = witness && Bucket.fromBucketName(this, 'Witness', witness.bucket);
    this.accessLogs = privateBucket(this, 'AccessLogs', {
      stage,
      holds: 'passing',
      lifecycleRules: [{ expiration: Duration.days(400) }],
    });
    this.work = privateBucket(this, 'Work', {
      stage,
      holds: 'passing',
      lifecycleRules: [{ expiration: Duration.days(30) }],
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: 'work/',
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

  /** Lets a function add to the archive of records: it can neither read nor list, nor change what is there. */
  grantArchiving(user: RotationFunction): void {
    user.set(variable.auditBucket, this.audit.bucketName).allow({
      actions: ['s3:PutObject'],
      resources: [this.audit.arnForObjects(`${auditPrefix.records}*`)],
      wildcard: 'One object per batch of changes, under this prefix.',
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
      .allow(listing(this.audit, auditPrefix.checkpoints));
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
      .allow(listing(this.audit, auditPrefix.records, auditPrefix.checkpoints))
      .allow({
        actions: ['s3:GetObject'],
        resources: [this.work.arnForObjects(CYCLE_ENDS)],
        wildcard: 'One object per cycle, under this prefix.',
      });
    if (this.witness === undefined) return;
    // The policy of that bucket must allow it, too: accounts do not let each other in.
    user
      .allow({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [this.witness.arnForObjects(`${auditPrefix.checkpoints}*`)],
        wildcard: 'Checkpoints have numbers; the lock of that bucket keeps what was written.',
      })
      .allow(listing(this.witness, auditPrefix.checkpoints));
  }

  grantCycleEnds(user: RotationFunction): void {
    user.set(variable.workBucket, this.work.bucketName).allow({
      actions: ['s3:PutObject'],
      resources: [this.work.arnForObjects(CYCLE_ENDS)],
      wildcard: 'One object per cycle, under this prefix.',
    });
  }
}

/** To list the names of what is under these prefixes of a bucket. */
const listing = ({ bucketArn }: IBucket, ...prefixes: readonly string[]): Grant => ({
  actions: ['s3:ListBucket'],
  resources: [bucketArn],
  conditions: { StringLike: { 's3:prefix': prefixes.map((each) => `${each}*`) } },
});
