import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
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

export interface LockedFor {
  /** ARN of the one role that may delete and unlock, as far as the lock lets it; `undefined`: nobody. */
  readonly releasedBy: string | undefined;
  /** Prefix, which ends with a slash → ARNs of the roles that put objects under it. Nobody puts one elsewhere. */
  readonly writers: ReadonlyMap<string, readonly string[]>;
}

/**
 * Lets the policy of a bucket of evidence deny what undoes it, whatever the policies of a role allow. It grants nothing. `aws:PrincipalArn`
 * is the ARN of the role, for all its sessions, and is missing for AWS's own services, so that they are denied too. Changes of the policy itself
 * are never denied: CloudFormation must be able to make them, and nobody is locked out of the bucket for good.
 */
export function lockBucket(bucket: Bucket, { releasedBy, writers }: LockedFor): void {
  const deny = (sid: string, actions: readonly string[], objects: string, exceptFor: readonly string[]) =>
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...actions],
        resources: [bucket.arnForObjects(objects)],
        ...(exceptFor.length === 0 ? {} : { conditions: { ArnNotEquals: { 'aws:PrincipalArn': [...exceptFor] } } }),
      }),
    );
  deny('NothingIsUndone', UNDOING, '*', releasedBy === undefined ? [] : [releasedBy]);
  deny('NothingIsReplicatedHere', REPLICATING, '*', []);
  deny('NobodyElseWrites', ['s3:PutObject'], '*', [...new Set([...writers.values()].flat())]);
  for (const [prefix, roles] of writers) {
    const name = prefix.replaceAll(/[^a-z]/gi, '');
    deny(`WritersOf${name.charAt(0).toUpperCase()}${name.slice(1)}`, ['s3:PutObject'], `${prefix}*`, roles);
  }
}
