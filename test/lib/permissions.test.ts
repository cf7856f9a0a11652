import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { functionNames, functionTable } from '../../contract/functions.ts';
import { functionsThatMay, grantsOf, statementsByRole } from './grants.ts';
import { estateOfAllFunctions, estateWithCertificates, resourcesOf, synthesized } from './synthesized.ts';

const template = synthesized();
const grants = grantsOf(template);
const allStatements = [...statementsByRole(template)].flatMap(([role, each]) => each.map((one) => ({ role, ...one })));

describe('least privilege (R10)', () => {
  test('no role may do a wildcard of actions', () => {
    expect(allStatements.length).toBeGreaterThan(60);
    expect(allStatements.filter(({ Action }) => Action.some((each) => each.includes('*')))).toEqual([]);
  });

  test('each function has a role of its own', () => {
    const roles = [...grants.values()].map(({ role }) => role);
    expect(new Set(roles).size).toBe(functionNames.length);
  });

  test('no role has a managed policy', () => {
    const managed = resourcesOf(template, 'AWS::IAM::Role').filter(
      ({ Properties }) => 'ManagedPolicyArns' in Properties,
    );
    expect(managed.map(({ id }) => id)).toEqual([]);
  });

  test('every resource is named, but where an action knows none', () => {
    const everywhere = allStatements.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action);
    const strangers = [...new Set(everywhere)].filter(
      (each) => !/^(xray:|logs:|sts:GetWebIdentityToken$|dynamodb:ListStreams$)/.test(each),
    );
    expect(strangers).toEqual([]);
  });

  test('who lists objects lists no other names than of those that it may read', () => {
    const listing = allStatements.filter(({ Action }) => Action.includes('s3:ListBucket'));
    expect(listing.length).toBeGreaterThan(1);
    for (const { role, Condition } of listing) {
      const reads = JSON.stringify(
        allStatements.filter((each) => each.role === role && each.Action.includes('s3:GetObject')),
      );
      const prefixes = z.object({ StringLike: z.object({ 's3:prefix': z.array(z.string()).min(1) }) }).parse(Condition);
      for (const each of prefixes.StringLike['s3:prefix']) expect(reads).toContain(`/${each}`);
    }
  });

  test('an identity token is for Entra, and for minutes', () => {
    const tokens = allStatements.filter(({ Action }) => Action.includes('sts:GetWebIdentityToken'));
    expect(tokens).toHaveLength(6);
    for (const { Condition } of tokens) {
      expect(Condition).toEqual({
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': ['api://AzureADTokenExchange'] },
        NumericLessThanEquals: { 'sts:DurationSeconds': 300 },
      });
    }
  });
});

describe('who may touch what', () => {
  test.each([
    ['secretsmanager:GetSecretValue', 'secret:m365/', ['credential-page', 'reset-password']],
    ['secretsmanager:PutSecretValue', '', ['stage-password']],
    ['secretsmanager:UpdateSecretVersionStage', '', ['promote-password']],
    [
      'sts:GetWebIdentityToken',
      '',
      ['discover-tenant', 'inspect-tenants', 'reset-password', 'sign-in', 'verify-reset', 'watch-passwords'],
    ],
    ['kms:Sign', '', ['checkpoint']],
    ['s3:PutObject', '/checkpoints/', ['checkpoint']],
    ['s3:PutObject', '-heads.json', ['close-cycle']],
    ['kms:VerifyMac', '', ['approvals', 'credential-page']],
    ['kms:GenerateMac', '', ['credential-page', 'record-mail-events', 'remind', 'request-approvals']],
    ['ses:SendEmail', '', ['notify']],
    ['states:SendTaskSuccess', '-AccountRotation', ['approvals', 'remind']],
    ['states:SendTaskSuccess', '-TenantRotation', ['record-outcome']],
    ['states:SendTaskSuccess', '-RotationCycle', ['close-tenant']],
    ['states:StartExecution', '', ['portal', 'record-outcome', 'start-moved']],
    ['states:StartExecution', '-SettleUncertain', ['record-outcome']],
    ['states:StartExecution', '-RotationCycle', ['portal', 'start-moved']],
    ['states:StartExecution', '-Reopening', ['portal']],
    ['dynamodb:Query', '/index/OpenApprovals', ['approvals', 'portal']],
    ['dynamodb:Query', '/index/OpenLinks', ['credential-page', 'deliver-credential', 'notify', 'portal', 'remind']],
    ['dynamodb:DeleteItem', '', ['sign-in']],
    ['dynamodb:PutItem', 'EstateTable', ['publish-estate']],
    ['s3:GetObject', 'cdk-hnb659fds-assets', ['publish-estate']],
    ['s3:PutObject', '/estates/', ['publish-estate']],
    ['dynamodb:ConditionCheckItem', '', ['stage-password', 'watch-passwords']],
  ])('%s %s: %p', (action, resource, names) => {
    expect(functionsThatMay(template, action, resource)).toEqual(names);
  });

  test('functions read the estate and do nothing else with it; who only adds records reads its name alone', () => {
    const names = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['current'] } };
    const readers = [...grants].flatMap(([name, { statements }]) =>
      statements
        .filter(({ Resource }) => JSON.stringify(Resource).includes('EstateTable'))
        .map(({ Action, Condition }) => ({ name, Action, Condition })),
    );
    expect(readers.length).toBeGreaterThan(25);
    for (const { name, Action, Condition } of readers) {
      if (name === 'publish-estate') continue;
      const reads = functionTable[name].uses.estate === 'read';
      expect([name, Action, Condition]).toEqual([name, ['dynamodb:GetItem'], reads ? {} : names]);
    }
    expect(
      readers
        .filter(({ Condition }) => Object.keys(Condition).length > 0)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['announce-cycle', 'close-cycle', 'close-tenant', 'plan-export', 'promote-password', 'redrive-messages']);
  });

  test('mail is sent as the MSP and as nobody else, whoever gets it', () => {
    const sending = allStatements.filter(({ Action }) => Action.includes('ses:SendEmail'));
    expect(sending.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'ses:FromAddress': 'rotation@northwind.example' } },
    ]);
  });

  test('sign-in reaches web sessions and sign-ins, adds to the chains about access, and reaches nothing else', () => {
    const onTables = (grants.get('sign-in')?.statements ?? []).filter(({ Action }) =>
      Action[0]?.startsWith('dynamodb:'),
    );
    expect(onTables.map(({ Action }) => Action)).toEqual([
      ['dynamodb:GetItem'],
      ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      ['dynamodb:PutItem'],
    ]);
    const under = (...prefixes: string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes } });
    expect(JSON.stringify(onTables[0]?.Resource)).toContain('EstateTable');
    expect(onTables.slice(1).map(({ Condition }) => Condition)).toEqual([
      under('session#*', 'login#*'),
      under('access#*'),
      under('access#*'),
    ]);
  });

  test("the page of customers' contacts reads their links, adds a stop with its record, and can change or read nothing else", () => {
    const { statements = [] } = grantsOf(synthesized(estateOfAllFunctions())).get('contact-page') ?? {};
    const told = statements
      .filter(({ Action }) => !/^(xray|logs):/.test(Action[0] ?? ''))
      .map(({ Action, Condition }) => [
        Action.join(),
        ...Object.values(Condition)
          .flatMap((each) => Object.values(each))
          .flat(),
      ]);
    expect(told).toEqual([
      ['dynamodb:GetItem'], // the estate
      ['dynamodb:GetItem', 'contact#*', 'contact-stops'],
      ['dynamodb:BatchGetItem', 'chain#*#-'],
      ['dynamodb:PutItem', 'chain#*#-', 'contact-stops'],
      ['dynamodb:PutItem', '*#-'],
      ['dynamodb:BatchGetItem,dynamodb:PutItem,dynamodb:UpdateItem', 'access#*'],
      ['dynamodb:PutItem', 'access#*'],
      ['kms:VerifyMac', 'HMAC_SHA_256'],
      ['sqs:SendMessage'],
    ]);
  });

  test('nobody may delete a secret, or read one by the way of listing', () => {
    const actions = new Set(allStatements.flatMap(({ Action }) => Action));
    for (const each of [
      'secretsmanager:DeleteSecret',
      'secretsmanager:BatchGetSecretValue',
      'kms:ScheduleKeyDeletion',
    ]) {
      expect(actions.has(each)).toBe(false);
    }
  });

  test('the credential key is used through Secrets Manager only', () => {
    const uses = allStatements.filter(({ Resource }) => JSON.stringify(Resource).includes('CredentialKey'));
    expect(uses).toHaveLength(3);
    for (const { Condition } of uses) {
      expect(Condition).toMatchObject({
        StringEquals: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' },
      });
    }
  });

  test('audit records are added, read and exported: nothing changes or deletes one', () => {
    const onAudit = allStatements.filter(({ Resource }) => JSON.stringify(Resource).includes('TablesRotationAudit'));
    expect([...new Set(onAudit.flatMap(({ Action }) => Action))].sort()).toEqual([
      'dynamodb:DescribeExport',
      'dynamodb:DescribeStream',
      'dynamodb:ExportTableToPointInTime',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ]);
  });

  test('the archive of records is added to by one function, which can neither read nor change it', () => {
    const { statements = [] } = grants.get('archive-audit') ?? {};
    const onBuckets = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('BucketsAudit'));
    expect(onBuckets.map(({ Action }) => Action)).toEqual([['s3:PutObject']]);
    expect(functionsThatMay(template, 's3:PutObject', '/records/')).toEqual(['archive-audit']);
  });

  test('who changes the state table adds records too, but for web sessions', () => {
    const changing = functionsThatMay(template, 'dynamodb:UpdateItem', 'TablesRotationState');
    expect(functionsThatMay(template, 'dynamodb:PutItem', 'TablesRotationAudit')).toEqual(
      expect.arrayContaining([...changing]),
    );
  });
});

describe('an estate that proposes rotations after a reveal', () => {
  test('has a function that may start cycles, and nothing else of workflows', () => {
    const proposing = synthesized(estateOfAllFunctions());
    expect(functionsThatMay(proposing, 'states:StartExecution', '-RotationCycle')).toEqual([
      'portal',
      'propose-rotations',
      'start-moved',
    ]);
    expect(functionsThatMay(proposing, 'states:StartExecution', '-Reopening')).toEqual(['portal']);
    expect(functionsThatMay(proposing, 'states:SendTaskSuccess')).not.toContain('propose-rotations');
  });
});

describe('an estate with a vault', () => {
  const withVault = synthesized(estateOfAllFunctions());

  test.each([
    ['secretsmanager:GetSecretValue', 'secret:m365/', ['credential-page', 'reset-password', 'write-vault']],
    ['secretsmanager:GetSecretValue', 'VaultAccess', ['check-vault', 'write-vault']],
    ['sqs:SendMessage', 'VaultQueue', ['deliver-credential', 'record-outcome', 'redrive-messages']],
    ['sqs:ReceiveMessage', 'VaultQueue', ['write-vault']],
    ['dynamodb:ConditionCheckItem', '', ['stage-password', 'watch-passwords', 'write-vault']],
    ['sqs:ReceiveMessage', 'VaultUnwritten', ['redrive-messages']],
  ])('%s %s: %p', (action, resource, names) => {
    expect(functionsThatMay(withVault, action, resource)).toEqual(names);
  });

  test('who writes into it moves no label, stages nothing, and asks nobody else for anything', () => {
    const statements = grantsOf(withVault).get('write-vault')?.statements ?? [];
    const actions = statements.flatMap(({ Action }) => Action).filter((each) => !/^(logs|xray):/.test(each));
    expect([...new Set(actions)].sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'kms:Decrypt',
      'secretsmanager:GetSecretValue',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ]);
  });

  test('who looks for records the day before reads the key of the vault, and no credential', () => {
    const statements = grantsOf(withVault).get('check-vault')?.statements ?? [];
    const of = statements.flatMap(({ Action, Resource }) => Action.map((each) => [each, JSON.stringify(Resource)]));
    expect(of.filter(([action]) => /^(secretsmanager|kms|sts|ses|states):/.test(action ?? ''))).toEqual([
      ['secretsmanager:GetSecretValue', expect.stringContaining('VaultAccess')],
    ]);
    expect(of.filter(([action]) => action?.startsWith('sqs:'))).toEqual([
      ['sqs:SendMessage', expect.not.stringContaining('Vault')],
    ]);
  });

  test('where there is none, nothing of it is deployed', () => {
    expect(Object.keys(template.Resources).filter((id) => /^Vault|(write|check)vault/i.test(id))).toEqual([]);
  });
});

describe('an estate whose apps have certificates', () => {
  const withSecrets = synthesized(estateWithCertificates());

  test.each([
    ['GraphAppsReader', ['discover-tenant', 'inspect-tenants', 'reset-password', 'verify-reset', 'watch-passwords']],
    ['GraphAppsWriter', ['reset-password']],
  ])('%s is read by whom it is for, and by nobody else', (secret, names) => {
    expect(functionsThatMay(withSecrets, 'secretsmanager:GetSecretValue', secret)).toEqual(names);
  });

  test('AWS vouches for the sign-in of technicians alone', () => {
    expect(functionsThatMay(withSecrets, 'sts:GetWebIdentityToken')).toEqual(['sign-in']);
  });

  test('has two secrets more, declared without a value', () => {
    const named = (template: typeof withSecrets) =>
      resourcesOf(template, 'AWS::SecretsManager::Secret').map(({ Properties }) => Properties.Name);
    expect(named(template)).toEqual([
      'm365-rotation/teams-webhook',
      'm365-rotation/teams-webhook/fabrikam',
      'm365-rotation/psa',
    ]);
    expect(named(withSecrets).sort()).toEqual([
      'm365-rotation/graph/reader',
      'm365-rotation/graph/writer',
      'm365-rotation/psa',
      'm365-rotation/teams-webhook',
      'm365-rotation/teams-webhook/fabrikam',
    ]);
    for (const { Properties } of resourcesOf(withSecrets, 'AWS::SecretsManager::Secret')) {
      expect(Object.keys(Properties).sort()).toEqual(['Description', 'Name']);
    }
  });
});
