import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { credentialApp } from '../../lambda/portal/credential/app.ts';
import { states } from '../lambda/domain/rotation/rotations.ts';
import { credentialLink, PORTAL, rotation, sessionIdOf, World } from '../lambda/portal/portal-world.ts';
import { launchBrowser } from './eyes.ts';

/**
 * The page of a password in a real browser, whose clock stands still until a test moves it. Wherever the page says that the password is
 * hidden, no part of the document holds it: neither markup, nor the value of a field, nor what is not displayed.
 */

const PASSWORD = 'Kq7#xW9-m+v2Z=TrBn4?abcd';
const MINUTE = 60_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser?.close());

let context: BrowserContext;
let page: Page;
beforeEach(async () => {
  const link = credentialLink();
  const world = new World([rotation('ops', { state: { ...states.rotated, linkId: link.linkId }, closed: true })]);
  world.tables.credentialLinks.set(link.linkId, link);
  const app = credentialApp(world.settings(), {
    ...world,
    signer: { addressOf: async () => PORTAL },
    credentials: {
      read: async (_tenantId, _accountId, rotationId) => ({
        userPrincipalName: link.userPrincipalName,
        password: PASSWORD,
        rotationId,
        createdAt: link.resetAt,
      }),
    },
    messageQueue: { send: async () => undefined },
    newLinkId: () => 'd'.repeat(32),
  });
  await context?.close();
  context = await browser.newContext();
  page = await context.newPage();
  await page.clock.install();
  await page.route('**/*', async (route) => {
    const request = route.request();
    const body = request.postData();
    const answer = await app.request(
      new URL(request.url()).pathname,
      {
        method: request.method(),
        headers: { ...request.headers(), cookie: `__Host-session=${sessionIdOf('ada')}` },
        ...(body === null ? {} : { body }),
      },
      {},
    );
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  await page.goto(`${PORTAL}/passwords`);
  await page.getByRole('button', { name: /^Show the password/ }).click();
  await page.locator('#password').waitFor();
}, 60_000);

/** Everything in the document that spells the password: as a whole, or letter by letter. */
const traces = async (): Promise<readonly string[]> => {
  const held: unknown = await page.evaluate(`(() => {
    const texts = [document.documentElement.outerHTML, document.documentElement.textContent];
    for (const field of document.querySelectorAll('input, textarea')) texts.push(field.value, field.defaultValue);
    return texts;
  })()`);
  const spelled = [PASSWORD, [...PASSWORD].slice(0, 4).join(''), 'capital K', 'symbol hash'];
  return spelled.filter((each) =>
    (Array.isArray(held) ? held : []).some(
      (text) =>
        String(text)
          .replace(/<[^>]*>/g, '')
          .includes(each) || String(text).includes(each),
    ),
  );
};

const hide = () => page.getByRole('button', { name: 'Hide', exact: true });
const password = () => page.locator('#password').inputValue();

describe('the password', () => {
  test('is there first', async () => {
    expect(await password()).toBe(PASSWORD);
    expect(await traces()).not.toEqual([]);
  });

  test('is nowhere in the document once it is hidden, and comes back when asked for', async () => {
    await hide().click();
    expect(await traces()).toEqual([]);
    expect(await page.locator('main').textContent()).toContain('hidden');
    await hide().click();
    expect(await password()).toBe(PASSWORD);
    expect(await page.getByText('Character by character').count()).toBe(1);
  });

  test('is hidden after a minute in which nobody touched the page', async () => {
    await page.clock.fastForward(MINUTE - 1_000);
    expect(await password()).toBe(PASSWORD);
    await page.mouse.move(10, 10);
    await page.mouse.move(20, 20);
    await page.clock.fastForward(MINUTE - 1_000);
    expect(await password()).toBe(PASSWORD);
    await page.clock.fastForward(2_000);
    expect(await traces()).toEqual([]);
    await hide().click();
    expect(await password()).toBe(PASSWORD);
  });

  test('may be copied while it is hidden', async () => {
    await page.evaluate(
      "Object.defineProperty(navigator.clipboard, 'writeText', { value: async (text) => { window.copied = text; } })",
    );
    await hide().click();
    await page.getByRole('button', { name: 'Copy password' }).click();
    await page.getByText('Password copied.').waitFor();
    expect(await page.evaluate('window.copied')).toBe(PASSWORD);
    expect(await traces()).toEqual([]);
  });

  test('is given up for good after ten minutes in which nobody touched the page', async () => {
    await page.clock.fastForward(10 * MINUTE);
    expect(await traces()).toEqual([]);
    expect(await hide().count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Copy password' }).count()).toBe(0);
    expect(await page.locator('main').textContent()).toContain('not on this page any more');
    expect(await page.getByRole('button', { name: 'I have stored it', exact: true }).count()).toBe(1);
  });

  test('is given up when the page is left, so that going back shows nothing', async () => {
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    expect(await traces()).toEqual([]);
    expect(await hide().count()).toBe(0);
  });
});
