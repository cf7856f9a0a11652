import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import type { Page } from '../../local/technician/browser.ts';
import { linksIn } from '../../local/technician/forms.ts';
import { assign, type ForeignTenant, litware, type Row, role } from './foreign/directory.ts';
import { estateOf, idOf } from './foreign/foreign-estate.ts';
import { type ForeignGraph, startForeignGraph } from './foreign/graph.ts';
import { type ExportedRecord, recordsIn, summaryIn } from './foreign/left-behind.ts';
import { freePorts, npmStart } from './npm-start.ts';
import { signedInBrowser } from './signed-in-browser.ts';

/** A directory that changes between approval and reset: the last guard refuses, it is on record, and everybody is told (R2). */

/** What becomes of each account, the reason code of the refusal, and how a technician reads it. */
const fates: Readonly<
  Record<string, { readonly reason: string; readonly says: string; becomes(tenant: ForeignTenant, id: string): void }>
> = {
  'ops.break.glass': {
    reason: 'break-glass',
    says: 'Designated as break-glass account',
    // The one that had the designated name has another now, and this account has it.
    becomes: (tenant, id) => {
      change(tenant, idOf(tenant, 'bg1@litware.example'), { userPrincipalName: 'was.bg1@litware.example' });
      change(tenant, id, { userPrincipalName: 'bg1@litware.example' });
    },
  },
  'ops.synced': {
    reason: 'synced',
    says: 'comes from the on-premises directory',
    becomes: (tenant, id) => change(tenant, id, { onPremisesSyncEnabled: true }),
  },
  'ops.disabled': {
    reason: 'disabled',
    says: 'Sign-in is blocked',
    becomes: (tenant, id) => change(tenant, id, { accountEnabled: false }),
  },
  'ops.deleted': {
    reason: 'gone',
    says: 'does not exist any more',
    becomes: (tenant, id) => void tenant.users.delete(id),
  },
  'ops.restricted': {
    reason: 'restricted',
    says: 'restricted management administrative unit',
    becomes: (tenant, id) => change(tenant, id, { isManagementRestricted: true }),
  },
  'ops.synchronizes': {
    reason: 'sync-service',
    says: 'Entra Connect works with this account',
    becomes: (tenant, id) => assign(tenant, id, role.directorySynchronizationAccounts),
  },
  'ops.renamed': {
    reason: 'renamed',
    says: 'has another name now',
    becomes: (tenant, id) => change(tenant, id, { userPrincipalName: 'somebody.else@litware.example' }),
  },
};

function change(tenant: ForeignTenant, id: string, changes: Row): void {
  tenant.users.set(id, { ...tenant.users.get(id), ...changes });
}

const out = mkdtempSync(join(tmpdir(), 'rotation-changed-'));
const run = join(out, 'run');
const { tenant } = litware([...Object.keys(fates), 'ops.untouched']);
const upn = (name: string) => `${name}@litware.example`;
const ids = new Map(Object.keys(fates).map((name) => [name, idOf(tenant, upn(name))]));

const messages = z.array(z.looseObject({ kind: z.string() }));

let graph: ForeignGraph;
let exitCode: number | null;
let records: readonly ExportedRecord[];
let product: RunningProduct;
let page: Page;
let sent: z.output<typeof messages>;
beforeAll(async () => {
  const { yaml, readerClientId, writerClientId } = estateOf([{ name: 'litware', tenant }]);
  const config = join(out, 'estate.yaml');
  writeFileSync(config, yaml);
  let changed = false;
  graph = await startForeignGraph({
    tenants: [tenant],
    readerClientId,
    writerClientId,
    beforeAccountRead: () => {
      if (changed) return;
      changed = true;
      for (const [name, { becomes }] of Object.entries(fates)) becomes(tenant, ids.get(name) ?? '');
    },
  });
  const elsewhere = { graph: graph.origin, login: graph.origin };
  const addresses = ['--graph', graph.origin, '--login', graph.origin, '--config', config];
  const port = await freePorts();
  const started = npmStart(['--approve', 'all', ...addresses, '--out', run, '--port', String(port)]);
  exitCode = await started.exitCode;
  if (exitCode !== 0) throw new Error(started.printed());
  records = await recordsIn(run);
  // What it left is still there for who opens the pages later.
  product = await startProduct({ assembly: join(run, 'cdk.out'), out: run, port, speed: 1, elsewhere });
  const open = signedInBrowser(product.cloud.addresses.portal, product.estate.technicians[0]?.objectId ?? '');
  const cycle = await open(`/cycles/${summaryIn(run).cycleId}`);
  page = await open(linksIn(cycle.html).find((each) => each.includes('/tenants/')) ?? '/');
  sent = messages.parse(await (await fetch(`${product.inbox.origin}/api/messages`)).json());
});
afterAll(async () => {
  await product?.close();
  await graph.close();
  rmSync(out, { recursive: true, force: true });
});

const textsOf = (kind: string, about: string) =>
  sent.filter((each) => each.kind === kind && JSON.stringify(each).includes(about)).map((each) => JSON.stringify(each));

describe('an account that changed after it was approved', () => {
  test('was approved, and no reset of it was ever sent', () => {
    const approved = records.filter(({ action }) => action === 'approval.approved').map(({ account }) => account);
    expect(approved.sort()).toEqual([...Object.keys(fates), 'ops.untouched'].map(upn).sort());
    expect(new Set(graph.patches.map(({ userPrincipalName }) => userPrincipalName))).toEqual(
      new Set([upn('ops.untouched')]),
    );
  });

  test('failed, and stopped no other', () => {
    const { accounts, tenants } = summaryIn(run);
    expect(tenants).toEqual({ total: 1, failed: 0 });
    expect(accounts).toMatchObject({ rotated: 1, failed: Object.keys(fates).length, uncertain: 0 });
  });

  test.each(Object.entries(fates))('%s is refused on record, with its reason', (name, { reason, says }) => {
    const refused = records.filter(({ action, account }) => action === 'reset.refused' && account === upn(name));
    expect(refused).toEqual([expect.objectContaining({ outcome: 'refused', reason })]);
    expect(refused[0]?.detail).toContain(says);
    const closed = records.filter(({ action, account }) => action === 'rotation.closed' && account === upn(name));
    expect(closed).toEqual([expect.objectContaining({ outcome: 'failed' })]);
    expect(closed[0]?.reason).toContain(says);
    expect(records.filter(({ action, account }) => action === 'reset.attempted' && account === upn(name))).toEqual([]);
  });

  test('is told to the team by mail, and to the customer in the ticket', () => {
    const mails = textsOf('mail', 'of the audit records: ');
    const tickets = textsOf('ticket', 'Password rotation of litware');
    expect([mails.length, tickets.length]).toEqual([1, 1]);
    for (const [name, { says }] of Object.entries(fates)) {
      for (const text of mails) expect(text).toMatch(new RegExp(`${upn(name)} \\(admin\\): [^\\n]{0,80}${says}`));
      // In the ticket the next lines are who approved, and what became of it.
      for (const text of tickets) {
        expect(text).toMatch(
          new RegExp(`${upn(name)} \\(admin\\)\\\\n {4}Approved by [^-]{0,150} Failed: [^-]{0,80}${says}`),
        );
      }
    }
  });

  test('is on the status page of the cycle, with the reason', () => {
    expect(page.status).toBe(200);
    for (const [name, { says }] of Object.entries(fates)) {
      const row = page.html.split('<tr>').find((each) => each.includes(upn(name))) ?? '';
      expect(row).toContain('Failed');
      expect(row).toContain(says);
    }
  });
});
