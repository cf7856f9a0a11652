import * as z from 'zod';
import { unsupportedOperators } from '../iam-conditions.ts';
import type { ResourcePolicyDeclaration, Statement } from './declarations.ts';
import { attributeOf, type Found } from './found.ts';
import { conditionValues, oneOrMore } from './iam-roles.ts';

const allowed = z.looseObject({ Effect: z.literal('Allow') });
/** A statement that denies must be understood to the last member: what is not known here could make it deny less, or more. */
const denied = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Deny'),
  Principal: z.union([z.literal('*'), z.strictObject({ AWS: z.literal('*') })], 'only everybody (*) is denied locally'),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), conditionValues)).default({}),
});
const policyDocument = z.looseObject({
  Statement: z.array(z.discriminatedUnion('Effect', [allowed, denied])),
});

/** Condition keys that every call has here, or, as `aws:PrincipalArn` for services, is known not to have. */
const KNOWN_KEYS = new Set(
  ['aws:PrincipalAccount', 'aws:PrincipalArn', 'aws:RequestedRegion', 'aws:SecureTransport', 's3:TlsVersion'].map(
    (key) => key.toLowerCase(),
  ),
);

/** Which resource a policy is attached to, and the policy. */
interface Attached {
  readonly found: Found;
  readonly arn: string;
  readonly document: unknown;
}

export interface WithPolicies {
  readonly bucketPolicies: readonly Found[];
  readonly buckets: readonly Found[];
  readonly queuePolicies: readonly Found[];
  readonly queues: readonly Found[];
  readonly keys: readonly Found[];
}

/**
 * Reads what policies of buckets, queues and keys deny. What they allow counts for nothing here: a role's own policies must allow it,
 * which is stricter than AWS.
 *
 * @throws {Error} for a statement that denies in a way that is not evaluated here
 */
export function readResourcePolicies(from: WithPolicies): readonly ResourcePolicyDeclaration[] {
  return attachedIn(from).map(({ found, arn, document }) => {
    const refuse = (why: string): never => {
      throw new Error(`${found.logicalId} (${found.type}): the local cloud doesn't evaluate its policy: ${why}`);
    };
    const parsed = policyDocument.safeParse(document);
    if (!parsed.success) return refuse(z.prettifyError(parsed.error));
    const statements = parsed.data.Statement.flatMap((each): Statement[] => {
      if (each.Effect !== 'Deny') return [];
      const { Sid, Action, Resource, Condition } = each;
      const [operator] = unsupportedOperators(Condition);
      if (operator !== undefined) refuse(`'${Sid ?? ''}' has the condition operator ${operator}`);
      const keys = Object.values(Condition).flatMap((operands) => Object.keys(operands));
      const unknown = keys.find((key) => !KNOWN_KEYS.has(key.toLowerCase()));
      if (unknown !== undefined) refuse(`'${Sid ?? ''}' has the condition key ${unknown}`);
      const texts = [...Resource, ...Object.values(Condition).flatMap((operands) => Object.values(operands).flat())];
      const variable = texts.find((text) => text.includes('${'));
      if (variable !== undefined) refuse(`'${Sid ?? ''}' has a policy variable: ${variable}`);
      return [
        {
          ...(Sid === undefined ? {} : { sid: Sid }),
          effect: 'Deny',
          actions: Action,
          resources: Resource,
          conditions: Condition,
        },
      ];
    });
    return { resourceArn: arn, statements };
  });
}

const ofBucket = z.strictObject({ Bucket: z.string(), PolicyDocument: z.unknown() });
const ofQueues = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: z.unknown() });
const ofKey = z.looseObject({ KeyPolicy: z.unknown() });

function attachedIn({ bucketPolicies, buckets, queuePolicies, queues, keys }: WithPolicies): readonly Attached[] {
  const arnOf = (policy: Found, resources: readonly Found[], ref: string) => {
    const resource = resources.find((each) => each.ref === ref);
    if (resource === undefined) throw new Error(`${policy.logicalId}: '${ref}' is not in the template`);
    return attributeOf(resource, 'Arn');
  };
  return [
    ...bucketPolicies.map((found) => {
      const { Bucket, PolicyDocument } = ofBucket.parse(found.properties);
      return { found, arn: arnOf(found, buckets, Bucket), document: PolicyDocument };
    }),
    ...queuePolicies.flatMap((found) => {
      const { Queues, PolicyDocument } = ofQueues.parse(found.properties);
      return Queues.map((each) => ({ found, arn: arnOf(found, queues, each), document: PolicyDocument }));
    }),
    ...keys.flatMap((found) => {
      const { KeyPolicy } = ofKey.parse(found.properties);
      return KeyPolicy === undefined ? [] : [{ found, arn: attributeOf(found, 'Arn'), document: KeyPolicy }];
    }),
  ];
}
