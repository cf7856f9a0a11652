import { describe, expect, test } from '@jest/globals';
import { Iam } from '../iam.ts';
import type { Principal, Requirement } from '../service.ts';
import type { Statement } from '../template/declarations.ts';

const roleArn = 'arn:aws:iam::111122223333:role/notify';
const role: Principal = { kind: 'role', roleArn, name: 'notify', session: 'notify@1' };
const table = 'arn:aws:dynamodb:eu-central-1:111122223333:table/State';

const allow = (actions: string[], resources: string[], conditions: Statement['conditions'] = {}): Statement => ({
  effect: 'Allow',
  actions,
  resources,
  conditions,
});
const deny = (...args: Parameters<typeof allow>): Statement => ({ ...allow(...args), effect: 'Deny' });

const iamWith = (...statements: Statement[]) =>
  new Iam(
    [{ logicalId: 'Role', name: 'notify', arn: roleArn, trustedServices: [], statements }],
    '111122223333',
    'eu-central-1',
  );

function outcome(iam: Iam, requirement: Requirement, principal: Principal = role, service = 'dynamodb'): string {
  try {
    iam.check({ service, action: 'X', input: {}, principal }, [requirement]);
    return 'allowed';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const put: Requirement = { action: 'dynamodb:PutItem', resource: table };

test('a condition on rows is evaluated for items of one partition, and refused for more', () => {
  const rows = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['session#*'] } };
  const iam = iamWith(allow(['dynamodb:PutItem'], [table], rows));
  const putInto = (key: string) => ({ ...put, context: { 'dynamodb:LeadingKeys': [key] } });
  expect(outcome(iam, putInto('session#1'))).toBe('allowed');
  expect(outcome(iam, putInto('cycles'))).toContain('dynamodb:LeadingKeys');
  expect(() => iamWith(allow(['dynamodb:Scan'], [table], rows))).toThrow(/dynamodb:LeadingKeys .* dynamodb:Scan/);
});

describe('identity policies', () => {
  test('nothing is allowed that no statement allows', () => {
    expect(outcome(iamWith(), put)).toBe(
      'User: arn:aws:sts::111122223333:assumed-role/notify/notify@1 is not authorized to perform: dynamodb:PutItem ' +
        `on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
    );
  });

  test('an action and a resource must be allowed by one and the same statement', () => {
    const iam = iamWith(allow(['dynamodb:PutItem'], [`${table}2`]), allow(['dynamodb:GetItem'], [table]));
    expect(outcome(iam, put)).not.toBe('allowed');
  });

  test('actions match in any case and with wildcards, resources in exact case', () => {
    expect(outcome(iamWith(allow(['DynamoDB:put*'], [table])), put)).toBe('allowed');
    expect(outcome(iamWith(allow(['dynamodb:Put?tem'], ['*'])), put)).toBe('allowed');
    expect(outcome(iamWith(allow(['dynamodb:PutItem'], [table.replace('State', 'state')])), put)).not.toBe('allowed');
  });

  test('a table is not its index, and not another table whose name begins alike', () => {
    const iam = iamWith(allow(['dynamodb:*'], [table]));
    expect(outcome(iam, { ...put, resource: `${table}/index/Open` })).not.toBe('allowed');
    expect(outcome(iam, { ...put, resource: `${table}2` })).not.toBe('allowed');
    const withIndexes = iamWith(allow(['dynamodb:*'], [`${table}/index/*`]));
    expect(outcome(withIndexes, { ...put, resource: `${table}/index/Open` })).toBe('allowed');
    expect(outcome(withIndexes, put)).not.toBe('allowed');
  });

  test('a wildcard ends at the parts of an ARN', () => {
    const iam = iamWith(allow(['dynamodb:PutItem'], ['arn:aws:dynamodb:*:table/State']));
    expect(outcome(iam, put)).not.toBe('allowed');
    expect(outcome(iamWith(allow(['dynamodb:PutItem'], ['arn:aws:dynamodb:*:*:table/*'])), put)).toBe('allowed');
  });

  test('characters of regular expressions are just characters', () => {
    const bucket = { action: 's3:GetObject', resource: 'arn:aws:s3:::audit-x/a' };
    expect(outcome(iamWith(allow(['s3:GetObject'], ['arn:aws:s3:::audit.x/a'])), bucket)).not.toBe('allowed');
    expect(outcome(iamWith(allow(['s3:Get[O]bject'], ['*'])), bucket)).not.toBe('allowed');
  });

  test('a Deny wins over every Allow', () => {
    const iam = iamWith(allow(['*'], ['*']), deny(['dynamodb:Put*'], ['*']));
    expect(outcome(iam, put)).toMatch(/with an explicit deny in an identity-based policy$/);
    expect(outcome(iam, { ...put, action: 'dynamodb:GetItem' })).toBe('allowed');
  });

  test('all requirements of a call must be granted', () => {
    const iam = iamWith(allow(['dynamodb:PutItem'], [table]));
    const call = { service: 'dynamodb', action: 'TransactWriteItems', input: {}, principal: role };
    expect(() => iam.check(call, [put, { ...put, resource: `${table}2` }])).toThrow(/table\/State2/);
  });

  test('an unknown role may do nothing; the operator and services of AWS anything', () => {
    const iam = iamWith(allow(['*'], ['*']));
    expect(outcome(iam, put, { kind: 'role', roleArn: `${roleArn}2`, name: 'notify2' })).toMatch(/no role/);
    expect(outcome(iamWith(), put, { kind: 'operator' })).toBe('allowed');
    expect(outcome(iamWith(), put, { kind: 'service', name: 'apigateway.amazonaws.com' })).toBe('allowed');
  });

  test.each([
    ['dynamodb', 'AccessDeniedException', 400],
    ['lambda', 'AccessDeniedException', 403],
    ['s3', 'AccessDenied', 403],
    ['sts', 'AccessDenied', 403],
  ])('%s tells it as %s', (service, code, httpStatus) => {
    const call = { service, action: 'X', input: {}, principal: role };
    expect(() => iamWith().check(call, [put])).toThrow(expect.objectContaining({ code, httpStatus }));
  });
});

test('a bucket of another account takes calls of the role that both accounts let in, and of nobody else', () => {
  const bucket = 'arn:aws:s3:::elsewhere';
  const object = (key: string, action = 's3:PutObject'): Requirement => ({ action, resource: `${bucket}/${key}` });
  const withBucket = (...statements: Statement[]) =>
    new Iam(
      [{ logicalId: 'Role', name: 'notify', arn: roleArn, trustedServices: [], statements }],
      '111122223333',
      'eu-central-1',
      [],
      () => [
        {
          name: 'elsewhere',
          account: '999988887777',
          lets: [{ roleArn, actions: ['s3:PutObject'], resources: [`${bucket}/notes/*`] }],
        },
      ],
    );
  const iam = withBucket(allow(['s3:*'], ['*']));
  const attempt = (requirement: Requirement, principal?: Principal) => outcome(iam, requirement, principal, 's3');
  expect(attempt(object('notes/1'))).toBe('allowed');
  expect(attempt(object('other'))).toMatch(/because no resource-based policy allows the s3:PutObject action$/);
  expect(attempt(object('notes/1', 's3:DeleteObject'))).toMatch(/no resource-based policy/);
  expect(attempt(object('notes/1'), { kind: 'operator' })).toMatch(/no resource-based policy/);
  expect(attempt(object('notes/1'), { kind: 'service', name: 's3.amazonaws.com' })).toMatch(/no resource-based policy/);
  expect(outcome(withBucket(), object('notes/1'), role, 's3')).toMatch(/no identity-based policy/);
  // A name that only begins so is another bucket.
  expect(attempt({ action: 's3:GetObject', resource: 'arn:aws:s3:::elsewhere2/a' })).toBe('allowed');
});

describe('conditions', () => {
  const action = 'sts:GetWebIdentityToken';
  const with_ = (conditions: Statement['conditions'], context: Requirement['context']) =>
    outcome(iamWith(allow([action], ['*'], conditions)), { action, resource: '*', ...(context && { context }) });

  test.each<[string, string, string[], Requirement['context'], boolean]>([
    ['StringEquals', 'k', ['a', 'b'], { k: 'b' }, true],
    ['StringEquals', 'k', ['a'], { k: 'A' }, false],
    ['StringEquals', 'k', ['a*'], { k: 'ab' }, false],
    ['StringEquals', 'K', ['a'], { k: 'a' }, true],
    ['StringEquals', 'k', ['a'], {}, false],
    ['StringEqualsIfExists', 'k', ['a'], {}, true],
    ['StringEqualsIfExists', 'k', ['a'], { k: 'b' }, false],
    ['StringNotEquals', 'k', ['a', 'b'], { k: 'b' }, false],
    ['StringNotEquals', 'k', ['a'], {}, true],
    ['StringLike', 'k', ['a*c'], { k: 'abc' }, true],
    ['StringNotLike', 'k', ['a*c'], { k: 'abc' }, false],
    ['ArnEquals', 'k', ['arn:aws:sqs:*:1:q'], { k: 'arn:aws:sqs:x:1:q' }, true],
    ['ArnLike', 'k', ['arn:aws:sqs:*:q'], { k: 'arn:aws:sqs:x:1:q' }, false],
    ['NumericLessThanEquals', 'k', ['300'], { k: 300 }, true],
    ['NumericLessThanEquals', 'k', ['300'], { k: 301 }, false],
    ['Bool', 'k', ['true'], { k: 'true' }, true],
    ['Null', 'k', ['true'], {}, true],
    ['Null', 'k', ['false'], {}, false],
    ['ForAllValues:StringEquals', 'k', ['a', 'b'], { k: ['a', 'b'] }, true],
    ['ForAllValues:StringEquals', 'k', ['a'], { k: ['a', 'b'] }, false],
    ['ForAllValues:StringEquals', 'k', ['a'], {}, true],
    ['ForAllValues:StringEquals', 'k', ['a'], { k: [] }, true],
    ['ForAnyValue:StringEquals', 'k', ['a'], { k: ['a', 'b'] }, true],
    ['ForAnyValue:StringEquals', 'k', ['a'], { k: ['b'] }, false],
    ['ForAnyValue:StringEquals', 'k', ['a'], {}, false],
    ['ForAnyValue:StringNotEquals', 'k', ['a'], {}, false],
  ])('%s %s %j with %j: %j', (operator, key, values, context, expected) => {
    expect(with_({ [operator]: { [key]: values } }, context) === 'allowed').toBe(expected);
  });

  test('all operators and all keys must hold', () => {
    const conditions = { StringEquals: { a: ['1'], b: ['1'] }, NumericLessThan: { c: ['5'] } };
    expect(with_(conditions, { a: '1', b: '1', c: 4 })).toBe('allowed');
    expect(with_(conditions, { a: '1', b: '2', c: 4 })).not.toBe('allowed');
    expect(with_(conditions, { a: '1', b: '1', c: 5 })).not.toBe('allowed');
  });

  test('a refusal tells of the condition that stood in the way', () => {
    expect(with_({ StringEquals: { 'kms:ViaService': ['x'] } }, {})).toMatch(
      /condition on kms:ViaService doesn't hold/,
    );
  });

  test('a Deny whose condition does not hold denies nothing', () => {
    const insecure = deny(['*'], ['*'], { Bool: { 'aws:SecureTransport': ['false'] } });
    expect(outcome(iamWith(allow(['*'], ['*']), insecure), put)).toBe('allowed');
  });

  test.each([
    ['an unknown operator', allow(['*'], ['*'], { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } }), /IpAddress/],
    ['an unknown quantifier', allow(['*'], ['*'], { 'ForMost:StringEquals': { k: ['a'] } }), /ForMost/],
    ['a policy variable', allow(['*'], [`arn:aws:s3:::x/${'$'}{aws:username}`]), /policy variables/],
  ])('%s is refused from the start', (_, statement, message) => {
    expect(() => iamWith(statement)).toThrow(message);
  });
});

describe('unused grants', () => {
  test('tells actions and resources that no call has needed', () => {
    const iam = iamWith(
      allow(['dynamodb:PutItem', 'dynamodb:Scan'], [table, `${table}/index/*`]),
      allow(['logs:PutLogEvents'], ['*']),
      deny(['kms:*'], ['*']),
    );
    outcome(iam, put);
    expect(iam.unusedGrants()).toEqual([
      { role: 'notify', grant: 'dynamodb:Scan', statement: 'dynamodb:PutItem, dynamodb:Scan' },
      { role: 'notify', grant: `${table}/index/*`, statement: 'dynamodb:PutItem, dynamodb:Scan' },
    ]);
  });

  test('a refused call uses nothing', () => {
    const iam = iamWith(allow(['dynamodb:PutItem'], [table], { StringEquals: { k: ['a'] } }));
    outcome(iam, put);
    expect(iam.unusedGrants()).toHaveLength(2);
  });

  test('the versions of a function are no grant of their own', () => {
    const functionArn = 'arn:aws:lambda:eu-central-1:111122223333:function:f';
    const iam = iamWith(allow(['lambda:InvokeFunction'], [functionArn, `${functionArn}:*`]));
    expect(iam.unusedGrants()).toHaveLength(3);
    outcome(iam, { action: 'lambda:InvokeFunction', resource: functionArn });
    expect(iam.unusedGrants()).toEqual([]);
  });
});

describe('policies of resources', () => {
  const bucket = 'arn:aws:s3:::evidence';
  const otherRole = roleArn.replace('notify', 'archive');
  const denied = (actions: string[], resources: string[], conditions: Statement['conditions'] = {}) => ({
    resourceArn: bucket,
    statements: [deny(actions, resources, conditions)],
  });
  const butFor = (...arns: string[]) => ({ ArnNotEquals: { 'aws:PrincipalArn': arns } });
  const iamOf = (...policies: ReturnType<typeof denied>[]) =>
    new Iam(
      ['notify', 'archive'].map((name) => ({
        logicalId: name,
        name,
        arn: roleArn.replace('notify', name),
        trustedServices: [],
        statements: [allow(['s3:*'], [`${bucket}/*`])],
      })),
      '111122223333',
      'eu-central-1',
      policies,
    );
  const putAt = (key: string): Requirement => ({ action: 's3:PutObject', resource: `${bucket}/${key}` });
  const archive: Principal = { kind: 'role', roleArn: otherRole, name: 'archive' };
  const onlyArchive = iamOf(denied(['s3:PutObject'], [`${bucket}/records/*`], butFor(otherRole)));

  test('a role that its own policy allows to write is denied, and the one that is excepted is not', () => {
    expect(outcome(onlyArchive, putAt('records/1'), role, 's3')).toBe(
      'User: arn:aws:sts::111122223333:assumed-role/notify/notify@1 is not authorized to perform: s3:PutObject ' +
        `on resource: ${bucket}/records/1 with an explicit deny in a resource-based policy`,
    );
    expect(outcome(onlyArchive, putAt('records/1'), archive, 's3')).toBe('allowed');
  });

  test('what the statement does not name is left to the role', () => {
    expect(outcome(onlyArchive, putAt('recordsX'), role, 's3')).toBe('allowed');
    expect(outcome(onlyArchive, { ...putAt('records/1'), action: 's3:GetObject' }, role, 's3')).toBe('allowed');
    expect(outcome(onlyArchive, putAt('records/1'), role, 's3')).not.toBe('allowed');
  });

  test('the person at the terminal, and services of AWS, are denied like anybody', () => {
    expect(outcome(onlyArchive, putAt('records/1'), { kind: 'operator' }, 's3')).toContain(':user/');
    const service: Principal = { kind: 'service', name: 'logging.s3.amazonaws.com' };
    expect(outcome(onlyArchive, putAt('records/1'), service, 's3')).toContain('explicit deny');
    expect(outcome(onlyArchive, putAt('other'), { kind: 'operator' }, 's3')).toBe('allowed');
  });

  test('a caller cannot pass for another: by the context of a call, by a name that begins alike, by a role elsewhere', () => {
    const claimed = { ...putAt('records/1'), context: { 'aws:PrincipalArn': otherRole } };
    expect(outcome(onlyArchive, claimed, role, 's3')).toContain('explicit deny');
    for (const alike of [`${otherRole}2`, otherRole.toUpperCase(), otherRole.replace('111122223333', '999988887777')]) {
      const iam = iamOf(denied(['s3:PutObject'], [`${bucket}/records/*`], butFor(alike)));
      expect(outcome(iam, putAt('records/1'), archive, 's3')).toContain('explicit deny');
    }
  });

  test('several statements each deny, and how a call travels is never the reason', () => {
    const transport = {
      Bool: { 'aws:SecureTransport': ['false'] },
    };
    expect(outcome(iamOf(denied(['s3:*'], [bucket, `${bucket}/*`], transport)), putAt('x'), role, 's3')).toBe(
      'allowed',
    );
    const old = { NumericLessThan: { 's3:TlsVersion': ['1.2'] } };
    expect(outcome(iamOf(denied(['s3:*'], [bucket, `${bucket}/*`], old)), putAt('x'), role, 's3')).toBe('allowed');
    const both = iamOf(denied(['s3:*'], [`${bucket}/*`], transport), denied(['S3:putobject'], [`${bucket}/x`]));
    expect(outcome(both, putAt('x'), archive, 's3')).toContain('explicit deny');
  });

  test('what replicates from another bucket is denied by its own actions, and by no statement about puts', () => {
    const replicating = ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'];
    const denying = iamOf(denied(replicating, [`${bucket}/*`]));
    for (const principal of [role, archive, { kind: 'service', name: 's3.amazonaws.com' } as const]) {
      for (const action of replicating) {
        const replicated = { action, resource: `${bucket}/records/1` };
        expect(outcome(denying, replicated, principal, 's3')).toContain(`${action} on resource`);
        expect(outcome(onlyArchive, replicated, principal, 's3')).toBe('allowed');
      }
    }
  });

  test('a key says of itself what nobody else may do with it', () => {
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/1';
    const sign: Requirement = { action: 'kms:Sign', resource: key };
    const iam = new Iam(
      [{ logicalId: 'R', name: 'notify', arn: roleArn, trustedServices: [], statements: [allow(['kms:*'], [key])] }],
      '111122223333',
      'eu-central-1',
      [{ resourceArn: key, statements: [deny(['kms:Sign'], ['*'], butFor(otherRole))] }],
    );
    expect(outcome(iam, sign, role, 'kms')).toContain('explicit deny in a resource-based policy');
    expect(outcome(iam, { ...sign, action: 'kms:GetPublicKey' }, role, 'kms')).toBe('allowed');
  });

  test('a policy holds for its own resource only', () => {
    const elsewhere = { ...denied(['s3:PutObject'], ['*']), resourceArn: `${bucket}-2` };
    expect(outcome(iamOf(elsewhere), putAt('records/1'), role, 's3')).toBe('allowed');
  });
});
