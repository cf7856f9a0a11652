import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { awaitSentMessages, beginCycle } from '../../local/cycle-run.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { alikeTenant, estateFileOf } from '../runs/alike-tenants.ts';
import { freePorts } from '../workflow/npm-start.ts';

/** The whole product with many tenants that are alike, in the middle of a cycle of admin accounts. */

export const ADA = {
  name: 'Ada Lindqvist',
  mail: 'ada@northwind.example',
  objectId: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01',
};

/** Waits of minutes pass in half a second. */
const SPEED = 120;
const LIMITS = { threads: 24, threadsPerFunction: 3, idleMs: 86_400_000 };

export interface LargeEstate {
  readonly product: RunningProduct;
  readonly portal: string;
  /** The whole cycle has ended, and every message was sent. */
  ended(): Promise<void>;
  /** Mails to Ada so far, the newest first. */
  mails(): Promise<readonly Mail[]>;
  close(): Promise<void>;
}

const mailSchema = z.object({
  kind: z.string(),
  to: z.array(z.string()).default([]),
  text: z.string().default(''),
  subject: z.string().default(''),
});
export type Mail = z.output<typeof mailSchema>;

/** Starts the product and its cycle. @param accounts  administrators of each tenant, none of them a Global Administrator */
export async function startLargeEstate(tenants: number, accounts: number): Promise<LargeEstate> {
  const out = mkdtempSync(join(tmpdir(), 'rotation-large-'));
  const alike = Array.from({ length: tenants }, (_, n) =>
    alikeTenant(n, (name) =>
      Array.from({ length: accounts }, (__, m) => ({
        upn: `admin${m}@${name}.example`,
        name: `Administrator ${m}`,
        roles: ['Exchange Administrator'],
      })),
    ),
  );
  const estateFile = join(out, 'estate.yaml');
  writeFileSync(estateFile, estateFileOf(alike, [{ ...ADA, tenants: 'all' }]));
  const assembly = join(out, 'cdk.out');
  await synthesize(estateFile, assembly);
  const product = await startProduct({
    assembly,
    out,
    port: await freePorts(),
    speed: SPEED,
    functionLimits: LIMITS,
    microsoft: { tenants: alike },
  });
  const { run } = await beginCycle(product, out, { schedule: 'admin-monthly', dryRun: false });
  return {
    product,
    portal: product.cloud.addresses.portal,
    async ended() {
      await product.cloud.stepFunctions.waitFor(run.executionArn);
      await awaitSentMessages(product);
    },
    async mails() {
      const found: unknown = await (await fetch(`${product.inbox.origin}/api/messages`)).json();
      return z
        .array(mailSchema)
        .parse(found)
        .filter(({ kind, to }) => kind === 'mail' && to.includes(ADA.mail));
    },
    async close() {
      await product.close();
      rmSync(out, { recursive: true, force: true });
    },
  };
}

/** Opens a page of the portal as Ada, who signs in if she is asked to. */
export async function openAsAda(page: Page, address: string): Promise<void> {
  await page.goto(address);
  const signIn = page.getByRole('link', { name: 'Sign in with Microsoft' });
  if ((await signIn.count()) === 0) return;
  await signIn.click();
  await page.getByRole('button', { name: new RegExp(ADA.name) }).click();
  await page.waitForURL(new RegExp(new URL(address).origin));
}

/** Asks again and again until there is an answer. */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
