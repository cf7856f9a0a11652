import { describe, expect, test } from '@jest/globals';
import { matchesPattern } from '@m365-rotation/local-aws';
import * as z from 'zod';
import { statementsByRole } from './grants.ts';
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
const join = z.strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const joinedBy = (value: unknown, fill: (part: unknown) => unknown): string | undefined =>
  join.safeParse(value).data?.['Fn::Join'][1].map(fill).join('');

const filled = (value: unknown): unknown => {
  const joined = joinedBy(value, filled);
  if (joined !== undefined) return joined;
  const reference = longest.safeParse(value);
  if (reference.success) return reference.data;
  if (Array.isArray(value)) return value.map(filled);
  const object = detail.safeParse(value);
  return object.success
    ? Object.fromEntries(Object.entries(object.data).map(([name, each]) => [name, filled(each)]))
    : value;
};

const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/Audit';
const LAMBDA = 'arn:aws:lambda:eu-central-1:123456789012';
const FUNCTION = 'M365PasswordRotation-archiveaudit-AbC123';

/** With a value for each reference: of the table by its attribute, and of whatever has a name or an id. */
const deployed = (value: unknown): unknown => {
  const joined = joinedBy(value, deployed);
  if (joined !== undefined) return joined;
  const attribute = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).safeParse(value);
  if (attribute.success) return LONGEST_ROLE;
  const reference = z.strictObject({ Ref: z.string() }).safeParse(value);
  if (reference.success) return /Audit[0-9A-F]{8}$/.test(reference.data.Ref) ? 'Audit' : 'Mapping';
  if (Array.isArray(value)) return value.map(deployed);
  const object = detail.safeParse(value);
  return object.success
    ? Object.fromEntries(Object.entries(object.data).map(([name, each]) => [name, deployed(each)]))
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
      'Rules',
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
    // Who is excepted and may start nothing would hide whoever takes its role; who may and is not would call a person each month.
    const may = [...statementsByRole(template)].flatMap(([role, each]) =>
      each.some(({ Action }) => Action.some((one) => /^states:(Start|Stop|Redrive)Execution$/.test(one)))
        ? [role.replace(/[0-9A-F]{8}$/, '')]
        : [],
    );
    expect(may.length).toBeGreaterThan(8);
    const starters = excepted('Executions');
    expect(starters.sort()).toEqual(may.sort());
    const roles = resourcesOf(template, 'AWS::Scheduler::Schedule').flatMap(({ Properties }) => {
      const found = JSON.stringify(Properties.Target).match(/"RoleArn":\{"Fn::GetAtt":\["(\w+?)[0-9A-F]{8}"/)?.[1];
      return JSON.stringify(Properties.Target).includes('RotationCycle') && found !== undefined ? [found] : [];
    });
    expect(roles.length).toBeGreaterThan(0);
    expect(starters).toEqual(expect.arrayContaining(roles));
  });

  test.each<[string, string, string, object, object?]>([
    ['Protection', 'dynamodb', 'PutResourcePolicy', { resourceArn: TABLE_ARN, policy: '{}' }],
    ['Protection', 'dynamodb', 'PutResourcePolicy', { resourceArn: `${TABLE_ARN}/stream/2026-11-30T00:00:00.000` }],
    ['Protection', 'dynamodb', 'DeleteTable', { tableName: TABLE_ARN }],
    ['Protection', 'dynamodb', 'UpdateTable', { tableName: 'Audit' }],
    ['Protection', 'dynamodb', 'UpdateTimeToLive', { tableName: TABLE_ARN }],
    ['Protection', 's3', 'PutBucketPolicy', { bucketName: 'Audit' }],
    ['Code', 'lambda', 'UpdateFunctionCode20150331v2', { functionName: FUNCTION }],
    ['Code', 'lambda', 'UpdateFunctionCode20150331v2', { functionName: `${LAMBDA}:function:${FUNCTION}` }],
    ['Code', 'lambda', 'UpdateFunctionCode20150331v2', { functionName: `${LAMBDA}:function:${FUNCTION}:$LATEST` }],
    ['Code', 'lambda', 'DeleteFunction20150331', { functionName: `123456789012:function:${FUNCTION}` }],
    ['Code', 'lambda', 'PutFunctionConcurrency20171031', { functionName: FUNCTION, reservedConcurrentExecutions: 0 }],
    ['Code', 'lambda', 'UpdateEventSourceMapping20150331', { uUID: 'Mapping', enabled: false }],
    ['Code', 'lambda', 'DeleteEventSourceMapping20150331', { uUID: 'Mapping' }],
    [
      'Code',
      'lambda',
      'DeleteEventSourceMapping20150331',
      { uuid: 'as another trail writes it' },
      { functionArn: `${LAMBDA}:function:${FUNCTION}` },
    ],
    ['Rules', 'events', 'PutTargets', { rule: FUNCTION, targets: [] }],
    ['Rules', 'events', 'RemoveTargets', { rule: FUNCTION, ids: ['Target0'] }],
    ['Rules', 'events', 'DisableRule', { name: FUNCTION }],
    ['Rules', 'events', 'DeleteRule', { name: FUNCTION }],
    ['Rules', 'events', 'PutRule', { name: FUNCTION }],
    ['Rules', 'scheduler', 'UpdateSchedule', { name: 'admin-monthly', groupName: 'M365PasswordRotation' }],
    ['Rules', 'scheduler', 'DeleteSchedule', { name: 'admin-monthly', groupName: 'M365PasswordRotation' }],
    ['Rules', 'scheduler', 'DeleteScheduleGroup', { name: 'M365PasswordRotation' }],
  ])('%s takes %s:%s of %j by hand, and not what CloudFormation does', (part, service, call, given, answer = {}) => {
    const { EventPattern } = ruleOf(part);
    const told = (sourceIPAddress: string, requestParameters: object, responseElements: object) => ({
      source: `aws.${service}`,
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventName: call, sourceIPAddress, requestParameters, responseElements },
    });
    const pattern = detail.parse(deployed(EventPattern));
    expect(matchesPattern(pattern, told('192.0.2.1', given, answer))).toBe(true);
    expect(matchesPattern(pattern, told('cloudformation.amazonaws.com', given, answer))).toBe(false);
    const others = (object: object) => Object.fromEntries(Object.keys(object).map((name) => [name, 'another']));
    expect(matchesPattern(pattern, told('192.0.2.1', others(given), others(answer)))).toBe(false);
  });

  test('know every mapping that feeds a function', () => {
    const ids = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(4);
    const named = JSON.stringify(ruleOf('Code').EventPattern).matchAll(/"Ref":"(\w+)"/g);
    expect([...named].map(([, id]) => id).sort()).toEqual(ids.sort());
  });

  test('let nobody through by how a role is named', () => {
    expect(JSON.stringify(rules)).not.toMatch(/"anything-but":\{/);
  });
});
