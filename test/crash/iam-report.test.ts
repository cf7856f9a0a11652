import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import type { Faults } from '../../local/aws/faults.ts';
import type { UnusedGrant } from '../../local/aws/iam.ts';
import { beginCycle, finishCycle } from '../../local/cycle-run.ts';
import type { Faults as GraphFaults } from '../../local/microsoft/faults.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { synthesize } from '../../local/synthesize.ts';
import { browser, type Page } from '../../local/technician/browser.ts';
import { filled, formsIn, linksIn } from '../../local/technician/forms.ts';
import { technician } from '../../local/technician.ts';
import type { RoleDeclaration } from '../../local/template/declarations.ts';
import { freePorts } from '../workflow/npm-start.ts';

/**
 * R10 over everything that the product does: a dry run, a cycle that is approved, one that is rejected or expires, reminders, workflows
 * that are told late, links that are renewed and reported. A grant that none of it needed is one too many.
 */

/** Grants that nothing here needs, and why they stay: `<role>: <grant> (<statement>)`. */
const explained: readonly { readonly grant: RegExp; readonly why: string }[] = [
  { grant: /: sqs:(GetQueueUrl|ChangeMessageVisibility) /, why: 'come with every event source of the CDK' },
  { grant: /: s3:(PutObjectAcl|AbortMultipartUpload) /, why: 'AWS asks for both of who exports a table to S3' },
  {
    grant: /RotationCycleMachine.*: states:(StartExecution|DescribeExecution|StopExecution|RedriveExecution) /,
    why: 'a distributed map starts, follows and stops its children by its own role',
  },
  {
    grant: /RotationCycleMachine.*:(stateMachine|execution):M365PasswordRotation-RotationCycle(:\*|\/Tenants:\*)? /,
    why: 'the children of its distributed map: the local Step Functions runs them by itself',
  },
  { grant: /: sqs:SendMessage .*Schedul/, why: 'a schedule that cannot start its target leaves its event in a queue' },
  { grant: /SchedulerRole.*SchedulesMissed/, why: 'the same queue' },
];

const folder = mkdtempSync(join(tmpdir(), 'rotation-iam-'));
const out = join(folder, 'run');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An hour to decide passes in half a minute. */
const SPEED = 120;

/** What goes wrong, so that what is there for such cases is needed. */
function troubles(): { readonly aws: Faults; readonly graph: GraphFaults } {
  let token: unknown;
  let notStarted: unknown;
  let noEffect = 1;
  return {
    aws: {
      faultFor({ service, action, input, principal }) {
        const caller = principal.kind === 'role' ? principal.name : '';
        // A workflow that the page cannot tell of its approval: `remind` tells it.
        if (/approvals-?page/i.test(caller) && service === 'states' && action === 'SendTaskSuccess') {
          token ??= input.taskToken;
          return input.taskToken === token ? 'throttle' : undefined;
        }
        // An account whose workflow cannot be started: its tenant's workflow records that.
        if (/TenantRotation/.test(caller) && service === 'states' && action === 'StartExecution') {
          notStarted ??= input.name;
          return input.name === notStarted ? 'throttle' : undefined;
        }
        return undefined;
      },
    },
    // A reset that Graph confirms and that never shows: uncertain, and a person is called.
    graph: { next: ({ method }) => (method === 'PATCH' && noEffect-- > 0 ? { kind: 'no-effect' } : undefined) },
  };
}

let product: RunningProduct;
let unused: readonly UnusedGrant[];
let roles: readonly RoleDeclaration[];

const mails = z.array(
  z.object({ kind: z.string(), to: z.array(z.string()).default([]), text: z.string().default('') }),
);

/** Addresses of one kind in a person's mails. */
async function addressesFor(mail: string, prefix: string): Promise<string[]> {
  const all = mails.parse(await (await fetch(`${product.inbox.origin}/api/messages`)).json());
  const texts = all.filter(({ kind, to }) => kind === 'mail' && to.includes(mail)).map(({ text }) => text);
  const found = texts.flatMap((text) => text.match(/https?:\/\/[^\s<>"]+/g) ?? []);
  return [...new Set(found.filter((each) => each.startsWith(`${product.cloud.addresses.portal}${prefix}`)))];
}

function personNamed(name: string) {
  const person = product.estate.technicians.find((each) => each.name.startsWith(name));
  if (person === undefined) throw new Error(`there is no technician ${name}`);
  const portal = product.cloud.addresses.portal;
  return { ...person, works: technician({ portal, inboxApi: `${product.inbox.origin}/api/messages`, person }) };
}

/** Opens links, and presses what their pages offer, without confirming that anything is stored. */
function visitor(objectId: string) {
  const { open, submit } = browser();
  const visit = async (address: string): Promise<Page> => {
    const page = await open(new URL(address));
    const signIn = linksIn(page.html).find((link) => link.startsWith('/sign-in?'));
    if (signIn === undefined) return page;
    const choice = await open(new URL(signIn, page.address));
    const form = formsIn(choice.html).find(({ fields }) => fields.some(({ value }) => value === objectId));
    return form === undefined
      ? choice
      : submit(choice, form.action, filled(form, new Map(), { name: 'person', value: objectId }));
  };
  const press = async (page: Page, ending: string): Promise<Page> => {
    const form = formsIn(page.html).find(({ action }) => action.endsWith(ending));
    if (form === undefined)
      throw new Error(`no form '…${ending}' at ${page.address.pathname.slice(0, 3)}: ${page.status}`);
    return submit(page, form.action, filled(form, new Map()));
  };
  return { visit, press };
}

async function cycle(schedule: string, dryRun: boolean, meanwhile: (isOver: () => boolean) => Promise<void>) {
  const { run } = await beginCycle(product, out, { schedule, dryRun });
  let ended = false;
  const end = product.cloud.stepFunctions.waitFor(run.executionArn).finally(() => {
    ended = true;
  });
  await meanwhile(() => ended);
  await end;
  return finishCycle(product, out, run, 0);
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 200));

beforeAll(async () => {
  const estateFile = join(folder, 'estate.yaml');
  writeFileSync(estateFile, readFileSync('config/example.yaml', 'utf8').replace('windowHours: 48', 'windowHours: 1'));
  const assembly = join(folder, 'cdk.out');
  await synthesize(estateFile, assembly);
  const { aws, graph } = troubles();
  const microsoft = { faults: graph };
  product = await startProduct({ assembly, out, port: await freePorts(), speed: SPEED, faults: aws, microsoft });
  try {
    roles = product.cloud.declarations.roles;
    await cycle('admin-monthly', true, async () => {});
    const ada = personNamed('Ada');
    await cycle('admin-monthly', false, async (isOver) => {
      while (!isOver()) {
        await ada.works.decideAll('approve');
        await pause();
      }
    });
    await press(ada);
    await look(ada);
    await ada.works.collectAll();
    const chiara = personNamed('Chiara');
    await cycle('service-quarterly', false, async (isOver) => {
      await hurry();
      while (!isOver()) {
        await chiara.works.decideAll('reject');
        await pause();
      }
    });
    unused = product.cloud.unusedGrants();
  } finally {
    await product.close();
  }
}, 400_000);

/** Opens a password, gets a new link for it, and reports another. */
async function press({ mail, objectId }: { readonly mail: string; readonly objectId: string }): Promise<void> {
  const [first = '', second = ''] = await addressesFor(mail, '/c/');
  const person = visitor(objectId);
  const page = await person.visit(first);
  await person.press(page, new URL(first).pathname);
  await person.press(await person.visit(first), '/renew');
  const other = await person.visit(second);
  await person.press(other, new URL(second).pathname);
  await person.press(await person.visit(second), '/report');
}

const told = ({ role, grant, statement }: UnusedGrant) => `${role}: ${grant} (${statement})`;

/** Looks at every page that only shows, and signs out. */
async function look({ objectId }: { readonly objectId: string }): Promise<void> {
  const { portal } = product.cloud.addresses;
  const { visit, press: submit } = visitor(objectId);
  let last = await visit(`${portal}/`);
  for (const prefix of ['/cycles', '/cycles/', '/cycles/']) {
    const next = linksIn(last.html).filter((link) => link.startsWith(prefix) && link !== last.address.pathname);
    // The deepest page that this one leads to: a cycle, then an account of it.
    const [deepest = '/cycles'] = next.sort((one, other) => other.split('/').length - one.split('/').length);
    last = await visit(`${portal}${deepest}`);
  }
  expect(last.address.pathname).toContain('/accounts/');
  await submit(last, '/sign-out');
}

/** Starts the running cycle once more, which ends quietly, and lets its deadline come near, so that people are reminded. */
async function hurry(): Promise<void> {
  const { cloud } = product;
  const operator = { kind: 'operator' } as const;
  const state = runStateSchema.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
  const table = cloud.declarations.tables.find(({ sortKey }) => sortKey?.type !== 'N')?.name ?? '';
  const sk = `${state.scheduledFor.slice(0, 10)}-${state.schedule}`;
  const [openedAt, decideBefore] = [-55, 5].map((minutes) => new Date(Date.now() + minutes * 60_000).toISOString());
  const opened = {
    service: 'dynamodb',
    action: 'UpdateItem',
    principal: operator,
    input: {
      TableName: table,
      Key: { pk: { S: 'cycles' }, sk: { S: sk } },
      UpdateExpression: 'SET openedAt = :openedAt, decideBefore = :decideBefore',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':openedAt': { S: openedAt }, ':decideBefore': { S: decideBefore } },
    },
  };
  for (let tries = 1; ; tries++) {
    try {
      await cloud.dispatch(opened);
      break;
    } catch (error) {
      if (tries === 100) throw error; // the cycle is being opened
      await pause();
    }
  }
  await cloud.fireSchedule(state.schedule, new Date(state.scheduledFor));
}

const runStateSchema = z.object({ schedule: z.string(), scheduledFor: z.string() });

describe('least privilege', () => {
  test('every grant was needed, or is explained', () => {
    expect(unused.map(told).filter((each) => !explained.some(({ grant }) => grant.test(each)))).toEqual([]);
  });

  test('no role may do anything by a wildcard', () => {
    const wide = roles.flatMap(({ name, statements }) =>
      statements
        .filter(({ effect }) => effect !== 'Deny')
        .flatMap(({ actions }) => actions.filter((each) => each.includes('*')).map((each) => `${name}: ${each}`)),
    );
    expect(wide).toEqual([]);
  });
});
