import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { states } from '../lambda/domain/rotation/rotations.ts';
import { launchBrowser } from './eyes.ts';
import { tabTo } from './keyboard.ts';
import { type ServedPortal, servePortal } from './portal-server.ts';
import { sceneOf } from './scene.ts';
import { effortWords, Visit } from './visit.ts';

/** How many presses passwords take, and that no mouse is needed. What the pages look like, and that they need no script: `passwords`. */

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
