import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { states } from '../lambda/domain/rotation/rotations.ts';
import { CYCLE } from '../lambda/portal/portal-world.ts';
import { eyesOn, launchBrowser } from './eyes.ts';
import { tabTo } from './keyboard.ts';
import { type ServedPortal, servePortal } from './portal-server.ts';
import { sceneOf, tenantIdOf } from './scene.ts';
import { effortWords, Visit } from './visit.ts';

/**
 * Deciding and collecting, by pages over estates in memory: without script, by keyboard alone, and at 5,000 accounts. `many-accounts` does
 * the same with the whole product behind the pages.
 */

const approvals = `/cycles/${CYCLE}/approvals`;
const decisions = `/cycles/${CYCLE}/decisions`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser?.close());

type Scene = ReturnType<typeof sceneOf>;
let portal: ServedPortal<Scene>;
let page: Page;
const begin = async (scene: (origin: string) => Scene, options: Parameters<Browser['newContext']>[0] = {}) => {
  portal = await servePortal(scene);
  page = await (await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options })).newPage();
};
const end = async () => {
  await page?.context().close();
  await portal?.close();
};
const goTo = (path: string) => page.goto(`${portal.origin}${path}`);
const heading = () => page.getByRole('heading', { level: 1 }).textContent();
const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
/** How many rotations have each status. */
const counts = () => {
  const found: Record<string, number> = {};
  for (const { state } of portal.apps.world.tables.rotationRows.values())
    found[state.status] = (found[state.status] ?? 0) + 1;
  return found;
};

describe('without script', () => {
  beforeAll(() => begin((origin) => sceneOf(origin, 4, 12, () => [states.awaiting]), { javaScriptEnabled: false }));
  afterAll(end);

  test('some are approved with exceptions, all that are left are rejected', async () => {
    await goTo(approvals);
    await page
      .getByRole('link', { name: /^Approve all/ })
      .first()
      .click();
    const ticks = page.locator('.ticks input[type=checkbox]');
    const all = await ticks.count();
    await ticks.nth(0).uncheck();
    await ticks.nth(5).uncheck();
    await button(/^Confirm/).click();
    expect(await heading()).toBe(`${all - 2} decisions recorded`);
    await goTo(approvals);
    await page
      .getByRole('link', { name: /^Reject all/ })
      .first()
      .click();
    await button(/^Confirm/).click();
    expect(await page.getByRole('alert').textContent()).toContain('Say why they are rejected.');
    await page.getByLabel(/^Reason for all rejections/).fill('On leave');
    await button(/^Confirm/).click();
    expect(counts().rejected).toBeGreaterThanOrEqual(2);
  });

  test('an approval is withdrawn, and waits again', async () => {
    const before = counts();
    await goTo(decisions);
    await page.locator('input[type=checkbox]').first().check();
    await button(/^Withdraw/).click();
    await button(/^Withdraw/).click();
    expect(counts().approved).toBe((before.approved ?? 0) - 1);
    expect(counts()['awaiting-approval']).toBe((before['awaiting-approval'] ?? 0) + 1);
  });
});

describe('by keyboard alone', () => {
  beforeAll(() => begin((origin) => sceneOf(origin, 1, 5, () => [states.awaiting])));
  afterAll(end);

  test('accounts are approved and rejected by single keys, reviewed and confirmed', async () => {
    await goTo(approvals);
    await tabTo(page, page.locator('[data-choice] input[type=radio]:checked').first());
    await page.keyboard.press('a');
    await page.keyboard.press('n');
    await page.keyboard.press('r');
    await page.keyboard.type('On leave');
    await tabTo(page, button('Review decisions'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Review 2 decisions' }).waitFor();
    await tabTo(page, button(/^Confirm/));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '2 decisions recorded' }).waitFor();
    expect(counts().rejected).toBe(1);
  });

  test('the first Tab leads over the menu to the content', async () => {
    await goTo('/');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });
});

describe('5,000 accounts in 100 tenants', () => {
  let visit: Visit;
  const figures: string[] = [];
  beforeAll(async () => {
    await begin((origin) => sceneOf(origin, 100, 50, () => [states.awaiting]), {
      viewport: { width: 375, height: 800 },
    });
    page.setDefaultTimeout(300_000); // nothing is judged by how long it takes
    visit = new Visit(page);
  });
  afterAll(async () => {
    await end();
    process.stdout.write(`100 × 50 accounts, over tables in memory\n${figures.map((each) => `  ${each}\n`).join('')}`);
  });

  test.each([
    ['home', '/'],
    ['the approvals', approvals],
    ['the cycle', `/cycles/${CYCLE}`],
    ['a tenant', `/cycles/${CYCLE}/tenants/${tenantIdOf(7)}`],
  ])('%s: the first view is 60 KB at most', async (name, path) => {
    visit.begin();
    await goTo(path);
    const effort = await visit.effort();
    figures.push(effortWords(`opens ${name}`, effort));
    expect(effort.bytes).toBeLessThanOrEqual(60_000);
  });

  test('by keyboard a link leads past a list to its button', async () => {
    for (const [query, id] of [
      ['tenant=t2', 'review'],
      ['tenant=t2&view=approve', 'confirm'],
    ]) {
      await goTo(`${approvals}?${query}`);
      await tabTo(page, page.getByRole('link', { name: 'Skip the list of 50' }));
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe(id);
    }
  });

  test('one of them is found with one press', async () => {
    await goTo(approvals);
    visit.begin();
    await page.getByRole('searchbox').first().fill('administrator7@customer23.example');
    await visit.press(page.locator('main form button[type=submit]').first());
    const effort = await visit.effort();
    figures.push(effortWords('finds one account', effort));
    expect(effort.clicks).toBe(1);
    expect(await page.locator('main').textContent()).toContain('administrator7@customer23.example');
  });

  test('all of a kind but three are approved with few presses, and each is decided once', async () => {
    await goTo(approvals);
    visit.begin();
    let clicks = 0;
    for (let rounds = 0; rounds < 12; rounds += 1) {
      const all = page.getByRole('link', { name: /^Approve all/ });
      if ((await all.count()) === 0) break;
      await visit.press(all.first());
      if (rounds === 0) {
        for (const n of [3, 17, 39]) {
          await visit.press(page.getByRole('checkbox', { name: new RegExp(`administrator7@customer${n}\\.`) }));
        }
      }
      await visit.press(button(/^Confirm/));
      while ((await button(/^Go on/).count()) > 0) await visit.press(button(/^Go on/));
      clicks = (await visit.effort()).clicks;
      await goTo(approvals);
      const lead = (await page.locator('.lead').first().textContent()) ?? '';
      if (/^3 /.test(lead)) break;
    }
    figures.push(effortWords('approves all but three', await visit.effort()));
    expect(clicks).toBeLessThanOrEqual(30);
    const { facts } = portal.apps.world;
    const decided = facts.filter(({ action }) => action === 'approval.approved' || action === 'approval.first');
    expect(new Set(decided.map(({ rotationId }) => rotationId)).size).toBe(decided.length);
    expect(counts()['awaiting-approval']).toBeLessThanOrEqual(103);
  });
});

describe('each view', () => {
  beforeAll(() =>
    begin((origin) => sceneOf(origin, 5, 12, (n) => (n === 0 ? Object.values(states) : [states.awaiting]))),
  );
  afterAll(end);
  let look: (name: string) => Promise<void>;
  beforeEach(() => {
    look = eyesOn(page);
  });

  test.each([
    ['approvals by tenants', approvals],
    ['approvals of one tenant', `${approvals}?tenant=t1`],
    ['approvals found', `${approvals}?search=administrator1`],
    ['approvals decided', `${approvals}?status=decided`],
    ['approvals, nothing found', `${approvals}?search=nobody`],
    ['approve all', `${approvals}?view=approve`],
    ['reject all', `${approvals}?view=reject`],
    ['decisions', decisions],
    ['decisions of everybody', `${decisions}?by=everybody`],
  ])('%s', async (name, path) => {
    const answer = await goTo(path);
    expect(answer?.status()).toBe(200);
    await look(name);
  });

  test('the bar with the way on is in sight on a phone', async () => {
    await page.setViewportSize({ width: 375, height: 700 });
    for (const path of [`${approvals}?tenant=t1`, `${approvals}?view=approve`, decisions]) {
      await goTo(path);
      const box = await page.locator('.submit-bar').boundingBox();
      expect(box?.y ?? 0).toBeGreaterThan(300);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(700);
      expect(box?.height).toBeLessThan(150);
    }
    await page.setViewportSize({ width: 1200, height: 900 });
  });

  test('a rejection without a reason, the review, and what was recorded', async () => {
    await goTo(`${approvals}?tenant=t1`);
    await page.locator('input[data-answer=approve]').nth(0).check();
    await page.locator('input[data-answer=reject]').nth(2).check();
    await button('Review decisions').click();
    await look('approvals with a mistake');
    await page.locator('[data-choice] input[type=text]').nth(2).fill('The scanner must not stop');
    await button('Review decisions').click();
    await look('review of two');
    await button(/^Confirm/).click();
    await look('recorded');
    await page.goto(`${portal.origin}${decisions}`);
    await page.locator('input[type=checkbox]').first().check();
    await button(/^Withdraw/).click();
    await look('withdraw');
    await button(/^Withdraw/).click();
    await look('withdrawn');
  });
});
