import { Lazy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/** What hides, deletes or unlocks an object, or one of its versions. A deletion without a version hides it, lock or no lock. */
const UNDOING = [
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:BypassGovernanceRetention',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
];

/** What a replication from another bucket does: it writes, and hides by a marker, without the rights of a put or of a deletion. */
const REPLICATING = [
  's3:ReplicateObject',
  's3:ReplicateDelete',
  's3:ReplicateTags',
  's3:ObjectOwnerOverrideToBucketOwner',
];

/**
 * What a bucket of evidence denies, whatever the policies of a role allow. `aws:PrincipalArn` is the ARN of the role, for all its
 * sessions, and is missing for AWS's own services, so that they are denied too. Changes of the policy itself are never denied: CloudFormation
 * must be able to make them, and nobody is locked out of the bucket for good.
 */
export class LockedBucketPolicy {
  private readonly writers = new Map<string, Set<string>>();

  /** @param releasedBy  ARN of the one role that may delete and unlock, as far as the lock lets it; `undefined`: nobody */
  constructor(
    private readonly bucket: Bucket,
    releasedBy: string | undefined,
  ) {
    this.deny('NothingIsUndone', UNDOING, '*', releasedBy === undefined ? [] : [releasedBy]);
    this.deny('NothingIsReplicatedHere', REPLICATING, '*', []);
    const everyWriter = () => [...new Set([...this.writers.values()].flatMap((roles) => [...roles]))];
    this.deny('NobodyElseWrites', ['s3:PutObject'], '*', Lazy.list({ produce: everyWriter }));
  }

  /** Several roles may share a prefix. @param prefix  ends with a slash */
  onlyWriter(prefix: string, { roleArn }: IRole): void {
    const roles = this.writers.get(prefix) ?? new Set();
    if (!this.writers.has(prefix)) {
      const name = prefix.replaceAll(/[^a-z]/gi, '');
      const sid = `WritersOf${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      this.deny(sid, ['s3:PutObject'], `${prefix}*`, Lazy.list({ produce: () => [...roles] }));
    }
    this.writers.set(prefix, roles.add(roleArn));
  }

  private deny(sid: string, actions: readonly string[], objects: string, exceptFor: string[]): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...actions],
        resources: [this.bucket.arnForObjects(objects)],
        ...(exceptFor.length === 0 ? {} : { conditions: { ArnNotEquals: { 'aws:PrincipalArn': exceptFor } } }),
      }),
    );
  }
}
