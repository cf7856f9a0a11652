import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type AwsAccount, AwsError, type RoleDeclaration, type UnusedGrant } from '@m365-rotation/local-aws';
import { listen } from '@m365-rotation/loopback';
import * as z from 'zod';
import { readDeployedEstate } from '../../../local/assembled-estate.ts';
import { awsAccountOf } from '../../../local/aws-account.ts';
import { beginCycle, finishCycle } from '../../../local/cycle-run.ts';
import { estateWith } from '../../../local/derived-estate.ts';
import { type RunningProduct, startProduct } from '../../../local/running-product.ts';
import { synthesize } from '../../../local/synthesize.ts';
import { checkVaultByHand } from '../../runs/check-vault-by-hand.ts';
import { runByHand } from '../../runs/run-by-hand.ts';
import { freePorts } from '../../workflow/npm-start.ts';
import { evidenceOf, keepTables, type RotationRow } from '../evidence.ts';
import { Wiretap } from '../leaks/wiretap.ts';
import { untilSent } from '../technician-at-work.ts';
import { redriveEverything } from './dead-letters.ts';
import { Uses } from './grants.ts';
import { startHeld, withMovedStart } from './held-start.ts';
import { lookAtEverything, personNamed, pressButton, pressEverything, stopAsContact } from './people.ts';
import { troubles } from './troubles.ts';

/** An hour to decide passes in half a minute. */
const SPEED = 120;

/** Asked when half of the window has passed, by the function that reminds. */
const STAND_IN = `  - name: Dana Novak
    mail: dana@northwind.example
    objectId: 7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b04
    tenants: []
    standsInFor: all
`;

/** Nobody is reminded of what has expired: however long the last cycle takes to ask everybody, its window is not over. */
const LONG_WINDOW = { from: '    # windowHours: 120', to: '    windowHours: 120' };

/** Mail to Bruno comes back in the first cycle, so that whoever stands in is asked at once, and not by the function that reminds. */
const OUTCOMES = { 'bruno@northwind.example': 'mailbox-full' } as const;

/** May stop resets of its tenant. */
const CONTACT_MAIL = 'clara@fabrikam.example';
const CONTACT = `    contact: { name: Clara Fabrikam, mail: ${CONTACT_MAIL}, language: de }\n`;

export interface Everything {
  readonly roles: readonly RoleDeclaration[];
  readonly unused: readonly UnusedGrant[];
  readonly uses: ReturnType<Uses['byRole']>;
  /** Where everything is that it left. */
  readonly out: string;
  readonly wiretap: Wiretap;
}

/**
 * Does everything that the product does: a dry run, a cycle that is approved, one that is rejected or expires, reminders, workflows
 * that are told late, schedules that cannot start, resets that fail, and one that is retried, an uncertain one that settles itself,
 * links that are renewed and reported.
 */
export async function doEverything(folder: string): Promise<Everything> {
  const out = join(folder, 'run');
  const estateFile = join(folder, 'estate.yaml');
  const example = estateWith(readFileSync('config/example.yaml', 'utf8'), { vault: 'hudu' })
    .replace('windowHours: 48', 'windowHours: 1')
    .replace(LONG_WINDOW.from, LONG_WINDOW.to)
    .replace('renewalNeedsSecondPerson: false', 'renewalNeedsSecondPerson: true')
    .replace('events: {}', 'events: { webhook: { url: https://siem.northwind.example/rotation } }')
    .replace('    ticketCompany: FABRIKAM\n', `    ticketCompany: FABRIKAM\n${CONTACT}`)
    .replace('technicians:\n', `technicians:\n${STAND_IN}`);
  writeFileSync(estateFile, withMovedStart(example));
  const assembly = join(folder, 'cdk.out');
  await synthesize(estateFile, assembly);
  const usual = awsAccountOf(readDeployedEstate(assembly), false);
  const account: { -readonly [Key in keyof AwsAccount]: AwsAccount[Key] } = {
    ...usual,
    ...(usual.mail === undefined ? {} : { mail: { ...usual.mail, outcomes: OUTCOMES } }),
  };
  const trouble = troubles();
  const uses = new Uses();
  const wiretap = new Wiretap(out);
  const stopListening = wiretap.listenToBrowser();
  let product: RunningProduct | undefined;
  try {
    product = await startProduct({
      assembly,
      out,
      port: await freePorts(),
      speed: SPEED,
      faults: {
        faultFor(call) {
          uses.note(call, product?.cloud.services.get(call.service)?.requirementsOf(call));
          return trouble.aws.faultFor(call);
        },
      },
      onAnswer: wiretap.onAwsAnswer,
      account,
      microsoft: { faults: trouble.graph, onAnswer: wiretap.onMicrosoftAnswer },
    });
    product.inbox.vault?.watch(wiretap.onVaultExchange);
    const { cloud } = product;
    await cycle(product, out, { schedule: 'admin-monthly', dryRun: true }, async () => {});
    await startHeld(product);
    const ada = personNamed(product, 'Ada');
    await cycle(product, out, { schedule: 'admin-monthly', dryRun: false }, async (isOver) => {
      while (!isOver()) {
        await ada.works.decideAll('approve');
        await pause();
      }
    });
    await untilSent(product);
    await pressEverything(product, ada, personNamed(product, 'Bruno'));
    await lookAtEverything(product, ada);
    await ada.works.collectAll();
    await reopenSome(product, ada);
    await rotateNow(product, ada);
    await pauseAndResume(product, ada);
    await tryProving(product);
    const rotated = await rotationThat(product, ({ status }) => status === 'rotated');
    await redriveEverything(product, rotated, (name, input) => run({ cloud }, 'Redriving', name, input));
    await runByHand(product, 'inspect-tenants', {}); // its schedule may come before, and has done it then
    await run({ cloud }, 'Inspecting', 'drill', {
      inspection: 'break-glass',
      tenantIds: [rotated.tenantId],
      requestedBy: 'arn:aws:iam::123456789012:user/engineer',
    });
    await checkVaultByHand(product);
    await noticeChange(product, rotated);
    await publishAgain(product);
    trouble.schedulesFail = true;
    const instant = new Date();
    await Promise.all(
      cloud.declarations.schedules.map(({ name }) => cloud.fireSchedule(name, instant).catch(() => undefined)),
    );
    trouble.schedulesFail = false;
    if (usual.mail !== undefined) account.mail = usual.mail;
    const chiara = personNamed(product, 'Chiara');
    const running = product;
    await cycle(product, out, { schedule: 'service-quarterly', dryRun: false }, async (isOver) => {
      await untilAsked(running, 'service-quarterly');
      await stopAsContact(running, CONTACT_MAIL);
      await hurry(running, out);
      await runByHand(running, 'remind', {}); // its schedule may come before, or when everything is decided
      while (!isOver()) {
        await chiara.works.decideAll('reject');
        await ada.works.decideAll('reject');
        await pause();
      }
    });
    await untilSent(product);
    await keepTables(product, join(out, 'tables'));
    await untilPublished(out);
    return {
      roles: cloud.declarations.roles,
      unused: cloud.unusedGrants(),
      uses: uses.byRole((call) => cloud.services.get(call.service)?.requirementsOf(call) ?? []),
      out,
      wiretap,
    };
  } finally {
    await product?.close();
    stopListening();
  }
}

/** Somebody changes a password after us, and the function that looks for it runs until the directory shows it. */
async function noticeChange(product: RunningProduct, { tenantId, accountId }: RotationRow): Promise<void> {
  const by = { user: { id: 'mallory', displayName: 'Mallory', userPrincipalName: 'mallory@example' } };
  await product.microsoft.changePassword(tenantId, accountId, by, new Date(Date.now() + 20 * 60_000));
  const isNoticed = async () =>
    (await evidenceOf(product)).audit.some(({ action }) => action === 'password.changed-elsewhere');
  while (!(await isNoticed())) {
    await runByHand(product, 'watch-passwords', { everyTenant: true });
    await pause();
  }
}

/** As if another estate had been deployed before: it is compared with, and this one is put in force again. */
async function publishAgain(product: RunningProduct): Promise<void> {
  const { dispatch, declarations } = product.cloud;
  const TableName = declarations.tables.find(({ name }) => name.includes('Estate'))?.name;
  const [resource] = declarations.customResources;
  const hash = '0'.repeat(64);
  const answers = createServer((_, response) => response.end());
  const { url, close } = await listen(answers, 0, 'the answer');
  const event = {
    RequestType: 'Update',
    ResponseURL: url,
    StackId: 'by-hand',
    LogicalResourceId: resource?.logicalId,
    ResourceProperties: resource?.properties,
  };
  const changes = async () =>
    (await evidenceOf(product)).audit.filter(({ action }) => action === 'estate.changed').length;
  const before = await changes();
  for (let n = 1; (await changes()) === before; n += 1) {
    const Item = { id: { S: 'current' }, hash: { S: hash }, revision: { N: '1' }, requests: { L: [] } };
    await dispatch({
      service: 'dynamodb',
      action: 'PutItem',
      principal: { kind: 'operator' },
      input: { TableName, Item },
    });
    await runByHand(product, 'publish-estate', { ...event, RequestId: `by-hand-${n}` });
  }
  await close();
}

/** Tries of `untilPublished`: some minutes. What is missing then, a test says. */
const MOST_LOOKS = 1_500;

/** The stream of the audit table brings its last records a little later. */
async function untilPublished(out: string): Promise<void> {
  const count = z.array(z.unknown()).parse(JSON.parse(readFileSync(join(out, 'tables', 'audit.json'), 'utf8'))).length;
  const file = join(out, 'inbox', 'webhook.jsonl');
  const isWhole = () => existsSync(file) && readFileSync(file, 'utf8').split('\n').length > count;
  for (let looks = 0; looks < MOST_LOOKS && !isWhole(); looks += 1) await pause();
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 200));

async function cycle(
  product: RunningProduct,
  out: string,
  wanted: { readonly schedule: string; readonly dryRun: boolean },
  meanwhile: (isOver: () => boolean) => Promise<void>,
): Promise<void> {
  const { run } = await beginCycle(product, out, wanted);
  let ended = false;
  const end = product.cloud.stepFunctions.waitFor(run.executionArn).finally(() => {
    ended = true;
  });
  await meanwhile(() => ended);
  await end;
  await finishCycle(product, out, run, 0);
}

const started = z.object({ executionArn: z.string() });

/** The directory is polled, as `rotation resolve` asks for it, and shows a reset later; a failed one is retried by the portal's button. */
async function reopenSome(product: RunningProduct, person: ReturnType<typeof personNamed>): Promise<void> {
  const uncertain = await rotationThat(product, ({ status }) => status === 'uncertain');
  await poll(product, uncertain);
  await product.microsoft.showChange(uncertain.tenantId, uncertain.accountId);
  await untilIt(product, uncertain, 'rotated');
  const failed = await rotationThat(product, ({ state }) => state.status === 'failed' && 'decision' in state);
  await pressButton(product, person, `${pathOf(failed)}/retry`);
  await untilIt(product, failed, 'rotated');
}

const pathOf = ({ cycleId, tenantId, accountId }: RotationRow) =>
  `/cycles/${cycleId}/accounts/${tenantId}/${accountId}`;

/** As the portal's button asks for it. Nobody decides, so that it expires. */
async function rotateNow(product: RunningProduct, person: ReturnType<typeof personNamed>): Promise<void> {
  const rotated = await rotationThat(product, ({ status }) => status === 'rotated');
  await pressButton(product, person, `${pathOf(rotated)}/rotate`);
  const isNow = (each: RotationRow) => each.accountId === rotated.accountId && each.cycleId.includes('-now-');
  while (!(await evidenceOf(product)).rotations.some((each) => isNow(each) && each.status === 'expired')) await pause();
}

async function rotationThat(product: RunningProduct, is: (rotation: RotationRow) => boolean): Promise<RotationRow> {
  const found = (await evidenceOf(product)).rotations.find(is);
  if (found === undefined) throw new Error('there is no such rotation');
  return found;
}

const requestedBy = 'arn:aws:iam::123456789012:user/operator';

async function poll(product: RunningProduct, rotation: RotationRow): Promise<void> {
  const { cycleId, tenantId, accountId, rotationId } = rotation;
  const request = { n: 1, mode: 'poll', requestedBy };
  await run(product, 'Reopening', `${rotationId}-r1`, { cycleId, tenantId, accountId, rotationId, reopen: request });
}

/** As `rotation pause` and `rotation resume` ask for it; and a tenant, as the portal's button does. */
async function pauseAndResume(product: RunningProduct, person: ReturnType<typeof personNamed>): Promise<void> {
  const { tenantId } = await rotationThat(product, () => true);
  for (const change of ['set', 'end']) {
    const input = { change, scope: { of: 'everything' }, reason: 'to see that it works', requestedBy };
    await run(product, 'Pausing', `${change}-everything`, input);
    await pressButton(product, person, `/tenants/${tenantId}/pause`);
  }
}

/** As `rotation doctor --prove` asks for it, of a tenant that names no account for it: refused, and on record. */
async function tryProving(product: RunningProduct): Promise<void> {
  const { tenantId, accountId } = await rotationThat(product, () => true);
  await run(product, 'Proving', 'prove', { trial: { tenantId, accountId }, requestedBy });
}

async function run(
  product: Pick<RunningProduct, 'cloud'>,
  machine: string,
  name: string,
  input: object,
): Promise<void> {
  const { dispatch, declarations, stepFunctions } = product.cloud;
  const stateMachineArn = declarations.machines.find((each) => each.name.endsWith(`-${machine}`))?.arn;
  const answer = await dispatch({
    service: 'states',
    action: 'StartExecution',
    principal: { kind: 'operator' },
    input: { stateMachineArn, name, input: JSON.stringify(input) },
  });
  await stepFunctions.waitFor(started.parse(answer).executionArn);
}

/** Its workflow goes on after it was reopened or settled. */
async function untilIt(
  product: RunningProduct,
  { rotationId }: RotationRow,
  ...ends: readonly string[]
): Promise<void> {
  const is = (each: RotationRow) => each.rotationId === rotationId;
  while (!ends.includes((await rotationThat(product, is)).status)) await pause();
}

/** A write whose row is not there yet, or in an ongoing transaction. */
const NOT_NOW: ReadonlySet<string> = new Set(['ConditionalCheckFailedException', 'TransactionConflictException']);

/**
 * Every tenant of the cycle has been read and has asked: who stands in is then asked by the function that reminds. A tenant that is read
 * when half of the window has passed asks them itself.
 */
async function untilAsked(product: RunningProduct, schedule: string): Promise<void> {
  const isOfIt = ({ cycleId }: { readonly cycleId?: string | undefined }) => cycleId?.endsWith(schedule) === true;
  for (;;) {
    const { tenants, rotations, audit } = await evidenceOf(product);
    const read = tenants.filter((each) => isOfIt(each) && each.status !== 'pending');
    const asked = audit.filter((each) => isOfIt(each) && each.action === 'approval.requested');
    const isAsked = ({ rotationId }: RotationRow) => asked.some((each) => each.rotationId === rotationId);
    if (read.length === product.estate.tenants.length && rotations.filter(isOfIt).every(isAsked)) return;
    await pause();
  }
}

const runState = z.object({ schedule: z.string(), scheduledFor: z.string() });

/** Starts the running cycle once more, which ends quietly, and lets its deadline come near, so that people are reminded. */
async function hurry({ cloud }: RunningProduct, out: string): Promise<void> {
  const state = runState.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
  const TableName = cloud.declarations.tables.find(({ sortKey }) => sortKey?.type !== 'N')?.name ?? '';
  const sk = `${state.scheduledFor.slice(0, 10)}-${state.schedule}`;
  const [openedAt, decideBefore] = [-55, 30].map((minutes) => new Date(Date.now() + minutes * 60_000).toISOString());
  const input = {
    TableName,
    Key: { pk: { S: 'cycles' }, sk: { S: sk } },
    UpdateExpression: 'SET openedAt = :openedAt, decideBefore = :decideBefore',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':openedAt': { S: openedAt }, ':decideBefore': { S: decideBefore } },
  };
  const isOpen = () =>
    cloud.dispatch({ service: 'dynamodb', action: 'UpdateItem', principal: { kind: 'operator' }, input }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AwsError && NOT_NOW.has(error.code)) return false;
        throw error;
      },
    );
  while (!(await isOpen())) await pause(); // the cycle is being opened
  await cloud.fireSchedule(state.schedule, new Date(state.scheduledFor));
}
