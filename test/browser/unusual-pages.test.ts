import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { faultsBy } from '@m365-rotation/local-microsoft';
import type { Browser, Page } from 'playwright-core';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { crashEstate, TECHNICIAN } from '../crash/crash-estate.ts';
import { wholeCycle } from '../crash/crash-run.ts';
import { freePorts } from '../workflow/npm-start.ts';
import { rotationCommand } from '../workflow/rotation-command.ts';
import { eyesOn, launchBrowser } from './eyes.ts';

/** Pages that a cycle which goes well never shows: an uncertain rotation, and a dry run that an operator started. */

const out = mkdtempSync(join(tmpdir(), 'rotation-unusual-'));
let product: RunningProduct;
let browser: Browser;
let page: Page;
let look: (name: string) => Promise<void>;
let uncertainCycle: string;

beforeAll(async () => {
  const { tenants, yaml } = crashEstate(1);
  const estateFile = join(out, 'estate.yaml');
  writeFileSync(estateFile, yaml);
  const assembly = join(out, 'cdk.out');
  await synthesize(estateFile, assembly);
  const faults = faultsBy([{ matches: ({ method }) => method === 'PATCH', fault: { kind: 'hide-change' } }]);
  product = await startProduct({
    assembly,
    out,
    port: await freePorts(),
    speed: 900,
    microsoft: { tenants, faults },
  });
  uncertainCycle = (await wholeCycle(product, out)).cycleId;
  const dryRun = await rotationCommand(product, estateFile)(
    'start',
    '--schedule',
    'service-quarterly',
    '--dry-run',
    '--wait',
  );
  expect(dryRun).toMatchObject({ exitCode: 0, complained: '' });
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1200, height: 900 } })).newPage();
  look = eyesOn(page);
  await page.goto(`${product.cloud.addresses.portal}/cycles`);
  await page
    .getByRole('link', { name: /sign in/i })
    .first()
    .click();
  await page.getByRole('button', { name: new RegExp(TECHNICIAN.name) }).click();
  await page.waitForURL(/\/cycles$/);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await product?.close();
  rmSync(out, { recursive: true, force: true });
}, 60_000);

test('the page of a cycle says what is known of an uncertain rotation, and what to do', async () => {
  await page.goto(`${product.cloud.addresses.portal}/cycles/${uncertainCycle}`);
  expect(await page.locator('main').textContent()).toContain('A person must look at this');
  await page.locator('main a[href*="/tenants/"]').first().click();
  const text = await page.locator('main').textContent();
  expect(text).toContain('Nobody knows which password');
  expect(text).toContain('npm run rotation -- resolve --tenant t000');
  await look('uncertain');
}, 120_000);

test('the page of a dry run tells the plan, and offers nothing to decide', async () => {
  await page.goto(`${product.cloud.addresses.portal}/cycles`);
  await page
    .getByRole('link', { name: /service-quarterly/ })
    .first()
    .click();
  await look('cycle of a dry run');
  expect(await page.locator('main').textContent()).toContain('Dry run: nothing is reset');
  await page.locator('main a[href*="/tenants/"]').first().click();
  const text = await page.locator('main').textContent();
  expect(text).toContain('svc-app@');
  expect(await page.locator('main form').count()).toBe(0);
  await look('dry-run');
}, 120_000);
