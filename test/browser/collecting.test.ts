import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { states } from '../lambda/domain/rotation/rotations.ts';
import { NOW } from '../lambda/portal/portal-world.ts';
import { eyesOn, launchBrowser } from './eyes.ts';
import { tabTo } from './keyboard.ts';
import { type ServedPortal, servePortal } from './portal-server.ts';
import { sceneOf } from './scene.ts';
import { effortWords, Visit } from './visit.ts';

/** "Passwords to collect", over an estate in memory whose passwords wait: without script, by keyboard alone, by presses, in each view. */

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser?.close());

let portal: ServedPortal<ReturnType<typeof sceneOf>>;
let page: Page;
const begin = async (options: Parameters<Browser['newContext']>[0] = {}) => {
  portal = await servePortal((origin) => sceneOf(origin, 4, 12, () => [states.rotated]));
  page = await (await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options })).newPage();
};
const end = async () => {
  await page?.context().close();
  await portal?.close();
};
const goTo = (query = '') => page.goto(`${portal.origin}/passwords${query}`);
const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
const links = () => [...portal.apps.world.tables.credentialLinks.values()];
const stored = () => links().filter(({ state }) => state.status === 'revealed' && state.storedAt !== undefined).length;
const shown = () => links().filter(({ state }) => state.status === 'revealed').length;

describe('without script', () => {
  beforeAll(() => begin({ javaScriptEnabled: false }));
  afterAll(end);

  test('one is shown, stored, and the next is shown by the same press', async () => {
    await goTo();
    await button(/^Show the password of/).click();
    expect(await page.locator('#password').inputValue()).not.toBe('');
    await button(/show the next/).click();
    expect([stored(), shown()]).toEqual([1, 2]);
    await page.getByRole('button', { name: 'I have stored it', exact: true }).first().click();
    expect([stored(), shown()]).toEqual([2, 2]);
  });

  test("a tenant's are shown together, each claimed by itself", async () => {
    await goTo('?tenant=t2');
    await button(/together$/).click();
    expect(shown()).toBe(14);
    await button(/^I have stored/).click();
    expect(await page.locator('main').textContent()).toMatch(/stored/i);
  });

  test('one that was looked for is found', async () => {
    await goTo();
    await page.getByRole('searchbox').first().fill('administrator7@customer3');
    await button('Search').click();
    expect(await page.getByRole('button', { name: /^Show the password of/ }).count()).toBe(1);
  });
});

describe('by keyboard alone', () => {
  beforeAll(() => begin());
  afterAll(end);

  test('a password is shown, the focus is where it is copied, and it is stored', async () => {
    await goTo();
    await tabTo(page, button(/^Show the password of/));
    await page.keyboard.press('Enter');
    await page.locator('#password').waitFor();
    expect(await page.locator(':focus').textContent()).toMatch(/^Copy password/);
    await tabTo(page, page.getByRole('button', { name: 'I have stored it', exact: true }).first());
    await page.keyboard.press('Enter');
    await page.locator('#password').waitFor({ state: 'detached' });
    expect([stored(), shown()]).toEqual([1, 1]);
  });
});

describe('on a phone', () => {
  beforeAll(() => begin({ viewport: { width: 375, height: 800 } }));
  afterAll(end);

  test('25 passwords take two presses each at most', async () => {
    await goTo();
    const visit = new Visit(page);
    visit.begin();
    await visit.press(button(/^Show the password of/));
    for (let n = 1; n < 25; n += 1) await visit.press(button(/show the next/));
    await visit.press(page.getByRole('button', { name: 'I have stored it', exact: true }).first());
    const effort = await visit.effort();
    process.stdout.write(`  ${effortWords('collects 25 passwords', effort)}\n`);
    expect([stored(), shown()]).toEqual([25, 25]);
    expect(effort.clicks).toBeLessThanOrEqual(50);
  });
});

describe('each view', () => {
  let look: (name: string) => Promise<void>;
  beforeAll(async () => {
    await begin();
    look = eyesOn(page);
    const [first, second] = links();
    const { credentialLinks } = portal.apps.world.tables;
    const past = NOW.getTime() / 1_000 - 3_600;
    if (first !== undefined) credentialLinks.set(first.linkId, { ...first, expiresAt: past });
    const at = NOW.toISOString();
    if (second !== undefined) {
      credentialLinks.set(second.linkId, { ...second, state: { status: 'revealed', at, address: '203.0.113.7' } });
    }
  });
  afterAll(end);

  test.each([
    ['passwords', ''],
    ['passwords found', '?q=administrator1'],
    ['passwords of one tenant', '?tenant=t1'],
    ['passwords, nothing found', '?q=nobody'],
  ])('%s', async (name, query) => {
    expect((await goTo(query))?.status()).toBe(200);
    await look(name);
  });

  test('more about one, one shown, hidden, many shown, all stored', async () => {
    await goTo('?tenant=t3');
    await page
      .getByRole('link', { name: /^More about/ })
      .first()
      .click();
    await look('more about a password');
    await button(/^Show the password of/).click();
    await look('password shown');
    await button('Hide').click();
    await look('password hidden');
    await goTo('?tenant=t2');
    await button(/together$/).click();
    await look('passwords shown together');
    await button(/^I have stored/).click();
    await look('passwords stored');
  });
});
