import * as z from 'zod';
import type { RoleDeclaration, Statement } from './declarations.ts';
import { attributeOf, type Found, propertiesOf, unnoticed } from './found.ts';

const oneOrMore = z.union([z.string().transform((each) => [each]), z.array(z.string())]);
const conditionValues = z.union([
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
  ManagedPolicyArns: z.array(z.string()).default([]),
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

const managedPolicy = z.strictObject({
  ManagedPolicyName: z.string().optional(),
  Description: unnoticed,
  Path: unnoticed,
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()).default([]),
});

/** AWS's own policies that a role may name. They let functions log, which the local cloud does for them. */
const managedByAws: Readonly<Record<string, readonly Statement[]>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': [
    {
      effect: 'Allow',
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: ['*'],
      conditions: {},
    },
  ],
};

interface RoleResources {
  readonly roles: readonly Found[];
  readonly policies: readonly Found[];
  readonly managedPolicies: readonly Found[];
}

/** Reads roles with the statements of every policy that is attached to them, inline or apart. */
export function readRoles({ roles, policies, managedPolicies }: RoleResources): readonly RoleDeclaration[] {
  const apart = [
    ...policies.map((each) => propertiesOf(each, policy)),
    ...managedPolicies.map((each) => propertiesOf(each, managedPolicy)),
  ];
  const named = new Map<string, readonly Statement[]>(Object.entries(managedByAws));
  for (const each of managedPolicies) named.set(each.ref, propertiesOf(each, managedPolicy).PolicyDocument.Statement);
  return roles.map((found): RoleDeclaration => {
    const properties = propertiesOf(found, role);
    const managed = properties.ManagedPolicyArns.flatMap((arn) => {
      const statements = named.get(arn);
      if (statements === undefined) throw new Error(`${found.logicalId}: the local cloud doesn't know policy ${arn}`);
      return statements;
    });
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
        ...managed,
      ],
    };
  });
}
