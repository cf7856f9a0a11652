import { join, resolve } from 'node:path';
import { accountQuotas, NEW_ACCOUNT_CONCURRENCY } from '@m365-rotation/local-aws';
import { graphQuotas } from '@m365-rotation/local-microsoft';
import { awaitSentMessages, beginCycle, finishCycle } from './cycle-run.ts';
import { exitCodeOf } from './exit-code.ts';
import { otherNodeVersion } from './node-version.ts';
import { type Options, readOptions } from './options.ts';
import { keepPrivate } from './private-files.ts';
import { followExecutions } from './progress.ts';
import { type RunningProduct, startProduct } from './running-product.ts';
import type { Summary } from './summary.ts';
import { SynthesisFailed, synthesize } from './synthesize.ts';
import { workUnattended } from './unattended.ts';

const print = (line = '') => process.stdout.write(`${line}\n`);

/** Exit code of a process that was stopped by Ctrl-C, as shells have it. */
const INTERRUPTED = 130;

let product: RunningProduct | undefined;
let stopping = false;

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await product?.close().catch(() => undefined);
  process.exit(exitCode);
}

async function run(options: Options): Promise<number | undefined> {
  const out = resolve(options.out);
  keepPrivate(out);
  print(`Synthesizing ${options.config} …`);
  const assembly = join(out, 'cdk.out');
  await synthesize(options.config, assembly);
  const { graph, login, approve } = options;
  product = await startProduct({
    assembly,
    out,
    port: options.port,
    speed: options.speed,
    newAccount: options.quotas,
    ...(options.quotas
      ? { quotas: { aws: accountQuotas, concurrency: NEW_ACCOUNT_CONCURRENCY, graph: graphQuotas } }
      : {}),
    ...(graph === undefined || login === undefined ? {} : { elsewhere: { graph, login } }),
  });
  printAddresses(product, out);
  const runtimes = product.cloud.declarations.functions.map(({ runtime }) => runtime);
  const notice = otherNodeVersion(runtimes, process.version);
  if (notice !== undefined) print(`${notice}\n`);

  const { run: cycle, resumed } = await beginCycle(product, out, options);
  const what = `${cycle.schedule} of ${cycle.scheduledFor}${cycle.dryRun ? ', dry run' : ''}`;
  print(resumed ? `Going on with ${what}.` : `Started ${what}.`);
  const startedAt = Date.now();
  const stopFollowing = followExecutions(product.cloud, print);
  let ended = false;
  const end = product.cloud.stepFunctions.waitFor(cycle.executionArn).finally(() => {
    ended = true;
  });
  if (approve === undefined) await end;
  else await Promise.all([end, workUnattended(product, approve === 'all' ? 'approve' : 'reject', () => ended)]);
  await awaitSentMessages(product);
  if (approve !== undefined) await workUnattended(product, approve === 'all' ? 'approve' : 'reject', () => true);
  stopFollowing();
  const summary = await finishCycle(product, out, cycle, (Date.now() - startedAt) / 1000);
  printSummary(summary, out);
  if (approve === undefined && !options.dryRun) {
    print('The cycle has closed. The pages stay up; Ctrl-C stops everything.');
    return undefined;
  }
  return exitCodeOf(summary, options);
}

function printAddresses({ cloud, inbox }: RunningProduct, out: string): void {
  print();
  print(`  inbox         ${inbox.origin}      mails, cards and tickets: start here`);
  print(`  portal        ${cloud.addresses.portal}`);
  print(`  AWS endpoint  ${cloud.addresses.aws}`);
  print(`  folder        ${out}`);
  print();
}

function printSummary({ cycleId, tenants, accounts, links, messages, audit, seconds }: Summary, out: string): void {
  const excluded = Object.values(accounts.excluded).reduce((sum, each) => sum + each, 0);
  print();
  print(`Cycle ${cycleId} closed after ${seconds} s.`);
  print(`  tenants    ${tenants.total}, of which ${tenants.failed} failed`);
  print(
    `  accounts   ${accounts.discovered} seen, ${excluded} left out, ${accounts.approved} approved, ${accounts.rejected} rejected, ${accounts.expired} expired`,
  );
  print(`  rotations  ${accounts.rotated} rotated, ${accounts.failed} failed, ${accounts.uncertain} uncertain`);
  print(`  links      ${links.issued} issued, ${links.revealed} opened`);
  print(`  messages   ${messages.mail} mails, ${messages.teams} cards, ${messages.tickets} tickets`);
  print(
    `  audit      ${audit.records} records in ${audit.chainsVerified} chains verified, seal ${audit.sealVerified ? 'verified' : 'not verified'}`,
  );
  print(`  written to ${join(out, 'summary.json')}`);
}

const options = readOptions(process.argv.slice(2));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    print('\nStopping; the next start with the same folder goes on from here.');
    void stop(options.approve === undefined ? 0 : INTERRUPTED);
  });
}
run(options).then(
  (exitCode) => (exitCode === undefined ? undefined : stop(exitCode)),
  (error: unknown) => {
    if (stopping) return;
    if (!(error instanceof SynthesisFailed)) {
      const message = error instanceof Error ? error.message : String(error);
      const hint = /port \d+ is taken/.test(message) ? '; choose another with --port (four in a row are needed)' : '';
      process.stderr.write(`error: ${message}${hint}\n`);
    }
    void stop(error instanceof SynthesisFailed ? error.exitCode : 1);
  },
);
