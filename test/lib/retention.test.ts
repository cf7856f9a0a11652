import { describe, expect, test } from '@jest/globals';
import { functionsThatMay, grantsOf } from './grants.ts';
import { estateWithRetention, resourcesOf, synthesized } from './synthesized.ts';

/** What the template has where the estate wants stored credentials deleted, and only there. */

const keeping = synthesized();
const deleting = synthesized(estateWithRetention());

const actionsOf = (name: 'retire-credentials' | 'stage-password', service: string) =>
  (grantsOf(deleting).get(name)?.statements ?? [])
    .flatMap(({ Action }) => Action)
    .filter((each) => each.startsWith(`${service}:`))
    .sort();

test('an estate that keeps credentials has no function, schedule, alarm or grant that could delete one', () => {
  // Rules of CloudTrail name the calls as what people are watched for: they let nobody do them.
  const rules = new Set(resourcesOf(keeping, 'AWS::Events::Rule').map(({ id }) => id));
  const text = JSON.stringify(Object.entries(keeping.Resources).filter(([id]) => !rules.has(id)));
  for (const each of ['retire', 'DeleteSecret', 'RestoreSecret']) expect(text).not.toContain(each);
});

test('otherwise one function does, daily, and an alarm watches it', () => {
  const added = (type: string) =>
    resourcesOf(deleting, type).filter(({ id }) => !resourcesOf(keeping, type).some((each) => each.id === id));
  expect(added('AWS::Lambda::Function')).toHaveLength(1);
  expect(added('AWS::Scheduler::Schedule').map(({ Properties }) => Properties.ScheduleExpression)).toEqual([
    'rate(1 day)',
  ]);
  expect(added('AWS::CloudWatch::Alarm')).toHaveLength(1);
});

describe('least privilege (R10)', () => {
  test('who deletes credentials cannot read, change or restore one', () => {
    expect(functionsThatMay(deleting, 'secretsmanager:DeleteSecret')).toEqual(['retire-credentials']);
    expect(actionsOf('retire-credentials', 'secretsmanager')).toEqual([
      'secretsmanager:DeleteSecret',
      'secretsmanager:DescribeSecret',
    ]);
    expect(actionsOf('retire-credentials', 'kms')).toEqual([]);
  });

  test('and only with the days of recovery that the estate names: never for good', () => {
    const statements = grantsOf(deleting).get('retire-credentials')?.statements ?? [];
    const deletion = statements.filter(({ Action }) => Action.includes('secretsmanager:DeleteSecret'));
    expect(deletion).toHaveLength(1);
    expect(deletion[0]?.Condition).toEqual({ NumericEquals: { 'secretsmanager:RecoveryWindowInDays': 14 } });
    expect(JSON.stringify(deletion[0]?.Resource)).toContain('secret:m365/*');
  });

  test('who stages passwords may restore a credential, and nobody else', () => {
    expect(functionsThatMay(deleting, 'secretsmanager:RestoreSecret')).toEqual(['stage-password']);
  });

  test('the longest life of the function is shorter than a reservation of 90 seconds', () => {
    expect(grantsOf(deleting).get('retire-credentials')?.timeoutSeconds).toBeLessThanOrEqual(60);
  });
});
