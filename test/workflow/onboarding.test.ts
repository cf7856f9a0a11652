import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { idOf } from '@m365-rotation/local-microsoft';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { TECHNICIAN } from '../crash/crash-estate.ts';
import { evidenceOf } from '../crash/evidence.ts';
import { alikeTenant, estateFileOf } from '../runs/alike-tenants.ts';
import { freePorts } from './npm-start.ts';
import { type Ran, rotationCommand } from './rotation-command.ts';

/** The commands of docs/onboarding.md, in their order, for a tenant that nobody has consented in yet. */

const PAA = '7be44c8a-adaf-4e2a-84d6-ab2649e08a13';
const folder = mkdtempSync(join(tmpdir(), 'onboarding-'));
const config = join(folder, 'estate.yaml');
const made = alikeTenant(0, (name) => [
  { upn: `admin@${name}.example`, name: 'Admin', roles: ['Exchange Administrator'] },
  { upn: `probe@${name}.example`, name: 'Probe' },
]);
const writerId = made.apps.writer?.objectId;
const tenant = {
  ...made,
  apps: {},
  roleAssignments: made.roleAssignments.filter((row) => row.principalId !== writerId),
};
const probe = idOf(tenant.name, 'user', `probe@${tenant.name}.example`);

let product: RunningProduct;
let command: (typed?: string) => (...args: readonly string[]) => Promise<Ran>;
beforeAll(async () => {
  writeFileSync(
    config,
    estateFileOf([tenant], [{ ...TECHNICIAN, tenants: 'all' }], {}, () => ({ proveAccount: probe })),
  );
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  product = await startProduct({
    assembly,
    out: join(folder, 'run'),
    port: await freePorts(),
    speed: 120,
    microsoft: { tenants: [tenant] },
  });
  command = (typed) => rotationCommand(product, config, undefined, typed);
});
afterAll(async () => {
  await product?.close();
  rmSync(folder, { recursive: true, force: true });
});

const page = readFileSync('docs/onboarding.md', 'utf8');
const walked = new Map(
  [...page.matchAll(/<!-- walked: ([^>]+) -->\n```sh\n([^`]+)```/g)].map(([, name = '', text = '']) => [
    name,
    text
      .trim()
      .split('\n')
      .map((line) => line.replace('npm run rotation -- ', '').replace('<name>', tenant.name)),
  ]),
);
const seen = new Set<string>();

/** Runs the commands of one block, and tells what each did. */
async function walk(block: string, typed?: string): Promise<readonly Ran[]> {
  seen.add(block);
  const ran: Ran[] = [];
  for (const line of walked.get(block) ?? []) {
    const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
    ran.push(await command(typed)(...args));
  }
  return ran;
}

const last = (ran: readonly Ran[]): Ran => ran.at(-1) ?? { exitCode: null, printed: '', complained: 'no command' };

test('before consent everything that is left is said at once, in its order', async () => {
  const { exitCode, printed } = last(await walk('before consent'));
  expect(exitCode).toBe(1);
  expect(printed).toMatch(/FAILED\s+reader app.*7000229/);
  expect(printed).toMatch(/FAILED\s+writer app/);
  expect(printed).toContain(`then: rotation onboard --tenant ${tenant.name}`);
});

test('two addresses, which an administrator opens and accepts', async () => {
  const { exitCode, printed } = last(await walk('addresses'));
  expect(exitCode).toBe(0);
  expect(printed).toMatch(/3\. Role\. Which one, if any, shows after step 2/);
  const addresses = [...printed.matchAll(/http\S+\/adminconsent\?client_id=\S+/g)].map(([address]) => new URL(address));
  expect(addresses).toHaveLength(2);
  for (const address of addresses) {
    expect((await fetch(address)).status).toBe(200);
    const body = new URLSearchParams({ client_id: address.searchParams.get('client_id') ?? '', decision: 'accept' });
    expect((await fetch(address, { method: 'POST', body })).status).toBe(200);
  }
});

test('without the role the writer resets nobody, and doctor fails', async () => {
  const { exitCode, printed } = await command()('doctor', '--tenant', tenant.name);
  expect([exitCode, /FAILED\s+writer role/.test(printed)]).toEqual([1, true]);
  const tried = await command(`probe@${tenant.name}.example\n`)('doctor', '--prove', '--tenant', tenant.name);
  expect([tried.exitCode, tried.printed]).toEqual([1, expect.stringContaining('Graph denied it')]);
});

test('then the role is named, and the script assigns it', async () => {
  const [said, script] = await walk('role');
  expect(said?.printed).toContain(`3. Role. Privileged Authentication Administrator (${PAA}), for admin@`);
  const roleId = /roleDefinitionId\\":\\"([\w-]{36})/.exec(script?.printed ?? '')?.[1];
  expect(roleId).toBe(PAA);
  product.microsoft.assignRole(tenant.tenantId, { app: 'writer' }, roleId ?? '');
});

test('the tenant is connected', async () => {
  const { exitCode, printed } = last(await walk('connected'));
  expect([exitCode, printed]).toEqual([0, expect.stringContaining('1 tenant ready.')]);
});

test('a reset is tried on the account that the tenant names, once its name was typed; on record, and kept nowhere', async () => {
  const wrong = last(await walk('try', 'yes\n'));
  expect([wrong.exitCode, wrong.printed]).toEqual([1, 'Not confirmed: nothing was done.\n']);
  const { exitCode, printed, complained } = last(await walk('try', `probe@${tenant.name}.example\n`));
  expect(complained).toContain('locked out');
  expect([exitCode, printed]).toEqual([0, expect.stringContaining('Graph reset probe@')]);
  const { audit } = await evidenceOf(product);
  expect(audit.filter(({ action }) => action.startsWith('trial.')).map(({ action }) => action)).toEqual([
    'trial.attempted',
    'trial.failed',
    'trial.attempted',
    'trial.succeeded',
  ]);
  product.microsoft.assignRole(tenant.tenantId, { userId: probe }, PAA);
  const role = await command(`probe@${tenant.name}.example\n`)('doctor', '--prove', '--tenant', tenant.name);
  expect([role.exitCode, role.printed]).toEqual([1, expect.stringContaining('directory role')]);
  product.microsoft.takeRole(tenant.tenantId, { userId: probe }, PAA);
});

test('plan and dry run, pause and resume', async () => {
  for (const block of ['dry run', 'pause']) {
    for (const { exitCode, complained } of await walk(block)) expect([exitCode, complained]).toEqual([0, '']);
  }
});

test('every block that the page marks was walked', () => {
  expect([...walked.keys()].filter((each) => !seen.has(each))).toEqual([]);
  expect(walked.size).toBeGreaterThan(5);
});
