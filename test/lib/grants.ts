import { z } from 'zod';
import { type AnyFunctionName, anyFunctionNames } from '../../contract/functions.ts';
import { resourceOf, resourcesOf, type Template } from './synthesized.ts';

const list = <T extends z.ZodType>(item: T) => z.union([z.array(item), item.transform((each) => [each])]);

const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: list(z.string()),
  Resource: list(z.unknown()),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});
export type Statement = z.output<typeof statement>;

const policy = z.object({
  PolicyDocument: z.object({ Statement: list(statement) }),
  Roles: z.array(z.object({ Ref: z.string() })),
});
const functionProperties = z.object({
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  Timeout: z.number(),
});

/** What each role of the template may do, by the role's logical id. */
export function statementsByRole(template: Template): ReadonlyMap<string, readonly Statement[]> {
  const byRole = new Map<string, Statement[]>();
  for (const { Properties } of resourcesOf(template, 'AWS::IAM::Policy')) {
    const { PolicyDocument, Roles } = policy.parse(Properties);
    for (const { Ref } of Roles) byRole.set(Ref, [...(byRole.get(Ref) ?? []), ...PolicyDocument.Statement]);
  }
  return byRole;
}

export interface FunctionGrants {
  readonly role: string;
  readonly statements: readonly Statement[];
  /** Names of its variables, without Node's own. */
  readonly variables: readonly string[];
  readonly timeoutSeconds: number;
}

/** Logical ids hold letters and digits only. */
const idPart = (name: AnyFunctionName) => `Functions${name.replaceAll('-', '')}Function`;

export function grantsOf(template: Template): ReadonlyMap<AnyFunctionName, FunctionGrants> {
  const byRole = statementsByRole(template);
  const present = anyFunctionNames.filter((name) =>
    resourcesOf(template, 'AWS::Lambda::Function').some(({ id }) => id.includes(idPart(name))),
  );
  return new Map(
    present.map((name) => {
      const found = functionProperties.parse(resourceOf(template, 'AWS::Lambda::Function', idPart(name)).Properties);
      const [role] = found.Role['Fn::GetAtt'];
      const variables = Object.keys(found.Environment.Variables).filter((each) => each !== 'NODE_OPTIONS');
      return [name, { role, statements: byRole.get(role) ?? [], variables, timeoutSeconds: found.Timeout }];
    }),
  );
}

/** The functions that may do something, in alphabetical order. */
export function functionsThatMay(template: Template, action: string, resourcePart = ''): readonly AnyFunctionName[] {
  return [...grantsOf(template)]
    .filter(([, { statements }]) =>
      statements.some((each) => each.Action.includes(action) && JSON.stringify(each.Resource).includes(resourcePart)),
    )
    .map(([name]) => name)
    .sort();
}
