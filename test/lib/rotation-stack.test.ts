import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { functionNames, functionTable } from '../../contract/functions.ts';
import { machineNames } from '../../contract/machines.ts';
import { stackOutput } from '../../contract/stack.ts';
import { grantsOf } from './grants.ts';
import { estateWithRetention, resourceOf, resourcesOf, secondRegion, secondStage, synthesized } from './synthesized.ts';

/** Synthesis applies cdk-nag: it throws where a finding is left without a reason. */
const template = synthesized();
const grants = grantsOf(template);
const propertiesOf = (type: string, part?: string) => resourceOf(template, type, part).Properties;

describe('functions', () => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function');

  test('as the table has them, on Node 24 and arm64', () => {
    expect(functionNames.length).toBeGreaterThan(15);
    expect(functions).toHaveLength(functionNames.length);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    }
  });

  test('a deployment runs one function: the one that publishes the estate, when it is another one', () => {
    const custom = Object.values(template.Resources).filter(({ Type }) =>
      /^Custom::|CloudFormation::CustomResource/.test(Type),
    );
    expect(custom.map(({ Type }) => Type)).toEqual(['Custom::Estate']);
    expect(custom[0]?.Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringContaining('publishestateFunction'), 'Arn'] },
      ServiceTimeout: '1800',
      AssetBucket: 'cdk-hnb659fds-assets-123456789012-eu-central-1',
      AssetKey: expect.stringMatching(/^[0-9a-f]{64}\.json$/),
      Hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('pages answer before the HTTP API gives up after 30 seconds', () => {
    const pages = functionNames.filter((name) => functionTable[name].routes !== undefined);
    expect(pages).toEqual(expect.arrayContaining(['sign-in', 'portal', 'approvals', 'credential-page']));
    for (const name of pages) expect(grants.get(name)?.timeoutSeconds).toBeLessThan(30);
  });

  test('what no route matches gets a page of the portal, at a rate of its own', () => {
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
    const home = routes.find(({ RouteKey }) => RouteKey === 'GET /');
    expect(routes.find(({ RouteKey }) => RouteKey === '$default')?.Target).toEqual(home?.Target);
    const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties.RouteSettings).toMatchObject({
      $default: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
    });
  });

  test('the roles that Entra knows by their ARN, or a policy of the data stack, have names that stay', () => {
    const named = resourcesOf(template, 'AWS::IAM::Role').flatMap(({ Properties }) => Properties.RoleName ?? []);
    const inPolicies = ['AuditExport', 'archive-audit', 'checkpoint', 'publish-estate'].map(
      (each) => `M365PasswordRotation-eu-central-1-${each}`,
    );
    const inDeployGuide = readFileSync('docs/deploy.md', 'utf8').matchAll(/:role\/([\w-]+)` \|/g);
    const knownToEntra = named.filter((each) => !inPolicies.includes(String(each))).sort();
    expect(named).toHaveLength(knownToEntra.length + inPolicies.length);
    expect([...new Set([...inDeployGuide].map(([, name]) => name))].sort()).toEqual(knownToEntra);
    expect(knownToEntra).toEqual(
      ['discover-tenant', 'inspect-tenants', 'reset-password', 'sign-in', 'verify-reset', 'watch-passwords'].map(
        (each) => `M365PasswordRotation-eu-central-1-${each}`,
      ),
    );
  });
});

test('every log ends', () => {
  const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
  // One of each function and each machine, and the portal's access log.
  expect(groups).toHaveLength(functionNames.length + machineNames.length + 1);
  expect(groups.filter(({ Properties }) => Properties.RetentionInDays === undefined)).toEqual([]);
});

test('logs that AWS delivers lie where no resource policy of the account is needed', () => {
  const names = resourcesOf(template, 'AWS::Logs::LogGroup').flatMap(({ Properties }) => Properties.LogGroupName ?? []);
  // Functions write their own logs, by their roles.
  expect(names).toHaveLength(machineNames.length + 1);
  for (const name of names) expect(name).toMatch(/^\/aws\/vendedlogs\/(states|apis)\/M365PasswordRotation-\w+$/);
});

describe('what must not be lost', () => {
  test.each(['RotationState', 'RotationAudit'])('table %s can be restored, and outlives the stack', (part) => {
    const { Properties, DeletionPolicy } = resourceOf(template, 'AWS::DynamoDB::GlobalTable', part);
    expect(DeletionPolicy).toBe('Retain');
    expect(Properties.Replicas).toMatchObject([
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ]);
  });

  test('audit records are protected from deletion, and never expire', () => {
    const properties = propertiesOf('AWS::DynamoDB::GlobalTable', 'RotationAudit');
    expect(properties.Replicas).toMatchObject([{ DeletionProtectionEnabled: true }]);
    expect(properties.TimeToLiveSpecification).toBeUndefined();
  });

  test('the policy of the audit bucket denies what undoes evidence, and everybody but one writer per prefix', () => {
    const { PolicyDocument } = z
      .object({
        PolicyDocument: z.object({
          Statement: z.array(
            z.looseObject({
              Sid: z.string().optional(),
              Action: z.union([z.string(), z.array(z.string())]),
              Condition: z.unknown().optional(),
            }),
          ),
        }),
      })
      .parse(propertiesOf('AWS::S3::BucketPolicy', 'BucketsAudit'));
    const told = PolicyDocument.Statement.flatMap(({ Sid, Action, Condition }) =>
      Sid === undefined
        ? []
        : [
            [
              Sid,
              [Action].flat().join(),
              JSON.stringify(Condition ?? '')
                .match(/(?<=role\/M365PasswordRotation-eu-central-1-)[\w-]+/g)
                ?.join(),
            ],
          ],
    );
    expect(told).toContainEqual([
      'NothingIsUndone',
      's3:BypassGovernanceRetention,s3:DeleteObject,s3:DeleteObjectVersion,s3:PutObjectLegalHold,s3:PutObjectRetention',
      undefined,
    ]);
    expect(told).toContainEqual([
      'NothingIsReplicatedHere',
      's3:ObjectOwnerOverrideToBucketOwner,s3:ReplicateDelete,s3:ReplicateObject,s3:ReplicateTags',
      undefined,
    ]);
    const replicating = PolicyDocument.Statement.find(({ Sid }) => Sid === 'NothingIsReplicatedHere');
    expect(replicating).toMatchObject({ Effect: 'Deny', Principal: { AWS: '*' } });
    expect(replicating?.Condition).toBeUndefined();
    expect(told).toContainEqual(['WritersOfRecords', 's3:PutObject', 'archive-audit']);
    expect(told).toContainEqual([
      'NobodyElseWrites',
      's3:PutObject',
      'AuditExport,publish-estate,archive-audit,checkpoint',
    ]);
    expect(JSON.stringify(PolicyDocument)).not.toMatch(/BucketPolicy/);
  });

  test('how long and how firmly is as the estate says, and so is who may undo it', () => {
    const other = synthesized(secondRegion());
    expect(resourceOf(other, 'AWS::S3::Bucket', 'BucketsAudit').Properties).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 3653, Mode: 'COMPLIANCE' } } },
    });
    const policy = JSON.stringify(resourceOf(other, 'AWS::S3::BucketPolicy', 'BucketsAudit').Properties);
    expect(policy).toMatch(/"aws:PrincipalArn":\[?"arn:aws:iam::123456789012:role\/release"/);
  });

  test('nothing in the audit bucket ever expires, and what moves stays readable at once', () => {
    const { LifecycleConfiguration } = z
      .object({ LifecycleConfiguration: z.object({ Rules: z.array(z.record(z.string(), z.unknown())) }) })
      .parse(propertiesOf('AWS::S3::Bucket', 'BucketsAudit'));
    const keys = new Set(LifecycleConfiguration.Rules.flatMap((each) => Object.keys(each)));
    expect([...keys].filter((each) => /Expir/.test(each))).toEqual([]);
    const classes = JSON.stringify(LifecycleConfiguration).match(/"StorageClass":"\w+"/g);
    expect(new Set(classes)).toEqual(new Set(['"StorageClass":"GLACIER_IR"']));
  });

  test('the audit table tells every change, with what was there before', () => {
    expect(propertiesOf('AWS::DynamoDB::GlobalTable', 'TablesRotationAudit')).toMatchObject({
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  test('the audit bucket is versioned and locked', () => {
    expect(propertiesOf('AWS::S3::Bucket', 'BucketsAudit')).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 2557, Mode: 'GOVERNANCE' } } },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  test('what encrypts credentials and what proves seals outlives the stack', () => {
    for (const part of ['CredentialKey', 'SealKey']) {
      expect(resourceOf(template, 'AWS::KMS::Key', part).DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });
});

test('no bucket is public, and none is reached without encryption', () => {
  const all = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
  const buckets = resourcesOf(template, 'AWS::S3::Bucket');
  for (const { Properties } of buckets) expect(Properties).toMatchObject({ PublicAccessBlockConfiguration: all });
  const policies = resourcesOf(template, 'AWS::S3::BucketPolicy');
  expect(policies).toHaveLength(buckets.length);
  for (const { Properties } of policies) expect(JSON.stringify(Properties)).toContain('aws:SecureTransport');
});

test.each([
  ['CredentialKey', { EnableKeyRotation: true }],
  ['LinkKey', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }],
  ['SealKey', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }],
])('%s: %p', (part, expected) => {
  expect(propertiesOf('AWS::KMS::Key', part)).toMatchObject(expected);
});

test('the key of checkpoints denies signing to everybody but one function, and nothing else to anybody', () => {
  const { KeyPolicy } = z
    .object({ KeyPolicy: z.object({ Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.unknown() })) }) })
    .parse(propertiesOf('AWS::KMS::Key', 'SealKey'));
  expect(KeyPolicy.Statement).toHaveLength(2);
  expect(KeyPolicy.Statement[0]).toMatchObject({ Effect: 'Allow', Action: 'kms:*' }); // the account administers it
  expect(KeyPolicy.Statement[1]).toMatchObject({ Effect: 'Deny', Action: 'kms:Sign', Principal: { AWS: '*' } });
  expect(KeyPolicy.Statement[1]?.Condition).toEqual({
    ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/M365PasswordRotation-eu-central-1-checkpoint' },
  });
});

test('secrets are declared without a value: a later deployment overwrites none', () => {
  const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret').map(({ Properties }) => Properties);
  expect(secrets.map(({ Name }) => Name).sort()).toEqual([
    'm365-rotation/psa',
    'm365-rotation/teams-webhook',
    'm365-rotation/teams-webhook/fabrikam',
  ]);
  for (const each of secrets) {
    expect(each.SecretString).toBeUndefined();
    expect(each.GenerateSecretString).toBeUndefined();
  }
});

test('messages are sent in batches, and one that fails stops no other', () => {
  expect(propertiesOf('AWS::Lambda::EventSourceMapping', 'MessagesDelivery')).toMatchObject({
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 20,
    ScalingConfig: { MaximumConcurrency: 2 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('tickets have a queue of their own: as many at once as one run writes, and tried for three days', () => {
  expect(propertiesOf('AWS::Lambda::EventSourceMapping', 'Tickets')).toMatchObject({
    BatchSize: 10,
    ScalingConfig: { MaximumConcurrency: 2 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  const { VisibilityTimeout, RedrivePolicy, MessageRetentionPeriod } = z
    .object({
      VisibilityTimeout: z.number(),
      RedrivePolicy: z.object({ maxReceiveCount: z.number() }),
      MessageRetentionPeriod: z.number(),
    })
    .parse(propertiesOf('AWS::SQS::Queue', 'TicketsQueue'));
  const tried = VisibilityTimeout * RedrivePolicy.maxReceiveCount;
  expect(tried).toBeGreaterThanOrEqual(72 * 3_600);
  // What is tried for longer than it is kept vanishes without an alarm.
  expect(tried).toBeLessThan(MessageRetentionPeriod);
});

describe('the sender of mail', () => {
  test('create: an identity of the domain, with DKIM of its own and a MAIL FROM domain, so that mail passes DMARC', () => {
    const { Properties, DeletionPolicy } = resourceOf(template, 'AWS::SES::EmailIdentity');
    expect(Properties).toEqual({
      EmailIdentity: 'northwind.example',
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      MailFromAttributes: { MailFromDomain: 'bounce.northwind.example', BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
    });
    expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    const records = JSON.stringify(template.Outputs[stackOutput.mailDnsRecords]);
    expect(records.match(/ CNAME /g)).toHaveLength(3);
    expect(records).toContain('bounce.northwind.example MX 10 feedback-smtp.eu-central-1.amazonses.com');
    expect(records).toContain('bounce.northwind.example TXT \\"v=spf1 include:amazonses.com ~all\\"');
  });

  test('existing: the stack makes none, for one that exists already would stop the deployment', () => {
    const existing = synthesized(secondStage());
    expect(resourcesOf(existing, 'AWS::SES::EmailIdentity')).toEqual([]);
    expect(existing.Outputs).not.toHaveProperty(stackOutput.mailDnsRecords);
  });
});

describe('the portal', () => {
  test('says what it is, among the other APIs of an account', () => {
    expect(propertiesOf('AWS::ApiGatewayV2::Api').Name).toBe('M365PasswordRotation-Portal');
  });

  const keys = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey);

  test.each([
    'GET /sign-in',
    'GET /sign-in/callback',
    'POST /sign-out',
    'GET /sessions',
    'POST /sessions/end',
    'GET /',
    'GET /a/{locator}',
    'GET /cycles',
    'GET /cycles/{cycleId}',
    'GET /cycles/{cycleId}/approvals',
    'POST /cycles/{cycleId}/approvals',
    'GET /cycles/{cycleId}/accounts/{tenantId}/{accountId}',
    'GET /assets/{file}',
    'GET /c/{locator}',
    'GET /passwords',
    'POST /passwords/show',
    'POST /passwords/stored',
    'POST /passwords/renew',
    'POST /passwords/report',
    'POST /passwords/hand-over',
    'POST /c/{locator}/report',
    'POST /c/{locator}/renew',
  ])('answers %s', (key) => {
    expect(keys).toContain(key);
  });

  // `$default` leads to the portal's function, whose pages know no other methods: see the tests of unmatched requests.
  test('nothing else answers every method, and only pages answer GET (R7)', () => {
    const getters = keys.filter(
      (each) => /^ANY/.test(String(each)) || /^GET .*\/(stored|report|renew|end)$/.test(String(each)),
    );
    expect(getters).toEqual([]);
  });

  test('has the address that the estate gives it, where something stands before it', () => {
    const estate = secondStage();
    const url = estate.msp.portalUrl;
    const other = synthesized(estate);
    const urls = resourcesOf(other, 'AWS::Lambda::Function').flatMap(
      ({ Properties }) =>
        z.object({ Environment: z.object({ Variables: z.object({ PORTAL_URL: z.unknown() }) }) }).safeParse(Properties)
          .data?.Environment.Variables.PORTAL_URL ?? [],
    );
    expect(urls.length).toBeGreaterThan(5);
    expect(new Set(urls)).toEqual(new Set([url]));
    expect(other.Outputs[stackOutput.portalUrl]).toMatchObject({ Value: url });
  });

  test('each route has a throttle of its own: a flood of the sign-in stops nobody who is signed in', () => {
    const { RouteSettings } = propertiesOf('AWS::ApiGatewayV2::Stage');
    const settings = z
      .record(z.string(), z.strictObject({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }))
      .parse(RouteSettings);
    expect(Object.keys(settings).sort()).toEqual(keys.map(String).sort());
    const decisions = settings['POST /cycles/{cycleId}/approvals']?.ThrottlingRateLimit ?? 0;
    expect(decisions).toBeGreaterThan(settings['GET /sign-in']?.ThrottlingRateLimit ?? Number.POSITIVE_INFINITY);
  });

  test('access logs hold no path and no query: they could hold a locator (R4)', () => {
    const stage = propertiesOf('AWS::ApiGatewayV2::Stage');
    const format = JSON.stringify(stage.AccessLogSettings);
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/\$context\.(path|http\.path|queryString|protocol.*path)|\$request/i);
    expect(stage.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: expect.any(Number) });
  });
});

test('the outputs are those by which people and the command line find what was deployed', () => {
  const { Outputs } = synthesized(estateWithRetention());
  expect(Object.keys(Outputs).sort()).toEqual(Object.values(stackOutput).sort());
});
