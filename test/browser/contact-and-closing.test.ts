import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { CYCLE } from '../lambda/portal/portal-world.ts';
import { eyesOn, launchBrowser } from './eyes.ts';
import { type ServedPortal, servePortal } from './portal-server.ts';
import { closeCycle, contactLinkIn, everything, tenantIdOf } from './scene.ts';

/** The page of a customer's contact, what technicians see of its stop, and the page of a closed cycle: looked at by a browser. */

let browser: Browser;
let portal: ServedPortal<ReturnType<typeof everything>>;
let page: Page;
let link: string;

beforeAll(async () => {
  portal = await servePortal(everything);
  link = contactLinkIn(portal.apps.world);
  browser = await launchBrowser();
  page = await (await browser.newContext()).newPage();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});
const go = async (path: string) => (await page.goto(`${portal.origin}${path}`))?.status();

test('a contact stops resets, without signing in: the box first, then the button; and a technician ends it', async () => {
  portal.person = undefined;
  expect(await go(link)).toBe(200);
  await eyesOn(page)('contact');
  await page.getByLabel('Warum').fill('Inventur');
  await page.getByRole('button').click();
  // The browser itself asks for the box.
  expect(await portal.apps.world.tables.pauses.active()).toEqual([]);
  await page.getByLabel('Ja, in dieser Runde').check();
  await page.getByRole('button').click();
  await page.getByRole('heading', { name: 'Angehalten' }).waitFor();
  await eyesOn(page)('contact, stopped');
  expect(await portal.apps.world.tables.pauses.active()).toMatchObject([
    { reason: 'Inventur', by: { kind: 'contact' } },
  ]);
  expect(await page.locator('main a, nav, script').count()).toBe(0);

  portal.person = 'ada';
  expect(await go('/')).toBe(200);
  await eyesOn(page)('home, stopped by a contact');
  expect(await go(`/tenants/${tenantIdOf(0)}/pause`)).toBe(200);
  await eyesOn(page)('pause, stopped by a contact');
  const stop = page.locator('section', { hasText: 'The customer has stopped one cycle' });
  await stop.getByRole('textbox').fill('called them');
  await stop.getByRole('button').click();
  await page.getByRole('heading', { name: 'Done' }).waitFor();
  expect(await portal.apps.world.tables.pauses.active()).toEqual([]);

  portal.person = undefined;
  expect(await go(link)).toBe(409);
  await eyesOn(page)('contact, ended by a technician');
  expect(await go('/n/forged')).toBe(404);
  await eyesOn(page)('contact, dead link');
  portal.person = 'ada';
});

test('the page of a closed cycle, and what is in the vault', async () => {
  closeCycle(portal.apps.world);
  expect(await go(`/cycles/${CYCLE}`)).toBe(200);
  await eyesOn(page)('cycle, closed');
  expect(await page.getByText('2 accounts had the approval of two persons').count()).toBe(1);
});
