import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './eyes.ts';
import { type LargeEstate, openAsAda, startLargeEstate, until } from './large-estate.ts';
import { effortWords, Visit } from './visit.ts';

/**
 * 480 accounts in 40 tenants, by the real bundles and in a real browser: how many presses and bytes it takes to find one account, to approve
 * all but three, and to collect 25 passwords, and how many mails a technician gets. What is counted is printed; seconds are never judged.
 */

const TENANTS = 40;
const ACCOUNTS = 12;
const COLLECTED = 25;
const FIRST_VIEW_BYTES = 60_000;
/** Whether to wait until all 480 are done, which takes minutes; not needed to count what a technician does. */
const TO_THE_END = process.env.BROWSER_TO_THE_END !== undefined;

let estate: LargeEstate;
let browser: Browser;
let page: Page;
let visit: Visit;
const figures: string[] = [];

beforeAll(async () => {
  estate = await startLargeEstate(TENANTS, ACCOUNTS);
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 375, height: 800 } })).newPage();
  page.setDefaultTimeout(300_000); // nothing is judged by how long it takes
  visit = new Visit(page);
});

afterAll(async () => {
  await browser?.close();
  await estate?.close();
  process.stdout.write(
    `${TENANTS} × ${ACCOUNTS} accounts, on a phone of 375 px\n${figures.map((each) => `  ${each}\n`).join('')}`,
  );
});

const note = async (what: string) => {
  const effort = await visit.effort();
  figures.push(effortWords(what, effort));
  return effort;
};
const heading = () => page.getByRole('heading', { level: 1 }).textContent();
const lead = () => page.locator('.lead').first().textContent();

describe('a technician of many tenants', () => {
  let approvals = '';

  test('finds all accounts behind the one link of the mail', async () => {
    const link = await until(async () => {
      const mails = await estate.mails();
      return mails.map(({ text }) => /http\S*\/a\/\S+/.exec(text)?.[0]).find((each) => each !== undefined);
    });
    await openAsAda(page, link);
    approvals = page.url();
    await until(async () => {
      await page.goto(approvals);
      return (await lead())?.includes(String(TENANTS * ACCOUNTS)) ? true : undefined;
    });
    expect(approvals).toMatch(/\/approvals$/);
  });

  test('opens a first view that is small', async () => {
    for (const path of ['/', '/cycles', approvals.replace(/\/approvals$/, ''), approvals]) {
      visit.begin();
      await page.goto(new URL(path, estate.portal).href);
      const { bytes } = await note(`opens ${new URL(page.url()).pathname}`);
      expect(bytes).toBeLessThanOrEqual(FIRST_VIEW_BYTES);
    }
  });

  test('finds one account', async () => {
    await page.goto(approvals);
    visit.begin();
    await page.getByRole('searchbox').first().fill('admin7@t023.example');
    await visit.press(visit.button(/^(Search|Show|Filter|Apply)/));
    await note('finds one account to decide');
    expect(await page.locator('main').textContent()).toContain('admin7@t023.example');
    expect(await page.locator('main').textContent()).not.toContain('admin7@t022.example');
  });

  test('approves all but three', async () => {
    await page.goto(approvals);
    visit.begin();
    await visit.press(visit.link(/^Approve all 480/));
    for (const name of ['admin0@t003.example', 'admin5@t017.example', 'admin11@t039.example']) {
      await visit.press(page.getByRole('checkbox', { name: new RegExp(name) }));
    }
    await visit.press(visit.button(/^Confirm/));
    // A machine that is slow records them in several answers: what is left is offered again, and none is lost.
    let further = 0;
    for (; (await visit.button(/^Go on/).count()) > 0; further += 1) await visit.press(visit.button(/^Go on/));
    const { clicks } = await note('approves all but three');
    expect(clicks - further).toBeLessThanOrEqual(6);
    await page.goto(approvals);
    expect(await lead()).toMatch(/^3 /);
  });

  test('rejects those three with one reason', async () => {
    visit.begin();
    await visit.press(visit.link(/^Reject all 3/));
    await page.getByLabel(/^Reason for all/).fill('On leave until Monday');
    await visit.press(visit.button(/^Confirm/));
    await note('rejects three');
    expect(await heading()).toContain('3 decisions recorded');
  });

  test(`collects ${COLLECTED} passwords, two presses for each at most`, async () => {
    const passwords = `${estate.portal}/passwords`;
    await until(async () => {
      await page.goto(passwords);
      const waiting = Number(/\d+/.exec((await lead()) ?? '')?.[0] ?? 0);
      return waiting >= COLLECTED ? true : undefined;
    });
    const seen = new Set<string>();
    visit.begin();
    await visit.press(visit.button(/^Show the password of/));
    for (let n = 1; ; n += 1) {
      seen.add(await page.locator('#password').inputValue());
      if (n === COLLECTED) break;
      await visit.press(visit.button(/show the next/));
    }
    await visit.press(page.getByRole('button', { name: 'I have stored it', exact: true }).first());
    const { clicks } = await note(`collects ${COLLECTED} passwords`);
    expect(seen.size).toBe(COLLECTED);
    expect(clicks).toBeLessThanOrEqual(2 * COLLECTED);
  });

  test('gets three mails at most, and sees on the pages what became of all', async () => {
    if (TO_THE_END) await estate.ended();
    const subjects = (await estate.mails()).map(({ subject }) => subject);
    figures.push(`${subjects.length} mails to the technician: ${subjects.join('; ')}`);
    expect(subjects.length).toBeGreaterThan(0);
    expect(subjects.length).toBeLessThanOrEqual(3);
    const cycle = approvals.replace(/\/approvals$/, '');
    await page.goto(cycle);
    const numbers = page.locator('.numbers').first();
    expect(await numbers.textContent()).toMatch(TO_THE_END ? /Rotated477Rejected3/ : /Rotated\d+/);
    visit.begin();
    await page.getByLabel('Find a tenant').fill('Tenant 17');
    await visit.press(visit.button('Search'));
    await visit.press(visit.link('Tenant 17'));
    expect(await heading()).toBe('Tenant 17');
    expect(await page.locator('section[aria-labelledby=accounts] tbody tr').count()).toBe(ACCOUNTS);
    await note('finds how one account stands');
  });
});
