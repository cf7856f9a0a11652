import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import * as z from 'zod';
import { freePorts, npmStart, type Started, untilPrinted } from '../workflow/npm-start.ts';
import { eyesOn, launchBrowser } from './eyes.ts';

/**
 * A technician's whole way through the pages of a running product, in a real browser: the mail in the inbox, its link, sign-in,
 * decisions, one password collected, the same link again, status and timeline. Pictures go to the folder SCREENSHOTS.
 */

const out = mkdtempSync(join(tmpdir(), 'rotation-browser-'));

const ADA = { name: 'Ada Lindqvist', mail: 'ada@northwind.example' };
const CYCLE = /^\d{4}-\d{2}-\d{2}-admin-monthly$/;

let started: Started;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let look: (name: string) => Promise<void>;
let portal = '';
let inbox = '';

beforeAll(async () => {
  const port = await freePorts();
  portal = `http://127.0.0.1:${port}`;
  inbox = `http://127.0.0.1:${port + 2}`;
  started = npmStart(['--out', out, '--port', String(port)]);
  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  page = await context.newPage();
  look = eyesOn(page);
  await untilPrinted(started, 'Started admin-monthly');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  started?.process.kill('SIGINT');
  await started?.exitCode;
  rmSync(out, { recursive: true, force: true });
}, 30_000);

const mails = z.array(
  z.object({
    kind: z.string(),
    subject: z.string().default(''),
    to: z.array(z.string()).default([]),
    text: z.string().default(''),
  }),
);

/** The newest mail to Ada with a link of this kind: waits until it has come. */
async function linkInMail(path: 'a' | 'passwords'): Promise<string> {
  for (;;) {
    const messages = mails.parse(await (await fetch(`${inbox}/api/messages`)).json());
    for (const { kind, to, text } of messages) {
      const link = new RegExp(`${portal}/${path}\\b\\S*`).exec(text)?.[0];
      if (kind === 'mail' && to.includes(ADA.mail) && link !== undefined) return link;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('a technician', () => {
  let password = '';

  test('finds the request in the inbox', async () => {
    const link = await linkInMail('a');
    await page.goto(inbox);
    expect(await page.getByText('Please decide').count()).toBeGreaterThan(0);
    await look('inbox');
    await page.goto(link);
    expect(await page.title()).toContain('Sign in');
    await look('sign-in');
  }, 120_000);

  test('signs in with the home tenant', async () => {
    await page
      .getByRole('link', { name: /sign in/i })
      .first()
      .click();
    await page.getByRole('button', { name: new RegExp(ADA.name) }).click();
    await page.waitForURL(/\/cycles\/.*\/approvals$/);
    expect(new URL(page.url()).pathname.split('/')[2]).toMatch(CYCLE);
    expect(await page.getByText(`Signed in as ${ADA.name}`).count()).toBe(1);
    await look('approvals');
  }, 120_000);

  test('approves two, rejects one, and leaves the rest for later', async () => {
    // Where many wait, the first view names tenants, and each leads to its accounts.
    const tenants = page.locator('.groups a');
    if ((await tenants.count()) > 0) await tenants.first().click();
    await look('approvals of a tenant');
    // A Global Administrator needs a second technician: these are reset at once.
    const alone = page.locator('[data-choice]').filter({ hasNotText: /second technician|two persons/i });
    await alone.nth(0).locator('[data-answer=approve]').check();
    await alone.nth(1).locator('[data-answer=approve]').check();
    await alone.nth(2).locator('[data-answer=reject]').check();
    // A rejection wants a reason: the page says so and keeps what was chosen.
    await page.locator('button[name=step][value=review]').first().click();
    expect(await page.locator('[data-answer=approve]:checked').count()).toBe(2);
    await look('approvals-with-mistake');
    await alone.nth(2).locator('input[type=text]').fill('Carla is on leave, the scanner must not stop');
    await page.locator('button[name=step][value=review]').first().click();
    await look('review');
    await page.locator('button[name=step][value=confirm]').first().click();
    await page.waitForLoadState();
    const result = await page.locator('main').textContent();
    expect(result).toMatch(/approved/i);
    expect(result).toMatch(/rejected/i);
    await look('decided');
  }, 120_000);

  test('collects one password, once', async () => {
    await page.goto(await linkInMail('passwords'));
    await look('passwords');
    await page.reload(); // looking changes nothing
    await page
      .getByRole('button', { name: /^Show the password/ })
      .first()
      .click();
    password = await page.locator('#password').inputValue();
    expect(password).toMatch(/^[A-Za-z].{23}$/);
    await look('password-shown');
    expect(await page.content()).toContain('stored');
    await page.goto(`${portal}/passwords`);
    expect(await page.content()).not.toContain(password);
    expect(await page.locator('#password').count()).toBe(0);
    expect(await page.locator('main').textContent()).toContain('not confirmed as stored');
    await look('password-was-shown');
  }, 120_000);

  test('sees status and timeline, which hold no password', async () => {
    await page.goto(`${portal}/cycles`);
    await look('cycles');
    await page.getByRole('link', { name: CYCLE }).first().click();
    await page.waitForLoadState();
    expect(await page.locator('main').textContent()).toMatch(/rotated/i);
    expect(await page.content()).not.toContain(password);
    await look('cycle');
    await page.locator('main a[href*="/tenants/"]').first().click();
    await look('tenant');
    await page.locator('a[href*="/accounts/"]').first().click();
    await page.waitForLoadState();
    const timeline = await page.locator('main').textContent();
    expect(timeline).toContain(ADA.name);
    expect(await page.content()).not.toContain(password);
    await look('timeline');
    await page.goto(portal);
    await look('home');
  }, 120_000);

  test('signs out everywhere, and is asked to sign in again', async () => {
    await page.getByRole('link', { name: 'sessions', exact: true }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Where you are signed in');
    await look('sessions');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    expect(await page.title()).toContain('Signed out');
    await page.goto(`${portal}/cycles`);
    expect(await page.title()).toContain('Sign in');
  }, 60_000);
});
