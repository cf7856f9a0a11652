import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { exclusionLabel, exclusionReasons, exclusionSentence } from '../../lambda/domain/accounts/exclusion-reasons.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { awaitSentMessages, beginCycle, finishCycle } from '../../local/cycle-run.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { linksIn } from '../../local/technician/forms.ts';
import { freePorts } from './npm-start.ts';
import { startRecorder } from './recorder.ts';
import { rotationCommand } from './rotation-command.ts';
import { signedInBrowser } from './signed-in-browser.ts';

/**
 * Every reason for leaving an account out occurs in the example estate, and the plan, the dry run's page and mail, and the audit
 * records say the same about it.
 */

/**
 * `not-asked-for` is a reason in cycles that are started by hand for chosen accounts, and in no other; `nobody-may-decide` where every
 * technician of a tenant owns an account, which the example has nowhere; `under-way` while another cycle has not ended.
 */
const elsewhere: readonly string[] = ['not-asked-for', 'nobody-may-decide', 'under-way'];
const reasons = exclusionReasons.filter((each) => !elsewhere.includes(each));

const planSchema = z.object({
  schema: z.literal(1),
  plans: z.array(
    z.object({
      schedule: z.string(),
      tenantId: z.uuid(),
      displayName: z.string(),
      notReady: z.string().optional(),
      accountsSeen: z.int(),
      rotate: z.array(z.object({ accountId: z.uuid(), userPrincipalName: z.string() })),
      leftOut: z.array(z.object({ userPrincipalName: z.string(), reason: z.string(), sentence: z.string() })),
      others: z.array(z.object({ reason: z.string(), accounts: z.int(), sentence: z.string() })),
    }),
  ),
});
type Plan = z.output<typeof planSchema>['plans'][number];

const mails = z.array(
  z.looseObject({ kind: z.string(), subject: z.string().default(''), text: z.string().default('') }),
);

const out = mkdtempSync(join(tmpdir(), 'rotation-reasons-'));
const operator = { kind: 'operator' } as const;

let product: RunningProduct;
let plans: readonly Plan[];
let planErrors: string;
let sent: z.output<typeof mails>;
/** What the plan asked AWS for, and rows of both tables before and after the plan. */
let calls: ReadonlySet<string>;
let rows: readonly [before: number, after: number];
/** Of each schedule: the pages of its dry run's tenants. */
const pages: string[] = [];
let records: readonly { readonly action: string; readonly reason: string | undefined; readonly detail: string }[];
beforeAll(async () => {
  const assembly = join(out, 'cdk.out');
  await synthesize('config/example.yaml', assembly);
  product = await startProduct({ assembly, out, port: await freePorts(), speed: 60 });
  for (const schedule of ['admin-monthly', 'service-quarterly']) {
    const { run } = await beginCycle(product, out, { schedule, dryRun: true });
    const { cycleId } = await finishCycle(product, out, run, 0);
    const ada = signedInBrowser(product.cloud.addresses.portal, product.estate.technicians[0]?.objectId ?? '');
    const tenants = linksIn((await ada(`/cycles/${cycleId}`)).html).filter((each) => each.includes('/tenants/'));
    const ofTenants: string[] = [];
    for (const each of tenants) ofTenants.push((await ada(each)).html);
    pages.push(ofTenants.join('\n'));
  }
  await awaitSentMessages(product); // those that the runs asked for are rows too
  const rowsBefore = await countRows();
  const recorder = await startRecorder(product.cloud.addresses.aws);
  const planned = await rotationPlan(['--json'], recorder.origin);
  await recorder.close();
  calls = recorder.calls;
  rows = [rowsBefore, await countRows()];
  planErrors = planned.complained;
  plans = planSchema.parse(JSON.parse(planned.printed)).plans;
  records = await recorded();
  sent = mails.parse(await (await fetch(`${product.inbox.origin}/api/messages`)).json());
});
afterAll(async () => {
  await product?.close();
  rmSync(out, { recursive: true, force: true });
});

/** `rotation plan`, as an engineer runs it while `npm start` runs. */
const rotationPlan = (args: readonly string[], aws = product.cloud.addresses.aws) =>
  rotationCommand(product, 'config/example.yaml', aws)('plan', ...args);

const scanned = z.object({
  Items: z.array(z.record(z.string(), z.record(z.string(), z.unknown()))),
  LastEvaluatedKey: z.unknown().optional(),
});

async function scan(table: string) {
  const items: z.output<typeof scanned>['Items'] = [];
  let start: unknown;
  do {
    const input = { TableName: table, ...(start === undefined ? {} : { ExclusiveStartKey: start }) };
    const page = scanned.parse(
      await product.cloud.dispatch({ service: 'dynamodb', action: 'Scan', input, principal: operator }),
    );
    items.push(...page.Items);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

async function countRows(): Promise<number> {
  const counts = await Promise.all(
    product.cloud.declarations.tables.map(async ({ name }) => (await scan(name)).length),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

const recordSchema = z.object({
  action: z.object({ S: z.string() }),
  reason: z.object({ S: z.string() }).optional(),
  evidence: z.object({ M: z.object({ detail: z.object({ S: z.string() }).optional() }) }).optional(),
});

async function recorded() {
  const audit = product.cloud.declarations.tables.find(({ sortKey }) => sortKey?.type === 'N')?.name ?? '';
  return (await scan(audit)).map((item) => {
    const { action, reason, evidence } = recordSchema.parse(item);
    return { action: action.S, reason: reason?.S, detail: evidence?.M.detail?.S ?? '' };
  });
}

describe('every reason for leaving an account out', () => {
  test.each(reasons)('%s occurs in the plan of the example estate, with its sentence', (reason) => {
    const told = plans.flatMap(({ leftOut, others }) =>
      [...leftOut, ...others].filter((each) => each.reason === reason),
    );
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(({ sentence }) => !sentence.startsWith(exclusionSentence(reason)))).toEqual([]);
  });

  test.each(reasons)('%s is on the pages of the dry runs', (reason) => {
    const shown = pages.filter((page) => page.includes(`<td><bdi>${exclusionLabel(reason)}</bdi></td>`));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.every((page) => page.includes(exclusionSentence(reason)))).toBe(true);
  });

  test.each(reasons)('%s is in the audit records, by account or by number', (reason) => {
    const byNumber = records.filter(
      ({ action, detail }) =>
        action === 'tenant.discovered' && new RegExp(`${exclusionLabel(reason)}: \\d`).test(detail),
    );
    expect(byNumber.length).toBeGreaterThan(0);
    const named = plans.some(({ leftOut }) => leftOut.some((each) => each.reason === reason));
    const byAccount = records.some((each) => each.action === 'account.excluded' && each.reason === reason);
    expect(byAccount).toBe(named);
  });
});

describe('the plan, the mail and the page', () => {
  test('say the same about the same directory', () => {
    for (const [index, schedule] of ['admin-monthly', 'service-quarterly'].entries()) {
      const mail = sent.find(({ kind, subject }) => kind === 'mail' && subject.includes(`${schedule}-dry-`));
      const page = pages[index] ?? '';
      for (const plan of plans.filter((each) => each.schedule === schedule)) {
        for (const each of [...plan.rotate, ...plan.leftOut]) {
          expect(mail?.text).toContain(`- ${printable(each.userPrincipalName)} · `);
          expect(page).toContain(printable(each.userPrincipalName).replaceAll("'", '&#39;'));
        }
        for (const each of plan.others)
          expect(mail?.text).toContain(`- ${each.accounts} · ${exclusionLabel(each.reason)} · ${each.sentence}`);
        const left = plan.others.reduce((sum, { accounts }) => sum + accounts, plan.leftOut.length);
        expect(page).toContain(
          `${plan.accountsSeen} accounts seen, ${plan.rotate.length} to rotate, ${left} left out.`,
        );
      }
    }
  });

  test('a dry run asks nobody and makes no ticket', () => {
    expect(sent.filter(({ kind }) => kind === 'ticket')).toEqual([]);
    expect(sent.filter(({ kind }) => kind === 'mail').map(({ subject }) => subject.slice(0, 8))).toEqual([
      'Dry run ',
      'Dry run ',
    ]);
    const actions = new Set(records.map(({ action }) => action));
    expect([...actions].sort()).toEqual([
      'account.discovered',
      'account.excluded',
      'cycle.closed',
      'cycle.opened',
      'cycle.sealed',
      'estate.changed', // the first estate that this stack had
      'message.sent',
      'operator.proven', // who started the dry run
      'session.started', // who reads the pages of this test
      'tenant.closed',
      'tenant.discovered',
    ]);
  });
});

describe('`rotation plan`', () => {
  test('writes nothing to AWS, and prints nothing but the plan', () => {
    // Former cycles from the state table, and the identity token by which it signs in to Entra.
    const reading = ['BatchGetItem', 'DescribeStacks', 'GetItem', 'GetWebIdentityToken', 'Query'];
    expect([...calls].filter((each) => !reading.includes(each))).toEqual([]);
    expect([...calls]).toContain('Query');
    expect(rows[1]).toBe(rows[0]);
    expect(planErrors).not.toContain('rror');
  });

  test('is the same each time, and dry runs are no former cycles', async () => {
    const again = planSchema.parse(JSON.parse((await rotationPlan(['--json'])).printed)).plans;
    expect(again).toEqual(plans);
    const one = await rotationPlan(['--tenant', 'contoso', '--schedule', 'service-quarterly']);
    expect(one.printed).toContain('not compared: no cycle of this schedule has read this tenant yet');
    expect(one.printed).not.toContain('Fabrikam');
  });
});
