import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { faultsBy, idOf, synced, tenantFrom, unlicensed } from '@m365-rotation/local-microsoft';
import * as z from 'zod';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { technician } from '../../local/technician.ts';
import { crashEstate, TECHNICIAN } from '../crash/crash-estate.ts';
import { wholeCycle } from '../crash/crash-run.ts';
import { freePorts } from './npm-start.ts';
import { rotationCommand } from './rotation-command.ts';

/** What becomes of rotations that do not end well: seen by an operator at the command line, with the whole product running. */

const NAME = 't000';
const accountOf = (name: string) => idOf(NAME, 'user', `${name}@${NAME}.example`);
const tenant = tenantFrom({
  tenantId: idOf(NAME, 'tenant'),
  name: NAME,
  displayName: 'Tenant 0',
  licence: 'none',
  accounts: [
    { upn: `bg1@${NAME}.onmicrosoft.com`, name: 'Emergency', roles: ['Global Administrator'], fields: unlicensed },
    { upn: `late@${NAME}.example`, name: 'Late', roles: ['Exchange Administrator'] },
    { upn: `refused@${NAME}.example`, name: 'Refused', roles: ['User Administrator'] },
    { upn: `synced@${NAME}.example`, name: 'Synced', roles: ['User Administrator'], fields: synced },
    { upn: `svc-app@${NAME}.example`, name: 'App' },
  ],
});

const isResetOf = (name: string) => (request: { readonly method: string; readonly path: string }) =>
  request.method === 'PATCH' && request.path.endsWith(accountOf(name));
const faults = faultsBy([
  { matches: isResetOf('late'), fault: { kind: 'hide-change' } },
  { matches: isResetOf('refused'), fault: { kind: 'error', status: 403 } },
]);

const statusSchema = z.object({
  cycles: z.array(
    z.object({
      cycleId: z.string(),
      status: z.string(),
      totals: z.object({ rotated: z.int(), failed: z.int(), uncertain: z.int() }).optional(),
      rotations: z.array(
        z.object({
          userPrincipalName: z.string(),
          status: z.string(),
          countedAs: z.string().optional(),
          next: z.array(z.string()),
        }),
      ),
    }),
  ),
});

const out = mkdtempSync(join(tmpdir(), 'rotation-uncertain-'));
let product: RunningProduct;
let rotation: ReturnType<typeof rotationCommand>;
let cycleId: string;
/** Counts what the first cycle came to: settling and retrying must not count again. */
let counted: { readonly rotated: number; readonly failed: number; readonly uncertain: number };

beforeAll(async () => {
  const estateFile = join(out, 'estate.yaml');
  writeFileSync(
    estateFile,
    crashEstate(1, { psa: { system: 'connectwise', site: 'api-eu.myconnectwise.net', board: 'Security' } }).yaml,
  );
  const assembly = join(out, 'cdk.out');
  await synthesize(estateFile, assembly);
  product = await startProduct({
    assembly,
    out,
    port: await freePorts(),
    speed: 900,
    microsoft: { tenants: [tenant], faults },
  });
  rotation = rotationCommand(product, estateFile);
  const summary = await wholeCycle(product, out);
  cycleId = summary.cycleId;
  counted = summary.accounts;
});

afterAll(async () => {
  await product.close();
  rmSync(out, { recursive: true, force: true });
});

async function statusOf(...args: readonly string[]) {
  const { printed } = await rotation('status', '--json', ...args);
  return statusSchema.parse(JSON.parse(printed)).cycles;
}

async function stateOf(name: string) {
  const [cycle] = await statusOf('--cycle', cycleId);
  return cycle?.rotations.find(({ userPrincipalName }) => userPrincipalName.startsWith(`${name}@`));
}

async function untilState(name: string, status: string): Promise<void> {
  while ((await stateOf(name))?.status !== status) await new Promise((resolve) => setTimeout(resolve, 500));
}

test('the cycle closes though one account is uncertain, and the command line says what to do', async () => {
  expect(counted).toMatchObject({ rotated: 0, failed: 1, uncertain: 1 });
  const { exitCode, printed } = await rotation('status', '--uncertain');
  expect(exitCode).toBe(1);
  expect(printed).toContain(`late@${NAME}.example: uncertain`);
  expect(printed).toContain(`resolve --tenant ${NAME} --account ${accountOf('late')} --cycle ${cycleId}`);
  expect(printed).not.toContain('refused@');
  // The queue's clock is as fast as the others: under load a message may come again while it is being told.
  const ticketOf = async () =>
    (await inboxMessages('ticket')).find((each) => each.includes('Uncertain, look at these now'.toUpperCase()));
  let ticket = await ticketOf();
  for (; ticket === undefined; ticket = await ticketOf()) await new Promise((resolve) => setTimeout(resolve, 300));
  expect(ticket).toContain(`resolve --tenant ${NAME}`);
  expect(ticket).not.toMatch(/\/[ac]\/[0-9a-f]{32}/);
});

const ticketSchema = z.object({
  cycleId: z.string(),
  acts: z.array(
    z.object({ act: z.string(), requests: z.array(z.object({ sent: z.boolean(), method: z.string() })).optional() }),
  ),
});

test('what would be sent for its ticket is shown: the PSA has it already, and gets no second one', async () => {
  const { exitCode, printed, complained } = await rotation('ticket', '--tenant', NAME, '--json');
  expect({ exitCode, complained }).toEqual({ exitCode: 0, complained: '' });
  const shown = ticketSchema.parse(JSON.parse(printed));
  const [opening] = shown.acts;
  expect([shown.cycleId, opening?.act]).toEqual([cycleId, `open ticket m365rot:${cycleId}:${NAME}`]);
  expect(opening?.requests?.filter(({ sent }) => !sent)).toEqual([]);
  // The drill of emergency accounts may have its own by now.
  expect((await inboxMessages('ticket')).filter((each) => each.includes(`m365rot:${cycleId}:`))).toHaveLength(1);
});

test('a new rotation of that account is refused at once, and says why', async () => {
  const { exitCode, complained } = await rotation(
    'start',
    '--tenant',
    NAME,
    '--account',
    accountOf('late'),
    '--reason',
    'x',
  );
  expect(exitCode).toBe(1);
  expect(complained).toContain('no second password is made until that is settled');
});

test('a person who says that the old password works while a request may still land is not believed', async () => {
  const says = ['--works', 'old', '--reason', 'Olga signed in'];
  const { exitCode, complained } = await rotation(
    'resolve',
    '--tenant',
    NAME,
    '--account',
    `late@${NAME}.example`,
    ...says,
  );
  expect(exitCode).toBe(1);
  expect(complained).toContain('may still take effect until');
});

test('a poll of the directory that shows nothing leaves it uncertain', async () => {
  const { exitCode, printed } = await rotation('resolve', '--tenant', NAME, '--account', `late@${NAME}.example`);
  expect(printed).toContain('is uncertain');
  expect(exitCode).toBe(1);
});

test('it settles by itself once the directory shows the change, and is counted as it was', async () => {
  await product.microsoft.showChange(tenant.tenantId, accountOf('late'));
  await untilState('late', 'rotated');
  expect(await stateOf('late')).toMatchObject({ countedAs: 'uncertain' });
  const [cycle] = await statusOf('--cycle', cycleId);
  expect(cycle?.totals).toMatchObject({ failed: 1, uncertain: 1 });
  while (!(await inboxMessages('mail')).some((each) => each.includes('A password rotation was settled'))) {
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const { exitCode, printed } = await rotation('status', '--uncertain');
  expect({ exitCode, printed }).toEqual({
    exitCode: 0,
    printed: expect.stringMatching(/(^|\n)No rotation is uncertain\.\n$/),
  });
});

test('the failed one is tried again with the approval that it has', async () => {
  expect((await stateOf('refused'))?.next.join()).toContain('retry --tenant');
  const ran = await rotation(
    'retry',
    '--tenant',
    NAME,
    '--account',
    `refused@${NAME}.example`,
    '--wait',
    '--reason',
    'role given',
  );
  expect(ran).toMatchObject({ exitCode: 0, complained: '' });
  expect(await stateOf('refused')).toMatchObject({ status: 'rotated', countedAs: 'failed' });
  const again = await rotation('retry', '--tenant', NAME, '--account', `refused@${NAME}.example`);
  expect(again.complained).toContain('only a failed or an uncertain one can be retried');
});

test('one account, now: asked for and approved like any other; twice is once', async () => {
  const refused = await rotation('start', '--tenant', NAME, '--account', `synced@${NAME}.example`, '--reason', 'left');
  expect(refused.complained).toContain('Its password comes from the on-premises directory');
  const unknown = await rotation('start', '--tenant', NAME, '--account', 'nobody@x.example', '--reason', 'left');
  expect(unknown.complained).toContain('the directory has no such account');

  const wanted = ['start', '--tenant', NAME, '--account', `svc-app@${NAME}.example`, '--reason', 'a technician left'];
  const started = await rotation(...wanted);
  expect(started).toMatchObject({ exitCode: 0, complained: '' });
  expect(started.printed).toContain(product.cloud.addresses.portal);
  const onDemand = /Cycle (\S+-service-quarterly-now-[0-9a-f]{8}) is open/.exec(started.printed)?.[1] ?? '';
  expect((await rotation(...wanted)).printed).toContain(`Cycle ${onDemand} is open: technicians decide until`);

  const ada = technician({
    portal: product.cloud.addresses.portal,
    inboxApi: `${product.inbox.origin}/api/messages`,
    person: TECHNICIAN,
  });
  let closed = false;
  while (!closed) {
    await ada.decideAll('approve').catch(() => undefined);
    const [cycle] = await statusOf('--cycle', onDemand);
    closed = cycle?.status === 'closed';
  }
  const [cycle] = await statusOf('--cycle', onDemand);
  expect(cycle?.rotations.map(({ userPrincipalName, status }) => [userPrincipalName, status])).toEqual([
    [`svc-app@${NAME}.example`, 'rotated'],
  ]);
  expect((await rotation(...wanted)).printed).toContain(`Cycle ${onDemand} is closed: 1 rotated`);
});

const messages = z.array(z.looseObject({ kind: z.string() }));

async function inboxMessages(kind: string): Promise<readonly string[]> {
  const answer = await fetch(`${product.inbox.origin}/api/messages`);
  return messages
    .parse(await answer.json())
    .filter((each) => each.kind === kind)
    .map((each) => JSON.stringify(each));
}
