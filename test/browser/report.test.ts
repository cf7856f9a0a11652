import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { htmlReport } from '../../cli/audit/report/html/document.tsx';
import { cycleReport } from '../../lambda/domain/audit/report/cycle-report.ts';
import { ada, bruno, CONTOSO, CYCLE, FABRIKAM, Story } from '../lambda/domain/audit/report/story.ts';
import { eyesOn, launchBrowser } from './eyes.ts';

/** Long names, every kind of result and exception, and enough accounts for several sheets. */
function aStory(): Story {
  const story = new Story();
  story.tell('cycle.opened', {
    evidence: { detail: 'an emergency, 2 tenants' },
    estate: 'e'.repeat(64),
    code: '1.2.3',
  });
  story.tell('tenant.discovered', {
    tenantId: CONTOSO,
    tenantName: 'Contoso Ltd',
    evidence: { detail: '70 accounts seen' },
  });
  for (let i = 0; i < 40; i += 1) {
    const account = story.account(`${i}.${'a-rather-long-name-of-somebody'.repeat(1 + (i % 2))}`).discovered();
    if (i % 5 === 0) account.tell('approval.rejected', { actor: ada, reason: 'in use '.repeat(20) });
    else if (i % 7 === 0) account.reset();
    else
      account
        .tell('approval.first', { actor: ada })
        .approved(bruno)
        .reset()
        .rotated()
        .tell('link.revealed', { actor: ada });
  }
  story.account('bg').tell('account.excluded', { reason: 'break-glass', evidence: { detail: 'Designated.' } });
  story
    .account('x', { tenantId: FABRIKAM, tenantName: 'Fabrikam' })
    .discovered()
    .tell('rotation.closed', { outcome: 'failed', reason: 'GraphUnavailable' });
  story.tell('ticket.created', { tenantId: CONTOSO, evidence: { ticket: '4711', detail: 'opened' } });
  story.tell('cycle.closed');
  return story;
}

const checkpoint = {
  number: 12,
  hash: 'c'.repeat(64),
  key: 'f'.repeat(64),
  time: '2026-12-07T06:00:00.000Z',
  origin: 'o',
};
const verdicts = {
  good: {
    verified: true,
    verdict: `9 records: 9 sealed by checkpoint 12 (${'c'.repeat(64)})`,
    checkpoint,
    keyIsYours: true,
    problems: [],
    problemCount: 0,
  },
  bad: {
    verified: false,
    verdict: '9 records: none of them sealed, 3 problems',
    checkpoint: undefined,
    keyIsYours: false,
    problems: ['a record is missing'],
    problemCount: 3,
  },
};

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
});
afterAll(() => browser.close());

const report = cycleReport(CYCLE, aStory().records);

test.each(['good', 'bad'] as const)(
  'a report with a %s verdict is readable by everybody, on any screen',
  async (verdict) => {
    await page.setContent(htmlReport(report, verdicts[verdict], '2026-12-07 12:00:00 UTC'));
    expect(await page.locator('article').count()).toBe(2);
    await eyesOn(page)(`report ${verdict}`);
  },
);

test('prints, each customer on sheets of their own', async () => {
  const sheets = async (tenants: typeof report.tenants) => {
    await page.setContent(htmlReport({ ...report, tenants }, verdicts.good, '2026-12-07 12:00:00 UTC'));
    const pdf = await page.pdf({ preferCSSPageSize: true });
    return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  };
  const [first, second] = report.tenants;
  const [many, one] = [await sheets([first ?? []].flat()), await sheets([second ?? []].flat())];
  expect(many).toBeGreaterThan(3);
  expect(one).toBeLessThan(3);
  expect(await sheets(report.tenants)).toBe(many + one);
});

test('asks for nothing from elsewhere, and runs nothing', async () => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.setContent(htmlReport(report, verdicts.good, '2026-12-07 12:00:00 UTC'));
  expect(requests).toEqual([]);
  expect(await page.locator('script').count()).toBe(0);
});
