import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { auditPrefix } from '../../contract/audit-bucket.ts';
import { dataOutput, exportName, stackOfOutput, stackOutput } from '../../contract/stack.ts';
import { functionsThatMay, statementsByRole } from './grants.ts';
import { type Resource, resourceOf, resourcesOf, synthesized, synthesizedStacks } from './synthesized.ts';

/** What is kept, and what can be made again, lie in two stacks that do not lock each other (ADR 49). */

const { data, rest } = synthesizedStacks();
const STACK = 'M365PasswordRotation';
const exported = z.record(z.string(), z.looseObject({ Export: z.looseObject({ Name: z.string() }) }));
const imported = (template: unknown) =>
  [
    ...new Set([...JSON.stringify(template).matchAll(/"Fn::ImportValue":("[^"]*"|\{)/g)].map(([, name]) => name)),
  ].sort();

const outlives = ({ DeletionPolicy }: Resource) => /^Retain/.test(DeletionPolicy ?? '');

test('what holds records and opens passwords is in the stack that is kept, and nothing else is', () => {
  expect(
    Object.values(data.Resources)
      .map(({ Type }) => Type)
      .sort(),
  ).toEqual([
    'AWS::DynamoDB::GlobalTable',
    'AWS::DynamoDB::GlobalTable',
    'AWS::KMS::Key',
    'AWS::KMS::Key',
    'AWS::S3::Bucket',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::S3::BucketPolicy',
  ]);
  const kept = Object.values(data.Resources).filter(({ Type }) => Type !== 'AWS::S3::BucketPolicy');
  expect(kept.filter((each) => !outlives(each))).toEqual([]);
});

describe('no deployment waits for the other stack', () => {
  test('each output of the kept stack is exported by the name of the contract, whether it is imported or not', () => {
    expect(Object.entries(exported.parse(data.Outputs)).map(([name, { Export }]) => [name, Export.Name])).toEqual(
      Object.values(dataOutput).map((name) => [name, exportName(STACK, name)]),
    );
  });

  test('nothing else is imported, so that no change of code takes an export away that is in use', () => {
    const names = imported(rest);
    expect(names.length).toBeGreaterThan(0);
    const contract = Object.values(dataOutput).map((name) => JSON.stringify(exportName(STACK, name)));
    expect(names.filter((each) => !contract.includes(each ?? ''))).toEqual([]);
  });

  test('the kept stack needs nothing of the other one: it is deployed first, and stays alone', () => {
    expect(imported(data)).toEqual([]);
    expect(JSON.stringify(rest.Outputs)).not.toContain('"Export"');
  });

  test('each output is where the command line looks for it', () => {
    for (const name of Object.values(stackOutput)) {
      const template = stackOfOutput(STACK, name) === STACK ? rest : data;
      expect(Object.keys(template.Outputs)).toContain(name);
    }
  });
});

describe('policies of the kept stack know roles by their names', () => {
  const template = synthesized();
  const roles: ReadonlyMap<string, string> = new Map(
    resourcesOf(template, 'AWS::IAM::Role').flatMap(({ id, Properties: { RoleName } }) =>
      typeof RoleName === 'string' ? [[`arn:aws:iam::123456789012:role/${RoleName}`, id] as const] : [],
    ),
  );
  const policy = z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.looseObject({
          Sid: z.string().optional(),
          Condition: z
            .looseObject({ ArnNotEquals: z.object({ 'aws:PrincipalArn': z.array(z.string()) }).optional() })
            .optional(),
        }),
      ),
    }),
  });
  const statements = policy.parse(resourceOf(template, 'AWS::S3::BucketPolicy', 'BucketsAudit').Properties);
  const writersOf = (sid: string) =>
    statements.PolicyDocument.Statement.find(({ Sid }) => Sid === sid)?.Condition?.ArnNotEquals?.['aws:PrincipalArn'] ??
    [];

  test.each(Object.entries(auditPrefix))(
    '%s: who may put objects there is who the policy lets, and nobody else',
    (name, prefix) => {
      const granted = [...statementsByRole(template)].flatMap(([role, each]) =>
        each.some(
          ({ Effect, Action, Resource }) =>
            Effect === 'Allow' &&
            Action.includes('s3:PutObject') &&
            Resource.some(
              (one) => /BucketsAudit/.test(JSON.stringify(one)) && JSON.stringify(one).includes(`/${prefix}*`),
            ),
        )
          ? [role]
          : [],
      );
      const sid = `WritersOf${prefix.charAt(0).toUpperCase()}${prefix.slice(1, -1)}`;
      expect(granted.length).toBeGreaterThan(0);
      expect({
        [name]: writersOf(sid)
          .map((arn) => roles.get(arn))
          .sort(),
      }).toEqual({ [name]: granted.sort() });
    },
  );

  test('no role of the stack is named there that it does not have', () => {
    const named = [
      ...new Set([...JSON.stringify(data).matchAll(/arn:aws:iam::\d+:role\/[\w-]+/g)].map(([arn]) => arn)),
    ];
    expect(named.filter((arn) => !roles.has(arn))).toEqual([]);
    expect(functionsThatMay(template, 'kms:Sign')).toEqual(['checkpoint']);
  });
});
