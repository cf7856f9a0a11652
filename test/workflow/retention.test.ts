import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Faults as GraphFaults, Tenant } from '@m365-rotation/local-microsoft';
import * as z from 'zod';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { browser, type Page } from '../../local/technician/browser.ts';
import { filled, formsIn, linksIn } from '../../local/technician/forms.ts';
import { adminOf, crashEstate, TECHNICIAN } from '../crash/crash-estate.ts';
import { wholeCycle } from '../crash/crash-run.ts';
import { freePorts } from './npm-start.ts';

/**
 * Stored credentials are deleted, in the embedded cloud: after a cycle whose passwords meet every fate, and then during another
 * cycle, as often as it can be run. One tenant is one case.
 */

const CASES = ['stored', 'revealed', 'untouched', 'reported', 'rotated-again', 'uncertain'] as const;
type Case = (typeof CASES)[number];

const folder = mkdtempSync(join(tmpdir(), 'rotation-retention-'));
const out = join(folder, 'run');
afterAll(async () => {
  await product?.close();
  rmSync(folder, { recursive: true, force: true });
});

const { tenants, yaml } = crashEstate(CASES.length, { retention: { credentials: 'until-stored', days: 7 } });
function tenantOf(name: Case): Tenant {
  const tenant = tenants[CASES.indexOf(name)];
  if (tenant === undefined) throw new Error(`there is no tenant for ${name}`);
  return tenant;
}

let product: RunningProduct;
const operator = { kind: 'operator' } as const;

const secretSchema = z.object({
  DeletedDate: z.string().optional(),
  Versions: z.record(z.string(), z.object({ SecretString: z.string(), VersionStages: z.array(z.string()) })),
});
const contentSchema = z.object({ password: z.string().optional() });

/** The credential of a case's account. */
function credentialOf(name: Case) {
  const { tenantId } = tenantOf(name);
  const file = `m365~${tenantId}~${adminOf(tenantOf(name))}.json`;
  const { DeletedDate, Versions } = secretSchema.parse(
    JSON.parse(readFileSync(join(out, 'aws', 'secrets-manager', file), 'utf8')),
  );
  const versions = Object.values(Versions).map(({ SecretString, VersionStages }) => ({
    password: contentSchema.parse(JSON.parse(SecretString)).password ?? '',
    labels: VersionStages,
  }));
  return { isDeleted: DeletedDate !== undefined, versions };
}
const isDeleted = (name: Case) => credentialOf(name).isDeleted;
const deleted = () => CASES.filter(isDeleted);

/** Labels of the versions that hold what Entra holds. */
async function labelsOfEffective(name: Case): Promise<readonly string[]> {
  const { tenantId } = tenantOf(name);
  const checked = await Promise.all(
    credentialOf(name).versions.map(async ({ password, labels }) =>
      (await product.microsoft.isEffective(tenantId, adminOf(tenantOf(name)), password)) ? labels : [],
    ),
  );
  return checked.flat().sort();
}

const stateTable = () => product.cloud.declarations.tables.find(({ sortKey }) => sortKey?.type !== 'N')?.name ?? '';
const auditTable = () => product.cloud.declarations.tables.find(({ sortKey }) => sortKey?.type === 'N')?.name ?? '';
const rows = z.object({ Items: z.array(z.record(z.string(), z.record(z.string(), z.unknown()))) });
const text = (row: Readonly<Record<string, Readonly<Record<string, unknown>>>>, name: string) =>
  String(row[name]?.S ?? '');

async function query(TableName: string, partitionKey: string, value: string) {
  const input = {
    TableName,
    KeyConditionExpression: `${partitionKey} = :value`,
    ExpressionAttributeValues: { ':value': { S: value } },
  };
  return rows.parse(await product.cloud.dispatch({ service: 'dynamodb', action: 'Query', principal: operator, input }))
    .Items;
}

const actionsOf = async (name: Case) =>
  (await query(auditTable(), 'chain', `${tenantOf(name).tenantId}#${adminOf(tenantOf(name))}`)).map((row) =>
    text(row, 'action'),
  );

/** Timestamps are real here: eight days pass by moving back what was confirmed. */
async function eightDaysPass(): Promise<void> {
  const past = new Date(Date.now() - 8 * 86_400_000).toISOString();
  for (const row of await query(stateTable(), 'pk', 'retirements')) {
    const input = {
      TableName: stateTable(),
      Key: { pk: { S: 'retirements' }, sk: { S: text(row, 'sk') } },
      UpdateExpression: 'SET storedAt = :past, dueAt = :past',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':past': { S: past } },
    };
    // It may be deleted while it is looked at.
    await product.cloud
      .dispatch({ service: 'dynamodb', action: 'UpdateItem', principal: operator, input })
      .catch(() => undefined);
  }
}

function retirementFunction() {
  const { functions, schedules } = product.cloud.declarations;
  const found = functions.find(({ logicalId }) => /retirecredentials/i.test(logicalId));
  const schedule = schedules.find(({ targetArn }) => targetArn === found?.arn);
  if (found === undefined || schedule === undefined) throw new Error('the template has no function or no schedule');
  return { name: found.name, schedule: schedule.name };
}

/** Runs the function to its end. @returns what it answered */
async function retire(): Promise<unknown> {
  const input = { FunctionName: retirementFunction().name, Payload: Buffer.from('{}').toString('base64') };
  const answer = await product.cloud.dispatch({ service: 'lambda', action: 'Invoke', principal: operator, input });
  return z.object({ FunctionError: z.undefined().optional() }).loose().parse(answer);
}

const pause = () => new Promise((done) => setTimeout(done, 200));
const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await pause();
};

const { open, submit } = browser();
async function visit(address: string): Promise<Page> {
  const page = await open(new URL(address));
  const signIn = linksIn(page.html).find((link) => link.startsWith('/sign-in?'));
  if (signIn === undefined) return page;
  const choice = await open(new URL(signIn, page.address));
  const form = formsIn(choice.html).find(({ fields }) => fields.some(({ value }) => value === TECHNICIAN.objectId));
  const person = { name: 'person', value: TECHNICIAN.objectId };
  return form === undefined ? choice : submit(choice, form.action, filled(form, new Map(), person));
}
/** Sends a form of the page of passwords about one of them. */
async function act(action: string, links: string): Promise<Page> {
  const list = await visit(`${product.cloud.addresses.portal}/passwords`);
  const form = formsIn(list.html).find((each) => new URL(each.action, list.address).pathname.startsWith('/passwords/'));
  const csrf = form?.fields.find(({ name }) => name === 'csrf')?.value;
  if (csrf === undefined) throw new Error('the page has no form');
  return submit(list, `/passwords/${action}`, new URLSearchParams({ csrf, ...fieldsOf(links) }));
}
const fieldsOf = (links: string): Readonly<Record<string, string>> =>
  links.includes('/') ? { account: links } : { links };

/** What the page offers to show, as its forms name it, by the tenant. */
async function offered(): Promise<ReadonlyMap<Case, string>> {
  const { html } = await visit(`${product.cloud.addresses.portal}/passwords`);
  const references = formsIn(html).flatMap(({ action, fields }) =>
    action.endsWith('/passwords/show')
      ? fields.flatMap(({ name, value }) => (name === 'links' && !value.includes(',') ? [value] : []))
      : [],
  );
  return new Map(
    CASES.flatMap((each) => {
      const found = references.find((reference) => reference.startsWith(`${tenantOf(each).name}.`));
      return found === undefined ? [] : [[each, found] as const];
    }),
  );
}

async function store(links: string): Promise<Page> {
  await act('show', links);
  return act('stored', links);
}

const pages = { shown: '', stored: '', timeline: '', cycle: '' };
const afterFirstRun: { deleted: readonly Case[]; actions: readonly string[] } = { deleted: [], actions: [] };

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const estateFile = join(folder, 'estate.yaml');
  writeFileSync(estateFile, yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(estateFile, assembly);
  let noEffect: string | undefined;
  const faults: GraphFaults = {
    next: ({ method, tenantId }) => (method === 'PATCH' && tenantId === noEffect ? { kind: 'no-effect' } : undefined),
  };
  const microsoft = { tenants, faults };
  product = await startProduct({ assembly, out, port: await freePorts(), speed: 600, microsoft });

  await wholeCycle(product, out, false);
  const links = await offered();
  const linkOf = (name: Case) => links.get(name) ?? '';
  pages.shown = (await act('show', linkOf('stored'))).html;
  pages.stored = (await act('stored', linkOf('stored'))).html;
  await act('show', linkOf('revealed'));
  await store(linkOf('reported'));
  const { tenantId } = tenantOf('stored');
  const [cyclePath = ''] = linksIn((await visit(`${product.cloud.addresses.portal}/cycles`)).html).filter((each) =>
    each.startsWith('/cycles/2'),
  );
  const reported = tenantOf('reported');
  // It is on no list any more: the way to report it leads by its account.
  await act('report', [cyclePath.split('/')[2], reported.tenantId, adminOf(reported)].join('/'));
  pages.cycle = (await visit(`${product.cloud.addresses.portal}${cyclePath}`)).html;
  const timeline = `${cyclePath}/accounts/${tenantId}/${adminOf(tenantOf('stored'))}`;
  pages.timeline = (await visit(`${product.cloud.addresses.portal}${timeline}`)).html;

  await retire(); // nothing is due
  expect(deleted()).toEqual([]);
  await eightDaysPass();
  await product.cloud.fireSchedule(retirementFunction().schedule, new Date());
  await until(() => isDeleted('stored'));
  await until(async () => (await query(stateTable(), 'pk', 'retirements')).length === 0);
  Object.assign(afterFirstRun, { deleted: deleted(), actions: await actionsOf('stored') });

  // A second cycle, while everything that is stored is due and the function runs again and again.
  await store(linkOf('rotated-again'));
  await store(linkOf('uncertain'));
  noEffect = tenantOf('uncertain').tenantId;
  let over = false;
  const runs = (async () => {
    while (!over) {
      await eightDaysPass();
      await retire();
      await pause();
    }
  })();
  try {
    await wholeCycle(product, out, false);
  } finally {
    over = true;
    await runs;
  }
});

describe('after the confirmation', () => {
  test('only what is stored is deleted: not what was never opened, only seen, or reported', () => {
    expect(afterFirstRun.deleted).toEqual(['stored']);
    expect(afterFirstRun.actions.slice(-3)).toEqual([
      'credential.stored',
      'deletion.attempted',
      'credential.scheduled-for-deletion',
    ]);
  });

  test('the pages say what will happen, and when', () => {
    expect(pages.shown).toContain('the copy here is deleted 7 days later');
    expect(pages.stored).toContain('The copy here is deleted after');
    expect(pages.timeline).toMatch(/The copy here is deleted after\s*<time/);
    expect(pages.cycle).toContain('Passwords are deleted here 7 days after a technician confirmed');
  });
});

describe('the next cycle, with deletions all the while', () => {
  test('restores what was deleted, and rotates it', async () => {
    const actions = await actionsOf('stored');
    expect(actions.filter((each) => each === 'credential.restored')).toHaveLength(1);
    expect(await labelsOfEffective('stored')).toEqual(['AWSCURRENT', 'AWSPENDING']);
  });

  test('ends with no credential deleted: none of the new passwords is confirmed', () => {
    expect(deleted()).toEqual([]);
  });

  test('loses no password: what Entra holds is readable, also where the outcome is not known (R3)', async () => {
    for (const name of CASES.filter((each) => each !== 'uncertain')) {
      expect([name, await labelsOfEffective(name)]).toEqual([name, ['AWSCURRENT', 'AWSPENDING']]);
    }
    expect(await actionsOf('uncertain')).toContain('reset.attempted');
    expect(credentialOf('uncertain').versions.flatMap(({ labels }) => labels)).toEqual(
      expect.arrayContaining(['AWSCURRENT', 'AWSPENDING']),
    );
    expect(await labelsOfEffective('uncertain')).toEqual(['AWSCURRENT']);
  });

  test('and an uncertain one stays, however long ago it was confirmed', async () => {
    await eightDaysPass();
    await retire();
    await eightDaysPass();
    await retire();
    expect(deleted()).toEqual([]);
  });

  test('every deletion is on record before it is done, and after', async () => {
    for (const name of CASES) {
      const actions = await actionsOf(name);
      const count = (action: string) => actions.filter((each) => each === action).length;
      expect(count('deletion.attempted')).toBeGreaterThanOrEqual(count('credential.scheduled-for-deletion'));
      expect(count('credential.restored')).toBe(count('credential.scheduled-for-deletion'));
    }
  });
});

test('no password is in a log, a history or a table (R4)', () => {
  const store = join(out, 'aws', 'secrets-manager');
  const passwords = CASES.flatMap((name) => credentialOf(name).versions.flatMap(({ password }) => password || []));
  expect(passwords.length).toBeGreaterThan(CASES.length);
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter(
    (each) => each.isFile() && each.parentPath !== store,
  );
  const found = files.filter((file) => {
    const content = readFileSync(join(file.parentPath, file.name), 'latin1');
    return passwords.some((each) => content.includes(each));
  });
  expect(found.map(({ name }) => name)).toEqual([]);
});

test('every grant that deletions and restorations need was needed (R10)', () => {
  const unused = product.cloud
    .unusedGrants()
    .filter(({ role }) => /retirecredentials|stagepassword/i.test(role))
    .map(({ role, grant }) => `${role}: ${grant}`)
    // Another one must be free while a Global Administrator is rotated: there is none in this estate.
    .filter((each) => !each.endsWith('dynamodb:ConditionCheckItem'));
  expect(unused).toEqual([]);
});
