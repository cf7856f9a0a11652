import { join } from 'node:path';
import * as z from 'zod';
import { awaitExport, collectEvidence } from './export.ts';
import type { Options } from './options.ts';
import { releaseTenants } from './release-tenants.ts';
import { type RunState, readRunState, writeRunState } from './run-state.ts';
import type { RunningProduct } from './running-product.ts';
import { countRevealed, cycleOutcome, type Summary, summaryOf, verifyExport, writeSummary } from './summary.ts';

const operator = { kind: 'operator' } as const;

/** Starts the cycle that was asked for, or goes on with the one that an earlier start left unfinished. */
export async function beginCycle(
  product: RunningProduct,
  out: string,
  wanted: Pick<Options, 'schedule' | 'dryRun'>,
): Promise<{ readonly run: RunState; readonly resumed: boolean }> {
  const { cloud, inbox, estate } = product;
  const before = readRunState(out);
  if (before !== undefined && !before.finished) return { run: before, resumed: true };
  const schedule = wanted.schedule ?? estate.schedules[0]?.name ?? '';
  const declared = cloud.declarations.schedules.find(({ name }) => name === schedule);
  if (declared === undefined) {
    const known = estate.schedules.map(({ name }) => name).join(', ');
    throw new Error(`--schedule must be one of ${known}; got '${schedule}'`);
  }
  // A folder that has seen a cycle goes on with the one after it.
  const after = before?.schedule === schedule && !before.dryRun ? new Date(before.scheduledFor) : new Date();
  const instant = cloud.nextInstant(schedule, after);
  if (instant === undefined) throw new Error(`the schedule '${schedule}' never fires`);
  const scheduledFor = instant.toISOString();
  if (!wanted.dryRun) await releaseTenants(product);
  const startedAt = new Date().toISOString();
  const started = wanted.dryRun
    ? await cloud.dispatch({
        service: 'states',
        action: 'StartExecution',
        input: {
          stateMachineArn: declared.targetArn,
          input: JSON.stringify({ schedule, scheduledFor, dryRun: true }),
        },
        principal: operator,
      })
    : await cloud.fireSchedule(schedule, instant);
  const { executionArn } = z.object({ executionArn: z.string() }).parse(started);
  const run: RunState = {
    schedule,
    scheduledFor,
    dryRun: wanted.dryRun,
    executionArn,
    startedAt,
    messagesBefore: inbox.counts(),
    finished: false,
  };
  writeRunState(out, run);
  return { run, resumed: false };
}

/** Waits until nothing waits to be sent: a message that cannot be sent is among the dead letters some time. */
export async function awaitSentMessages(product: RunningProduct): Promise<void> {
  while ((await unsentMessages(product)) > 0) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** How many messages wait to be sent, or are being sent. */
export async function unsentMessages({ cloud }: RunningProduct): Promise<number> {
  const queues = cloud.declarations.queues.filter(({ redrive }) => redrive !== undefined);
  const waiting = await Promise.all(queues.map(({ url }) => messagesIn(cloud, url)));
  return waiting.reduce((sum, each) => sum + each, 0);
}

const attributes = z.object({
  Attributes: z.object({
    ApproximateNumberOfMessages: z.coerce.number(),
    ApproximateNumberOfMessagesNotVisible: z.coerce.number(),
  }),
});

async function messagesIn({ dispatch }: RunningProduct['cloud'], QueueUrl: string): Promise<number> {
  const answer = await dispatch({
    service: 'sqs',
    action: 'GetQueueAttributes',
    input: { QueueUrl, AttributeNames: ['All'] },
    principal: operator,
  });
  const { Attributes } = attributes.parse(answer);
  return Attributes.ApproximateNumberOfMessages + Attributes.ApproximateNumberOfMessagesNotVisible;
}

/** Puts the export where auditors look, has it verified, and writes the summary of a cycle that has ended. */
export async function finishCycle(
  product: RunningProduct,
  out: string,
  run: RunState,
  seconds: number,
): Promise<Summary> {
  const { cloud, inbox } = product;
  const ended = await cloud.stepFunctions.waitFor(run.executionArn);
  if (ended.status !== 'SUCCEEDED' || ended.output === undefined) {
    writeRunState(out, { ...run, finished: true }); // there is nothing to go on with
    throw new Error(`the cycle ended as ${ended.status}: ${ended.error ?? ''} ${ended.cause ?? ''}`);
  }
  const outcome = cycleOutcome.parse(JSON.parse(ended.output));
  const folder = join(out, 'export');
  if (!run.dryRun) await awaitExport(cloud, outcome.cycleId);
  await collectEvidence(cloud, join(out, 'aws', 's3'), folder, run);
  const verification = run.dryRun
    ? { records: 0, chainsVerified: 0, sealVerified: false, problems: [] } // a dry run is not exported
    : await verifyExport(folder);
  if (verification.problems.length > 0)
    process.stderr.write(verification.problems.map(({ text }) => `${text}\n`).join(''));
  const counts = inbox.counts();
  const summary = summaryOf({
    outcome,
    revealed: await countRevealed(cloud.dispatch, auditTableOf(product), outcome.cycleId),
    messages: {
      mail: counts.mail - run.messagesBefore.mail,
      teams: counts.teams - run.messagesBefore.teams,
      tickets: counts.tickets - run.messagesBefore.tickets,
    },
    verification,
    calls: cloud.calls(),
    stateTransitions: cloud.stepFunctions.stateTransitions(),
    seconds,
  });
  writeSummary(out, summary);
  writeRunState(out, { ...run, finished: true });
  return summary;
}

/** The one table whose rows are numbered: the audit chains. */
function auditTableOf({ cloud }: RunningProduct): string {
  const table = cloud.declarations.tables.find(({ sortKey }) => sortKey?.type === 'N');
  if (table === undefined) throw new Error('the template declares no audit table');
  return table.name;
}
