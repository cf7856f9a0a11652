import { join, resolve } from 'node:path';
import { accountQuotas, NEW_ACCOUNT_CONCURRENCY } from '@m365-rotation/local-aws';
import { graphQuotas } from '@m365-rotation/local-microsoft';
import { awaitSentMessages, beginCycle, finishCycle } from './cycle-run.ts';
import { estateFileWith } from './derived-estate.ts';
import { exitCodeOf } from './exit-code.ts';
import { otherNodeVersion } from './node-version.ts';
import { type Options, readOptions } from './options.ts';
import { keepPrivate } from './private-files.ts';
import { followExecutions } from './progress.ts';
import { deadlineNotice, type RunDeadline } from './run-deadline.ts';
import { type RunningProduct, startProduct } from './running-product.ts';
import { dryRunLines, summaryLines } from './summary-lines.ts';
import { SynthesisFailed, synthesize } from './synthesize.ts';
import { workUnattended } from './unattended.ts';

const print = (line = '') => process.stdout.write(`${line}\n`);

/** Where nobody waits for a page, starting a second thread of a function takes longer than waiting for the first: 18 s in place of 21 s. */
const UNATTENDED_THREADS = { threads: 8, threadsPerFunction: 1, idleMs: 60_000 };

/** Exit code of a process that was stopped by Ctrl-C, as shells have it. */
const INTERRUPTED = 130;

let product: RunningProduct | undefined;
let stopping = false;
/** Of a run that has ended, and whose pages stay up. */
let ended: number | undefined;
/** When the approvals of the cycle that runs are over. */
let deadline: RunDeadline | undefined;
const notice = () => deadline && deadlineNotice(deadline, new Date());

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await product?.close().catch(() => undefined);
  process.exit(exitCode);
}

async function run(options: Options): Promise<number | undefined> {
  const out = resolve(options.out);
  keepPrivate(out);
  const others = [
    ...(options.vault === undefined ? [] : [`vault ${options.vault}`]),
    ...(options.psa === undefined ? [] : [`PSA ${options.psa}`]),
  ];
  print(`Synthesizing ${options.config}${others.length === 0 ? '' : ` with ${others.join(' and ')}`} …`);
  const assembly = join(out, 'cdk.out');
  await synthesize(estateFileWith(options.config, options, out), assembly);
  const { graph, login, approve } = options;
  product = await startProduct({
    assembly,
    out,
    port: options.port,
    speed: options.speed,
    newAccount: options.quotas,
    notice,
    ...(approve === undefined ? {} : { functionLimits: UNATTENDED_THREADS }),
    ...(options.quotas
      ? { quotas: { aws: accountQuotas, concurrency: NEW_ACCOUNT_CONCURRENCY, graph: graphQuotas } }
      : {}),
    ...(graph === undefined || login === undefined ? {} : { elsewhere: { graph, login } }),
  });
  printAddresses(product, out);
  const runtimes = product.cloud.declarations.functions.map(({ runtime }) => runtime);
  const otherVersion = otherNodeVersion(runtimes, process.version);
  if (otherVersion !== undefined) print(`${otherVersion}\n`);

  const { run: cycle, resumed } = await beginCycle(product, out, options);
  const what = `${cycle.schedule} of ${cycle.scheduledFor}${cycle.dryRun ? ', dry run' : ''}`;
  print(resumed ? `Going on with ${what}.` : `Started ${what}.`);
  // What a resumed run has left of its waits, only its workflows know.
  if (!cycle.dryRun && approve === undefined && !resumed) {
    deadline = {
      startedAt: cycle.startedAt,
      windowHours: windowHoursOf(product, cycle.schedule),
      speed: options.speed,
    };
    const words = notice();
    if (words !== undefined) print(words);
  }
  const startedAt = Date.now();
  const stopFollowing = followExecutions(product.cloud, new Date(cycle.startedAt), print);
  let isOver = false;
  const end = product.cloud.stepFunctions.waitFor(cycle.executionArn).finally(() => {
    isOver = true;
    deadline = undefined;
  });
  if (approve === undefined) await end;
  else await Promise.all([end, workUnattended(product, approve === 'all' ? 'approve' : 'reject', () => isOver)]);
  await awaitSentMessages(product);
  if (approve !== undefined) await workUnattended(product, approve === 'all' ? 'approve' : 'reject', () => true);
  stopFollowing();
  if (!cycle.dryRun) print('  The cycle has ended: waiting for its audit export, and verifying that.');
  const summary = await finishCycle(product, out, cycle, (Date.now() - startedAt) / 1000);
  print();
  for (const line of summaryLines(summary, out, options, vaultLineOf(product, cycle.startedAt))) print(line);
  const exitCode = exitCodeOf(summary, options);
  if (options.dryRun) {
    const staysUp = process.stdin.isTTY && process.stdout.isTTY;
    for (const line of dryRunLines(staysUp, product.inbox.origin, out)) print(line);
    ended = exitCode;
    return staysUp ? undefined : exitCode;
  }
  if (approve !== undefined) return exitCode;
  print('The cycle has closed. The pages stay up; Ctrl-C stops everything.');
  ended = 0;
  return undefined;
}

const windowHoursOf = ({ estate }: RunningProduct, schedule: string): number =>
  estate.schedules.find(({ name }) => name === schedule)?.windowHours ?? estate.approvals.windowHours;

/** Times of the vault are real ones, as that of the start is. */
const vaultLineOf = ({ inbox: { vault } }: RunningProduct, startedAt: string) =>
  vault && {
    system: vault.system,
    written: vault.store.records().filter(({ writtenAt = '' }) => writtenAt >= startedAt).length,
  };

function printAddresses({ cloud, inbox }: RunningProduct, out: string): void {
  print();
  print(
    `  inbox         ${inbox.origin}      mails, cards${inbox.vault === undefined ? ' and tickets' : ', tickets and the vault'}: start here`,
  );
  print(`  portal        ${cloud.addresses.portal}`);
  print(`  AWS endpoint  ${cloud.addresses.aws}`);
  print(`  folder        ${out}`);
  print();
}

const options = readOptions(process.argv.slice(2));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (ended !== undefined) return void stop(ended);
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
