import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import * as z from 'zod';

/** Findings of cdk-nag's AwsSolutions rules that were looked at and accepted, each with its reason, as narrow as it gets. */

/** Accepts one rule for a construct and what is below it. */
export function accept(scope: IConstruct, rule: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `AwsSolutions-${rule}`, reason });
}

/** Accepts a wildcard in one resource of a policy below `scope`. */
export function acceptWildcard(scope: IConstruct, resource: string, reason: string): void {
  accept(scope, `IAM5[Resource::${rendered(Stack.of(scope).resolve(resource))}]`, reason);
}

const intrinsic = z.union([
  z.string(),
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => `<${Ref}>`),
  z
    .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
    .transform((each) => `<${each['Fn::GetAtt'].join('.')}>`),
  z.strictObject({ 'Fn::ImportValue': z.string() }).transform((each) => each['Fn::ImportValue']),
]);
const joined = z.strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

/** A resource as cdk-nag names it in a finding: references in angle brackets, imports by their names, others as the template has them. */
function rendered(value: unknown): string {
  const simple = intrinsic.safeParse(value);
  if (simple.success) return simple.data;
  const join = joined.safeParse(value);
  return join.success ? join.data['Fn::Join'][1].map(rendered).join('') : JSON.stringify(value);
}

/** Why `lambda:InvokeFunction` names a function and its versions: the CDK grants both, and no versions are published. */
export const FUNCTION_VERSIONS =
  'One function, and its versions, of which none are published: the form in which the CDK grants invocation.';
