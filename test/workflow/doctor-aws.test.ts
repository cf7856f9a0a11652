import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AwsAccount } from '@m365-rotation/local-aws';
import * as z from 'zod';
import { key } from '../../lambda/adapters/aws/dynamodb/state-keys.ts';
import { readDeployedEstate } from '../../local/assembled-estate.ts';
import { awsAccountOf } from '../../local/aws-account.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { freePorts } from './npm-start.ts';
import { rotationCommand } from './rotation-command.ts';

/** `rotation doctor --aws` on the deployed example, whose account is well first and then is wrong in every way. */

const ESTATE = 'config/example.yaml';
const folder = mkdtempSync(join(tmpdir(), 'doctor-aws-'));
let product: RunningProduct;
let account: { -readonly [Key in keyof AwsAccount]: AwsAccount[Key] };

beforeAll(async () => {
  const assembly = join(folder, 'cdk.out');
  await synthesize(ESTATE, assembly);
  account = { ...awsAccountOf(readDeployedEstate(assembly), false) };
  product = await startProduct({ assembly, out: join(folder, 'run'), port: await freePorts(), speed: 120, account });
}, 300_000);
afterAll(async () => {
  await product?.close();
  rmSync(folder, { recursive: true, force: true });
});

const findings = z.object({
  aws: z.object({
    ready: z.boolean(),
    checks: z.array(z.object({ name: z.string(), state: z.string(), detail: z.string(), next: z.string().optional() })),
  }),
});

async function doctor() {
  const { exitCode, printed, complained } = await rotationCommand(product, ESTATE)('doctor', '--aws', '--json');
  if (printed === '') throw new Error(complained);
  const { aws } = findings.parse(JSON.parse(printed));
  return { exitCode, complained, ...aws, of: (name: string) => aws.checks.find((each) => each.name === name) };
}

test('an account where everything is in place: exit code 0, and every check is told', async () => {
  const { exitCode, ready, checks, complained } = await doctor();
  expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect({ exitCode, ready }).toEqual({ exitCode: 0, ready: true });
  expect(checks.map(({ name }) => name)).toEqual([
    'stack',
    'export to the locked bucket',
    'mail that did not arrive',
    'identity token',
    'secret m365-rotation/teams-webhook',
    'secret m365-rotation/teams-webhook/fabrikam',
    'secret m365-rotation/psa',
    'mail sender',
    'mail DKIM',
    'mail MAIL FROM',
    'mail account',
    'mail suppression',
    'Lambda concurrency',
    'Step Functions rates',
  ]);
  expect(complained).toContain('an export of the audit table is under way');
  expect(checks[1]?.detail).toMatch(/^Export \S+: \d+ records$/);
});

const psaFindings = z.object({
  psa: z.object({ ready: z.boolean(), checks: z.array(z.object({ name: z.string(), state: z.string() })) }),
});

test('without --aws the tenants are looked at, and the PSA: with the keys that the operator may read', async () => {
  const { printed } = await rotationCommand(product, ESTATE)('doctor', '--tenant', 'fabrikam', '--json');
  const { psa } = psaFindings.parse(JSON.parse(printed));
  expect(psa.checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(psa.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['keys', 'tenants[1].ticketCompany']));
  const { exitCode, complained } = await rotationCommand(product, ESTATE)('ticket', '--tenant', 'fabrikam');
  expect(exitCode).toBe(1);
  expect(complained).toContain('no cycle and no dry run has read this tenant yet');
}, 300_000);

test('everything that can be wrong is told at once, each with its next step: exit code 1', async () => {
  const { mail } = account;
  account.outboundIdentity = false;
  account.lockRefusesExports = true;
  account.quotas = [{ serviceCode: 'lambda', code: 'L-B99A9384', name: 'Concurrent executions', value: 10 }];
  account.mail = {
    sandbox: true,
    identities: [{ name: 'northwind.example', verified: true, dkim: 'PENDING' }],
    suppressed: { 'chiara@northwind.example': 'BOUNCE' },
  };
  await product.cloud.dispatch({
    service: 'secretsmanager',
    action: 'DeleteSecret',
    input: { SecretId: 'm365-rotation/psa', RecoveryWindowInDays: 7 },
    principal: { kind: 'operator' },
  });
  // As if nothing had been exported before: right after an export there is nothing to export, and nothing to refuse.
  await product.cloud.dispatch({
    service: 'dynamodb',
    action: 'DeleteItem',
    input: {
      TableName: product.cloud.declarations.tables.find(({ name }) => !name.includes('Audit'))?.name,
      Key: marshall(key.auditExport()),
    },
    principal: { kind: 'operator' },
  });
  const { exitCode, ready, checks, of } = await doctor();
  expect({ exitCode, ready }).toEqual({ exitCode: 1, ready: false });
  const wrong = checks.filter(({ state }) => state !== 'ok');
  expect(wrong.filter(({ next }) => next === undefined)).toEqual([]);
  expect(wrong.map(({ name, state }) => `${state} ${name}`)).toEqual([
    'failed export to the locked bucket',
    'failed identity token',
    'failed secret m365-rotation/psa',
    'failed mail DKIM',
    'warn mail MAIL FROM',
    'warn mail account',
    'failed mail suppression',
    'warn Lambda concurrency',
  ]);
  expect(of('export to the locked bucket')?.detail).toContain('S3InvalidRequest: Content-MD5 OR x-amz-checksum-');
  expect(of('identity token')?.next).toContain('aws iam enable-outbound-web-identity-federation');
  expect(of('secret m365-rotation/psa')?.next).toBe(
    'aws secretsmanager restore-secret --region eu-central-1 --secret-id m365-rotation/psa',
  );
  expect(of('mail DKIM')?.next).toContain('a._domainkey.northwind.example CNAME a.dkim.amazonses.com');
  expect(of('mail suppression')?.next).toContain(
    'delete-suppressed-destination --region eu-central-1 --email-address chiara@northwind.example',
  );

  // No identity at all, and a sandbox in which nobody gets anything.
  account.mail = { sandbox: true, identities: [], suppressed: {} };
  const without = await doctor();
  expect(without.of('mail sender')).toMatchObject({ state: 'failed', next: expect.stringContaining('MailDnsRecords') });
  expect(without.of('mail account')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('service-desk@northwind.example, ada@northwind.example'),
  });
  // The identity of the address alone: mail goes out, and is junked.
  account.mail = {
    sandbox: false,
    identities: [{ name: 'rotation@northwind.example', verified: true, dkim: 'NOT_STARTED' }],
    suppressed: {},
  };
  expect((await doctor()).of('mail sender')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('fails DMARC'),
  });
  if (mail !== undefined) account.mail = mail;
}, 300_000);
