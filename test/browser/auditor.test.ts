import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { account, CYCLE, objectIdOf } from '../lambda/portal/portal-world.ts';
import { eyesOn, launchBrowser } from './eyes.ts';
import { type ServedPortal, servePortal } from './portal-server.ts';
import { addEvidence, closeCycle, everything, tenantIdOf } from './scene.ts';

/** What an auditor sees: pages to read, to print and to take along, and nothing to press. */

const tenant = `/cycles/${CYCLE}/tenants/${tenantIdOf(0)}`;
const timeline = `/cycles/${CYCLE}/accounts/${tenantIdOf(0)}/${account('administrator9@customer0.example').accountId}`;

const pages: Readonly<Record<string, string>> = {
  evidence: '/evidence',
  cycles: '/cycles',
  cycle: `/cycles/${CYCLE}`,
  tenant,
  'left out': `${tenant}?left-out=all`,
  timeline,
  report: `/cycles/${CYCLE}/reports/${tenantIdOf(0)}`,
  'who has seen passwords': '/exposure',
  'what one has seen': `/exposure?technician=${objectIdOf('bruno')}`,
  access: '/access',
  sessions: '/sessions',
  'for technicians': '/passwords',
};

let browser: Browser;
let portal: ServedPortal<ReturnType<typeof everything>>;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  portal = await servePortal(everything);
  addEvidence(portal.apps.world);
  closeCycle(portal.apps.world);
  portal.person = 'ines';
  browser = await launchBrowser();
  context = await browser.newContext();
  page = await context.newPage();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});

describe.each(Object.entries(pages))('%s', (name, path) => {
  test('has nothing that axe complains about, no sideways scrolling and no small control', async () => {
    const answer = await page.goto(`${portal.origin}${path}`);
    expect(answer?.status()).toBe(name === 'for technicians' ? 403 : 200);
    expect(portal.apps.world.failures).toEqual([]);
    await eyesOn(page)(`auditor, ${name}`);
  });

  test('has one thing to press: signing out', async () => {
    await page.goto(`${portal.origin}${path}`);
    const buttons = await page.locator('button:visible').allInnerTexts();
    const allowed = ['Sign out', 'Sign out everywhere', 'Search'];
    expect(buttons.filter((each) => !allowed.includes(each))).toEqual([]);
    expect(await page.locator('form[method=post]').count()).toBeLessThanOrEqual(2);
  });

  test('says on paper who printed it, in black on white', async () => {
    await page.goto(`${portal.origin}${path}`);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const controls = await page.locator('button:visible, a[href*="format=csv"]:visible, .banner:visible').count();
    const printed = await page.locator('.printed').textContent();
    await page.emulateMedia({ media: null, colorScheme: 'light' });
    expect(controls).toBe(0);
    expect(printed).toContain('printed by Ines Okafor');
  });
});

test('every table is there to take along, with the same rows', async () => {
  for (const path of [pages.cycles, pages.cycle, tenant, `${tenant}?left-out=all`, pages['what one has seen']]) {
    await page.goto(`${portal.origin}${path}`);
    const [link] = await page.locator('a[href*="format=csv"]').all();
    const address = await link?.getAttribute('href');
    const rows = await page.locator('main table').first().locator('tbody tr').count();
    const file = await page.request.get(`${portal.origin}${address}`);
    expect(file.headers()['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.headers()['content-disposition']).toMatch(/^attachment; filename="[\w.-]+\.csv"$/);
    const lines = (await file.text()).trimEnd().split('\r\n');
    expect([path, lines.length - 1]).toEqual([path, rows]);
  }
});

test('a password that somebody else has changed is told on its cycle, its tenant and its account', async () => {
  for (const path of [pages.cycle, tenant]) {
    await page.goto(`${portal.origin}${path}`);
    expect(await page.locator('#changed-elsewhere').textContent()).toContain('your vault is stale');
  }
  await page.locator('section[aria-labelledby=changed-elsewhere] a').click();
  expect(await page.locator('main').textContent()).toContain('Changed by somebody else; your vault is stale.');
});
