import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { estateOfAllFunctions, resourcesOf, synthesized } from './synthesized.ts';

const template = synthesized(estateOfAllFunctions());
const detail = z.record(z.string(), z.unknown());
const rule = z.object({
  State: z.string(),
  EventPattern: z.object({ source: z.array(z.string()), 'detail-type': z.array(z.string()), detail }),
});
const rules = resourcesOf(template, 'AWS::Events::Rule')
  .filter(({ id }) => id.startsWith('TrailEvents'))
  .map(({ id, Properties }) => ({ id, ...rule.parse(Properties) }));
const ruleOf = (part: string) => {
  const found = rules.find(({ id }) => id.startsWith(`TrailEvents${part}`));
  if (found === undefined) throw new Error(`no rule ${part}`);
  return found;
};

/** As long as AWS lets a role's name be, and longer than any other value that a template refers to here. */
const LONGEST_ROLE = `arn:aws:iam::123456789012:role/${'x'.repeat(64)}`;
const longest = z.union([
  z.strictObject({ 'Fn::GetAtt': z.array(z.string()) }).transform(() => LONGEST_ROLE),
  z.strictObject({ Ref: z.string() }).transform(() => LONGEST_ROLE),
]);
const filled = (value: unknown): unknown => {
  const reference = longest.safeParse(value);
  if (reference.success) return reference.data;
  if (Array.isArray(value)) return value.map(filled);
  const object = detail.safeParse(value);
  return object.success
    ? Object.fromEntries(Object.entries(object.data).map(([name, each]) => [name, filled(each)]))
    : value;
};

describe('rules about what people do from outside', () => {
  test('are all about calls that CloudTrail tells, and each has room in its pattern', () => {
    expect(rules.map(({ id }) => id.replace(/^TrailEvents(\w+)[0-9A-F]{8}$/, '$1')).sort()).toEqual([
      'Code',
      'Credentials',
      'Deployments',
      'Executions',
      'Protection',
      'Trail',
    ]);
    for (const { EventPattern } of rules) {
      expect(EventPattern['detail-type']).toEqual(['AWS API Call via CloudTrail']);
      // EventBridge takes 2,048 characters.
      expect(JSON.stringify(filled(EventPattern)).length).toBeLessThan(2_048);
    }
  });

  test('reads reach the rule about passwords, and no other: there are many', () => {
    expect(rules.filter(({ State }) => State !== 'ENABLED').map(({ id }) => id)).toEqual([ruleOf('Credentials').id]);
    expect(ruleOf('Credentials').State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  });

  test('except each role that uses credentials, and each that starts executions, one by one', () => {
    const excepted = (part: string) =>
      [
        ...JSON.stringify(ruleOf(part).EventPattern.detail).matchAll(
          /"Fn::GetAtt":\["(\w+?)(?:[0-9A-F]{8})?","Arn"\]/g,
        ),
      ].map(([, id]) => id);
    expect(excepted('Credentials').sort()).toEqual(
      ['credentialpage', 'promotepassword', 'resetpassword', 'retirecredentials', 'stagepassword', 'writevault'].map(
        (name) => `Functions${name}Role`,
      ),
    );
    const starters = excepted('Executions');
    for (const each of [
      'Functionsportal',
      'Functionsrecordoutcome',
      'Functionsproposerotations',
      'TenantTenantRotation',
      'ReopenReopening',
    ]) {
      expect(starters.filter((id) => id?.startsWith(each))).toHaveLength(1);
    }
    // A schedule that started a cycle as somebody unknown would call a person each month.
    const roles = resourcesOf(template, 'AWS::Scheduler::Schedule').flatMap(({ Properties }) => {
      const found = JSON.stringify(Properties.Target).match(/"RoleArn":\{"Fn::GetAtt":\["(\w+?)[0-9A-F]{8}"/)?.[1];
      return JSON.stringify(Properties.Target).includes('RotationCycle') && found !== undefined ? [found] : [];
    });
    expect(roles.length).toBeGreaterThan(0);
    expect(starters).toEqual(expect.arrayContaining(roles));
  });

  test('let nobody through by how a role is named', () => {
    expect(JSON.stringify(rules)).not.toMatch(/"anything-but":\{/);
  });
});
