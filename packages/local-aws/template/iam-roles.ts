import * as z from 'zod';
import type { RoleDeclaration, Statement } from './declarations.ts';
import { attributeOf, type Found, propertiesOf, unnoticed } from './found.ts';

export const oneOrMore = z.union([z.string().transform((each) => [each]), z.array(z.string())]);
export const conditionValues = z.union([
  z.union([z.string(), z.boolean(), z.number()]).transform((each) => [String(each)]),
  z.array(z.string()),
]);

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: oneOrMore,
    Resource: oneOrMore,
    Condition: z.record(z.string(), z.record(z.string(), conditionValues)).default({}),
  })
  .transform(
    ({ Sid, Effect, Action, Resource, Condition }): Statement => ({
      ...(Sid === undefined ? {} : { sid: Sid }),
      effect: Effect,
      actions: Action,
      resources: Resource,
      conditions: Condition,
    }),
  );

const oneStatementOrMore = z.union([statement.transform((each) => [each]), z.array(statement)]);
const policyDocument = z.strictObject({ Version: z.literal('2012-10-17'), Statement: oneStatementOrMore });

const trustPolicy = z.object({
  Statement: z.array(
    z.object({
      Effect: z.literal('Allow'),
      Action: z.literal('sts:AssumeRole'),
      Principal: z.object({ Service: oneOrMore.optional() }),
    }),
  ),
});

const role = z.strictObject({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: trustPolicy,
  Description: unnoticed,
  // It lets a function write its log, which the cloud does here.
  ManagedPolicyArns: z
    .array(
      z.literal(
        'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
        'is no managed policy that the local cloud knows',
      ),
    )
    .optional(),
  MaxSessionDuration: unnoticed,
  Path: z.string().optional(),
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument })).default([]),
  Tags: unnoticed,
});

const policy = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()).default([]),
});

interface RoleResources {
  readonly roles: readonly Found[];
  readonly policies: readonly Found[];
}

/** Reads roles with the statements of every policy that is attached to them, inline or apart. */
export function readRoles({ roles, policies }: RoleResources): readonly RoleDeclaration[] {
  const apart = policies.map((each) => propertiesOf(each, policy));
  return roles.map((found): RoleDeclaration => {
    const properties = propertiesOf(found, role);
    return {
      logicalId: found.logicalId,
      name: found.ref,
      arn: attributeOf(found, 'Arn'),
      trustedServices: properties.AssumeRolePolicyDocument.Statement.flatMap(
        ({ Principal }) => Principal.Service ?? [],
      ),
      statements: [
        ...properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
        ...apart
          .filter(({ Roles }) => Roles.includes(found.ref))
          .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
      ],
    };
  });
}
