import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { states } from '../lambda/domain/rotation/rotations.ts';
import { NOW, objectIdOf } from '../lambda/portal/portal-world.ts';
import { eyesOn, launchBrowser } from './eyes.ts';
import { type ServedPortal, servePortal } from './portal-server.ts';
import { sceneOf } from './scene.ts';

/** "Passwords to collect" in each of its states, in a real browser: looked at, without script, with the keyboard alone. */

const seconds = NOW.getTime() / 1000;
const ROTATED = { ...states.rotated, linkId: 'x' };

/** Three tenants of twelve accounts; of the first, some have expired, were shown, or are a colleague's. */
function waiting(origin: string) {
  const apps = sceneOf(origin, 3, 12, () => [ROTATED]);
  const { world } = apps;
  const [first, second, third, fourth, fifth] = world.tables.credentialLinks.values();
  if (!first || !second || !third || !fourth || !fifth) throw new Error('twelve were made');
  const seen = { status: 'revealed', at: NOW.toISOString(), address: '203.0.113.9' } as const;
  const left = { recipientObjectId: '00000000-0000-4000-8000-00000000dead', recipientName: 'Gina Gone' };
  for (const each of [
    { ...first, expiresAt: seconds - 3600, dependants: ['nightly backup on srv-bak01'] },
    { ...second, state: seen },
    { ...third, ...left },
    { ...fourth, recipientObjectId: objectIdOf('bruno'), recipientName: 'Bruno Okafor' },
    { ...fifth, expiresAt: seconds - 3600, number: 2 },
  ]) {
    world.tables.credentialLinks.set(each.linkId, each);
  }
  world.estate = { ...world.estate, technicians: world.estate.technicians.map((each) => ({ ...each, lead: true })) };
  Object.assign(apps.world.estate, { technicians: world.estate.technicians });
  return apps;
}

let browser: Browser;
let portal: ServedPortal<ReturnType<typeof waiting>>;
let context: BrowserContext;
let page: Page;
let look: (name: string) => Promise<void>;

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
beforeEach(async () => {
  await portal?.close();
  await context?.close();
  portal = await servePortal(waiting);
  context = await browser.newContext();
  page = await context.newPage();
  look = eyesOn(page);
  await page.goto(`${portal.origin}/passwords`);
});
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});

const button = (name: string | RegExp) => page.getByRole('button', { name }).first();

describe('the page', () => {
  test('has nothing that axe complains about, in any of its states', async () => {
    await look('passwords to collect');
    await page.getByText('Hand over to a colleague').click();
    await look('passwords, hand over');
    await page.locator('a', { hasText: /^More/ }).first().click();
    await look('password, more');
    await page.goto(`${portal.origin}/passwords?q=customer2`);
    await look('passwords, searched');
  }, 120_000);

  test('shows one, and a table of a tenant, and nothing that axe complains about', async () => {
    await button(/^Show the password/).click();
    await page.locator('#password').waitFor();
    await look('password shown');
    await page.getByRole('button', { name: 'I have stored it', exact: true }).first().click();
    await button(/^Show (all|the first) .* together/).click();
    await page.locator('#password-0').waitFor();
    await look('passwords shown together');
  }, 120_000);

  test('goes on with two presses for each, by the keyboard alone', async () => {
    await button(/^Show the password/).focus();
    await page.keyboard.press('Enter');
    for (let n = 0; n < 3; n += 1) {
      await page.locator('#password').waitFor();
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Copy password');
      await page.keyboard.press('Enter');
      await page.getByText(/Password copied|Copying was refused/).waitFor();
      await button(/show the next/).focus();
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    }
    expect(portal.apps.world.writes.filter((each) => each === 'credential.stored')).toHaveLength(3);
  }, 60_000);

  test('works without script: shows, stores, goes on, hands over', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const quiet = await plain.newPage();
    await quiet.goto(`${portal.origin}/passwords`);
    const press = (name: RegExp) => quiet.getByRole('button', { name }).first().click();
    await press(/^Show the password/);
    expect(await quiet.locator('#password').inputValue()).not.toBe('');
    await press(/show the next/);
    expect(await quiet.locator('#password').inputValue()).not.toBe('');
    await press(/^I have stored it$/);
    await quiet.getByText('Hand over to a colleague').click();
    await quiet.locator('select').first().selectOption({ label: 'Bruno Okafor' });
    await press(/^Hand over/);
    expect(await quiet.locator('main').textContent()).toContain('handed over to Bruno Okafor');
    const { writes } = portal.apps.world;
    expect(writes.filter((each) => each === 'link.revealed')).toHaveLength(2);
    expect(writes).toContain('link.handed-over');
    await plain.close();
  }, 60_000);
});

test('passwords that are shown together leave the document together, and are copied all the same', async () => {
  const secret = 'not-a-real-one';
  await button(/^Show (all|the first) .* together/).click();
  await page.locator('#password-0').waitFor();
  const holds = async () => {
    const fields: unknown = await page.evaluate("[...document.querySelectorAll('input')].map((each) => each.value)");
    return (await page.content()).includes(secret) || (Array.isArray(fields) && fields.includes(secret));
  };
  expect(await holds()).toBe(true);
  await page.getByRole('button', { name: 'Hide', exact: true }).click();
  expect(await holds()).toBe(false);
  await page.evaluate(
    "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } })",
  );
  await button(/^Copy password/).click();
  expect(await page.evaluate('window.copied')).toBe(secret);
  await page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
  expect(await holds()).toBe(false);
  expect(await page.getByRole('button', { name: /^Copy password/ }).count()).toBe(0);
  expect(await button(/^I have stored all/).count()).toBe(1);
});
