import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { idOf } from '@m365-rotation/local-microsoft';
import * as z from 'zod';
import { awaitSentMessages, beginCycle, finishCycle } from '../../local/cycle-run.ts';
import { startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { workUnattended } from '../../local/unattended.ts';
import { alikeTenant, estateFileOf } from '../runs/alike-tenants.ts';
import { freePorts } from '../workflow/npm-start.ts';

/** Whole runs: who gets how many mails, and that it does not depend on how fast waits pass. */

const TENANTS = 6;
const ACCOUNTS = 3;
const tenants = Array.from({ length: TENANTS }, (_, n) =>
  alikeTenant(n, (name) =>
    Array.from({ length: ACCOUNTS }, (_account, i) => ({
      upn: `ops${i}@${name}.onmicrosoft.com`,
      name: `Ops ${i}`,
      roles: ['Helpdesk Administrator'],
    })),
  ),
);
const technicians = ['ada', 'bruno'].map((name) => ({
  name,
  mail: `${name}@northwind.example`,
  objectId: idOf(name, 'technician'),
  tenants: 'all' as const,
}));
const inboxSchema = z.array(
  z.looseObject({ kind: z.string(), to: z.array(z.string()).default([]), subject: z.string().default('') }),
);

const folder = mkdtempSync(join(tmpdir(), 'mails-'));
const assembly = join(folder, 'cdk.out');
beforeAll(async () => {
  const config = join(folder, 'estate.yaml');
  writeFileSync(config, estateFileOf(tenants, technicians));
  await synthesize(config, assembly);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Subjects of the mails of a cycle, by recipient. */
async function mailsOfRun(speed: number): Promise<Readonly<Record<string, readonly string[]>>> {
  const out = join(folder, `run-${speed}`);
  const product = await startProduct({ assembly, out, port: await freePorts(), speed, microsoft: { tenants } });
  try {
    const { run } = await beginCycle(product, out, { schedule: 'admin-monthly', dryRun: false });
    let isOver = false;
    const end = product.cloud.stepFunctions.waitFor(run.executionArn).finally(() => {
      isOver = true;
    });
    await Promise.all([end, workUnattended(product, 'approve', () => isOver)]);
    await awaitSentMessages(product);
    await workUnattended(product, 'approve', () => true);
    await awaitSentMessages(product);
    const summary = await finishCycle(product, out, run, 0);
    expect(summary.accounts).toMatchObject({ rotated: TENANTS * ACCOUNTS, failed: 0, uncertain: 0 });
    expect(summary.links).toEqual({ issued: TENANTS * ACCOUNTS, revealed: TENANTS * ACCOUNTS });
    const messages = inboxSchema.parse(await (await fetch(`${product.inbox.origin}/api/messages`)).json());
    const mails: Record<string, string[]> = {};
    for (const { kind, to, subject } of messages.reverse()) {
      if (kind === 'mail') for (const each of to) mails[each] = [...(mails[each] ?? []), subject];
    }
    return mails;
  } finally {
    await product.close();
  }
}

test('no technician gets more than three mails, and a fast run sends technicians what a slow one does', async () => {
  const slow = await mailsOfRun(60);
  const fast = await mailsOfRun(3_600);
  const what = `${TENANTS * ACCOUNTS} accounts in ${TENANTS} tenants`;
  for (const mails of [slow, fast]) {
    for (const { mail } of technicians) {
      const subjects = mails[mail] ?? [];
      expect(subjects.length).toBeLessThanOrEqual(3);
      expect(subjects.filter((each) => each === `Please decide: password rotation of ${what}`)).toHaveLength(1);
    }
  }
  const counts = (mails: typeof slow) => technicians.map(({ mail }) => mails[mail]?.length ?? 0).toSorted();
  expect(counts(fast)).toEqual(counts(slow));
});
