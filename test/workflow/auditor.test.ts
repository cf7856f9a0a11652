import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beginCycle, finishCycle } from '../../local/cycle-run.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { browser, type Page } from '../../local/technician/browser.ts';
import { filled, formsIn, linksIn } from '../../local/technician/forms.ts';
import { technician } from '../../local/technician.ts';
import { adminOf, crashEstate, TECHNICIAN } from '../crash/crash-estate.ts';
import { evidenceOf } from '../crash/evidence.ts';
import { runByHand } from '../runs/run-by-hand.ts';
import { freePorts } from './npm-start.ts';
import { rotationCommand } from './rotation-command.ts';

/** Somebody changes a password after us; the deployed functions notice, and an auditor, signed in at Microsoft, reads it. */

const INES = { name: 'Ines Okafor', objectId: '6a1b0000-0000-4000-8000-00000000e001' };
const folder = mkdtempSync(join(tmpdir(), 'auditor-'));
const out = join(folder, 'run');
const { tenants, yaml } = crashEstate(2, { auditors: [{ ...INES, tenants: ['FIRST'] }] });
const [changed, untouched] = tenants;
if (changed === undefined || untouched === undefined) throw new Error('there are two tenants');
/** With what the directory audit needs. */
const licensed = tenants.map(({ apps: { reader, ...apps }, ...each }) => ({
  ...each,
  licence: 'P1' as const,
  apps:
    reader === undefined
      ? apps
      : { ...apps, reader: { ...reader, permissions: [...reader.permissions, 'AuditLog.Read.All'] } },
}));
const config = join(folder, 'estate.yaml');

let product: RunningProduct;
let cycleId = '';
beforeAll(async () => {
  writeFileSync(config, yaml.replace('FIRST', changed.name));
  const assembly = join(folder, 'cdk.out');
  await synthesize(config, assembly);
  product = await startProduct({
    assembly,
    out,
    port: await freePorts(),
    speed: 120,
    microsoft: { tenants: licensed },
  });
  const { portal } = product.cloud.addresses;
  const works = technician({ portal, inboxApi: `${product.inbox.origin}/api/messages`, person: TECHNICIAN });
  const { run } = await beginCycle(product, out, { schedule: 'admin-monthly', dryRun: false });
  let isOver = false;
  const finished = finishCycle(product, out, run, 600).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await works.decideAll('approve');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await finished;
  cycleId = (await evidenceOf(product)).rotations[0]?.cycleId ?? '';
});
afterAll(async () => {
  await product?.close();
  rmSync(folder, { recursive: true, force: true });
});

const recorded = async () =>
  (await evidenceOf(product)).audit.filter(({ action }) => action === 'password.changed-elsewhere');
const watch = () => runByHand(product, 'watch-passwords', { everyTenant: true });

test('our own resets raise no alarm', async () => {
  expect(await watch()).toEqual({ compared: 2, left: 0, notReady: 0, changed: 0 });
  expect(await recorded()).toEqual([]);
});

test('a change by somebody else is recorded once', async () => {
  const by = { user: { id: 'mallory', displayName: 'Mallory', userPrincipalName: 'mallory@example' } };
  const later = new Date(Date.now() + 20 * 60_000);
  await product.microsoft.changePassword(changed.tenantId, adminOf(changed), by, later);
  while ((await recorded()).length === 0) await watch();
  await watch();
  expect(await recorded()).toEqual([
    expect.objectContaining({ chain: `${changed.tenantId}#${adminOf(changed)}`, cycleId }),
  ]);
});

test('Entra’s own audit knows our reset, and who made the other', async () => {
  const rotation = rotationCommand(product, config);
  const reconcile = ({ name }: typeof changed) => rotation('audit', 'reconcile', '--tenant', name);
  // Entra's audit lists a change later than the account shows it.
  let found = await reconcile(changed);
  while (found.exitCode === 0) found = await reconcile(changed);
  const { printed, exitCode } = found;
  expect(printed).toContain("1 reset of ours is in Entra's directory audit.");
  expect(printed).toContain(`admin@${changed.name}.example: Reset user password, by mallory@example`);
  expect(exitCode).toBe(1);
  const agreed = await reconcile(untouched);
  expect([agreed.exitCode, agreed.printed]).toEqual([0, expect.stringContaining('Nothing differs.')]);
});

test('an auditor, a guest of the home tenant, signs in, reads it, and finds nothing of others', async () => {
  const { portal } = product.cloud.addresses;
  const { open, submit } = browser();
  const visit = async (path: string): Promise<Page> => {
    const page = await open(new URL(`${portal}${path}`));
    const signIn = linksIn(page.html).find((link) => link.startsWith('/sign-in?'));
    if (signIn === undefined) return page;
    const choice = await open(new URL(signIn, portal));
    const form = formsIn(choice.html).find(({ fields }) => fields.some(({ value }) => value === INES.objectId));
    if (form === undefined) throw new Error(`${INES.name} cannot be picked`);
    return submit(choice, form.action, filled(form, new Map(), { name: 'person', value: INES.objectId }));
  };
  const evidence = await visit('/');
  expect([evidence.address.pathname, evidence.html]).toEqual(['/evidence', expect.stringContaining('Signed on time.')]);
  expect((await visit(`/cycles/${cycleId}`)).html).toContain('your vault is stale');
  const own = await visit(`/cycles/${cycleId}/reports/${changed.tenantId}`);
  expect([own.status, own.html]).toEqual([200, expect.stringContaining('Somebody else changed the password')]);
  expect((await visit(`/cycles/${cycleId}/tenants/${changed.tenantId}?format=csv`)).html).toContain(
    `"admin@${changed.name}.example"`,
  );
  for (const page of ['tenants', 'reports'] as const) {
    expect((await visit(`/cycles/${cycleId}/${page}/${untouched.tenantId}`)).status).toBe(404);
  }
  const refused = await submit(evidence, `/cycles/${cycleId}/approvals`, new URLSearchParams({ csrf: 'x' }));
  expect(refused.status).toBe(403);
  const { audit } = await evidenceOf(product);
  const acts = audit.filter(({ actor }) => 'name' in actor && actor.name === INES.name);
  expect(acts.map(({ action }) => action).sort()).toEqual(['form.refused', 'session.started']);
});
