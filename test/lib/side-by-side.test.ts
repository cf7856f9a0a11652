import { expect, test } from '@jest/globals';
import type { Estate } from '../../config/estate.ts';
import { estateSchema } from '../../config/estate.ts';
import { appSecretName } from '../../contract/graph-apps.ts';
import { credentialPrefix, filledSecretName, STACK_NAME } from '../../contract/stack.ts';
import {
  estateWithCertificates,
  type Resource,
  resourcesOf,
  secondRegion,
  secondStage,
  synthesized,
  type Template,
} from './synthesized.ts';

/** Two stacks of one AWS account: a second Region, or a second stage in the same Region. */

const first = estateWithCertificates();
const stack = (aws: Partial<Estate['aws']>): Estate => ({ ...first, aws: { ...first.aws, ...aws } });

/** Types whose names hold for the whole account, or the whole partition. The others are told apart by Region. */
const GLOBAL = /^AWS::(IAM|S3)::/;
/** Properties that are no names of the resource. */
const NO_NAMES = new Set(['GroupName', 'MetricName', 'StageName', 'PolicyName']);

const namesOf = ({ Type, Properties }: Resource): string[] => {
  // An alias is told apart within its machine, whose name is held here itself.
  if (Type === 'AWS::StepFunctions::StateMachineAlias') return [];
  const own = Object.entries(Properties).flatMap(([key, value]) =>
    /Name$|^EmailIdentity$/.test(key) && !NO_NAMES.has(key) && typeof value === 'string' ? [value] : [],
  );
  // A schedule is told apart within its group.
  return own.map((name) =>
    Type === 'AWS::Scheduler::Schedule' ? `${JSON.stringify(Properties.GroupName)}/${name}` : name,
  );
};

/** What AWS must be able to tell apart, as `where type name`. */
const named = (template: Template, region: string): readonly string[] => [
  ...Object.values(template.Resources).flatMap((each) =>
    namesOf(each).map((name) => `${GLOBAL.test(each.Type) ? 'account' : region} ${each.Type} ${name}`),
  ),
  ...[...JSON.stringify(template.Outputs).matchAll(/"Export":\{"Name":("[^"]*"|\{[^}]*\})/g)].map(
    ([, name]) => `${region} export ${name}`,
  ),
];

test.each([
  ['a second Region', secondRegion()],
  ['a second stage in the same Region', secondStage()],
])('%s: no name is taken already', (_, other) => {
  const taken = new Set(named(synthesized(first), first.aws.region));
  expect([...taken].filter((each) => each.includes('::IAM::Role '))).toHaveLength(10);
  expect([...taken].filter((each) => each.includes(' export '))).toHaveLength(6);
  expect([...taken].filter((each) => each.includes('::SecretsManager::Secret '))).toHaveLength(5);
  expect([...taken].filter((each) => each.includes('::Scheduler::'))).toHaveLength(3);
  expect(named(synthesized(other), other.aws.region).filter((each) => taken.has(each))).toEqual([]);
});

test('roles that others know have names that AWS takes, with the longest stack name and Region', () => {
  const longest = stack({ stackName: `S${'x'.repeat(31)}`, region: 'ap-southeast-2' });
  expect(estateSchema.parse(longest).aws).toEqual(longest.aws);
  const names = resourcesOf(synthesized(longest), 'AWS::IAM::Role').flatMap(
    ({ Properties }) => Properties.RoleName ?? [],
  );
  expect(names).toHaveLength(10);
  for (const name of names) expect(String(name).length).toBeLessThanOrEqual(64);
});

test('a stack reaches the credentials of no other one', () => {
  const prefixes = [STACK_NAME, 'RotationStaging', 'M365'].map(credentialPrefix);
  expect(prefixes[0]).toBe('m365');
  for (const one of prefixes) {
    expect(prefixes.filter((each) => `${each}/t/a`.startsWith(`${one}/`))).toEqual([one]);
  }
  const granted = JSON.stringify(resourcesOf(synthesized(secondStage()), 'AWS::IAM::Policy'));
  expect(granted).toContain(':secret:RotationStaging/m365/*');
  expect(granted).not.toContain(':secret:m365/*');
});

test.each(['m365', 'm365-rotation', 'staging', 'A b', 'RotationData', `S${'x'.repeat(32)}`])(
  '%s is no name for a stack',
  (stackName) => {
    expect(estateSchema.safeParse(stack({ stackName })).success).toBe(false);
  },
);

test('no secret has a name that ends in a hyphen and six characters, which Secrets Manager could take for its own ending', () => {
  const account = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
  const names = [STACK_NAME, 'Rotation-Second'].flatMap((stackName) => [
    ...['teams-webhook', 'teams-webhook/fabrikam', 'psa'].map((each) => filledSecretName(stackName, each)),
    appSecretName(stackName, 'reader'),
    appSecretName(stackName, 'writer'),
    `${credentialPrefix(stackName)}/${account}/${account}`,
  ]);
  const declared = resourcesOf(synthesized(first), 'AWS::SecretsManager::Secret').map(
    ({ Properties }) => Properties.Name,
  );
  expect(names).toEqual(expect.arrayContaining(declared));
  expect(names.filter((each) => /-[A-Za-z0-9]{6}$/.test(each))).toEqual([]);
});
