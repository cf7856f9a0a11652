import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { account, CONTOSO, CYCLE } from '../lambda/portal/portal-world.ts';
import { eyesOn, launchBrowser } from './eyes.ts';
import { type ServedPortal, servePortal } from './portal-server.ts';
import { everything, tenantIdOf } from './scene.ts';

/** Every page and state, over an estate in memory in which everything occurs: looked at, printed, without script, by nobody. */

type Everything = ReturnType<typeof everything>;
const tenant = `/cycles/${CYCLE}/tenants/${tenantIdOf(0)}`;

/** Pages that show something of this estate, in whatever state. */
const pages: Readonly<Record<string, string>> = {
  home: '/',
  cycles: '/cycles',
  'cycles, older': `/cycles?before=${CYCLE}`,
  cycle: `/cycles/${CYCLE}`,
  'cycle, nothing found': `/cycles/${CYCLE}?q=nobody`,
  tenant,
  'tenant, one found': `${tenant}?q=administrator1%40&status=rejected`,
  'tenant, left out': `${tenant}?left-out=all`,
  'tenant that failed': `/cycles/${CYCLE}/tenants/${tenantIdOf(2)}`,
  timeline: `/cycles/${CYCLE}/accounts/${tenantIdOf(0)}/${account('administrator3@customer0.example').accountId}`,
  report: `/cycles/${CYCLE}/reports/${tenantIdOf(0)}`,
  approvals: `/cycles/${CYCLE}/approvals`,
  passwords: '/passwords',
  'a pause': `/tenants/${tenantIdOf(0)}/pause`,
  'rotate now': `/cycles/${CYCLE}/accounts/${tenantIdOf(0)}/${account('administrator3@customer0.example').accountId}/rotate`,
  retry: `/cycles/${CYCLE}/accounts/${tenantIdOf(0)}/${account('administrator11@customer0.example').accountId}/retry`,
  'seen passwords': '/exposure',
  access: '/access',
  evidence: '/evidence',
  sessions: '/sessions',
  'not found': `/cycles/${CYCLE}/tenants/${CONTOSO}`,
};

let browser: Browser;
let portal: ServedPortal<Everything>;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  portal = await servePortal(everything);
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
    expect(answer?.status()).toBe(name === 'not found' ? 404 : 200);
    expect(portal.apps.world.failures).toEqual([]);
    await eyesOn(page)(name);
  });

  test('is black on white on paper, and has no control there', async () => {
    await page.goto(`${portal.origin}${path}`);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const folder = process.env.SCREENSHOTS;
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}-print.png`, fullPage: true });
    const controls = await page
      .locator('button:visible, nav.pager a:visible, a.button:visible, .banner:visible')
      .count();
    const colours: unknown = await page.evaluate(
      "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color, document.querySelector('.printed').innerText]",
    );
    await page.emulateMedia({ media: null, colorScheme: 'light' });
    expect(controls).toBe(0);
    expect(colours).toEqual([
      'rgb(255, 255, 255)',
      'rgb(0, 0, 0)',
      expect.stringMatching(/Northwind.*as of Mon, 7 Dec 2026, 09:00 CET/),
    ]);
  });

  test('says the same without script', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const quiet = await plain.newPage();
    await quiet.goto(`${portal.origin}${path}`);
    expect(await quiet.locator('h1').count()).toBe(1);
    // What needs the script is not offered; everything else is there.
    expect(await quiet.locator('[data-needs-script]:visible').count()).toBe(0);
    await plain.close();
  });
});

test('names break after @ and dots and nowhere else, and are copied whole', async () => {
  await page.goto(`${portal.origin}${tenant}`);
  await page.setViewportSize({ width: 320, height: 800 });
  const lines: unknown = await page.evaluate(`[...document.querySelectorAll('th bdi')].map((each) => {
    const range = document.createRange();
    const found = [];
    for (const node of each.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      range.selectNodeContents(node);
      found.push([node.textContent, range.getClientRects().length]);
    }
    return found;
  }).flat()`);
  // A part without a hyphen, and that fits into a line, stands on one.
  const broken = (lines as [string, number][]).filter(([text, count]) => count > 1 && !/[-\s]/.test(text));
  expect(broken).toEqual([]);
  expect((lines as unknown[]).length).toBeGreaterThan(20);
  const copied: unknown = await page.evaluate(`(() => {
    getSelection().selectAllChildren(document.querySelector('th bdi'));
    return String(getSelection());
  })()`);
  expect(copied).toMatch(/^[\w.-]+@[\w.-]+$/);
  await page.setViewportSize({ width: 1200, height: 900 });
});

/** What the tables hold, but for what is counted of who was refused. */
const contents = ({ apps: { world } }: ServedPortal<Everything>): string => {
  const { tables } = world;
  const rows = Object.entries(tables)
    .filter(([name, value]) => value instanceof Map && !/^(chains|accessRows)$/.test(name))
    .map(([name, value]) => [name, [...(value as Map<string, unknown>)]]);
  return JSON.stringify([rows, world.facts, world.sent, world.completedTokens]);
};

test('a mail scanner that is not signed in, opens, runs and presses everything, changes nothing', async () => {
  const before = contents(portal);
  portal.person = undefined;
  const scanner = await (await browser.newContext()).newPage();
  for (const path of [...Object.values(pages), '/a/forged', '/c/forged', '/passwords/show']) {
    await scanner.goto(`${portal.origin}${path}`);
    await scanner.evaluate(`for (const form of document.forms) form.submit()`);
    for (const control of await scanner.locator('button, input[type=submit]').all()) await control.click();
    const links: unknown = await scanner.evaluate(
      `[...document.links].map((each) => each.href).filter((each) => each.startsWith(location.origin) && !each.includes('/sign-in'))`,
    );
    for (const link of links as string[]) await scanner.goto(link);
  }
  // It also sends the forms that it saw when somebody was signed in, without their session.
  for (const path of [`/cycles/${CYCLE}/approvals`, '/passwords/show', '/passwords/stored', '/passwords/hand-over']) {
    const answer = await scanner.request.post(`${portal.origin}${path}`, {
      form: { csrf: 'csrf-token-of-the-session', step: 'confirm' },
      headers: { origin: portal.origin },
    });
    expect([401, 404]).toContain(answer.status());
  }
  await scanner.context().close();
  portal.person = 'ada';
  expect(contents(portal)).toBe(before);
});
