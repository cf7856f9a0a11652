import type { Cloud } from '@m365-rotation/local-aws';
import { graphQuotas } from '@m365-rotation/local-microsoft';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import * as z from 'zod';
import { releaseTenants } from '../../local/release-tenants.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { cycleOutcome } from '../../local/summary.ts';
import { technician } from '../../local/technician.ts';
import type { Weather } from '../storm/weather.ts';
import { functionOf, LAMBDA_CONCURRENCY, scaleQuotas, takesMs } from './account-quotas.ts';
import { type Counts, countsOf, readUnits } from './counts.ts';
import { type Memory, memoryNow } from './memory.ts';
import type { ScaleEstate } from './scale-estate.ts';

export interface ScaleSetting {
  readonly assembly: string;
  readonly out: string;
  readonly estate: ScaleEstate;
  readonly accounts: number;
  readonly port: number;
  readonly weather?: Weather;
  /** Finds accounts only. */
  readonly dryRun: boolean;
}

export interface ScaleFigures {
  /** Accounts that have their new password, as the cycle adds up; 0 in a dry run. */
  readonly rotated: number;
  /** Minutes of the clock, from the start of the cycle until all were asked for. */
  readonly minutesToAsk: number;
  /** Seconds of the clock, from the first approval until the last outcome was recorded, and until the cycle closed. */
  readonly secondsToRotate: number;
  readonly secondsToClose: number;
  readonly counts: Counts;
  /** Error → how often states tried again after it, and the most tries of one visit of a state. */
  readonly retries: Readonly<Record<string, { readonly count: number; readonly most: number }>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly microsoft: Readonly<Record<string, number>>;
  /** What the template has, whatever its size: alarms, keys, queues that functions poll, and secrets. */
  readonly fixed: { readonly alarms: number; readonly keys: number; readonly queues: number; readonly secrets: number };
  /** The most of this process. */
  readonly peak: Memory;
  readonly realSeconds: number;
}

/**
 * Most of the threads' work is in this process's own: one for each function keeps two cores busy, and more would take memory. Functions that
 * have nothing to do keep theirs, since starting one takes as long as a dozen invocations.
 */
const THREADS = { threads: 16, threadsPerFunction: 1, idleMs: 300_000 };
/** In bad weather functions wait for Graph, each in its thread: a hundred tenants are read at a time, and so many threads fit into 2 GB. */
const THREADS_THAT_WAIT = { threads: 28, threadsPerFunction: 24, idleMs: 300_000 };

/** What is due within a quarter of a second goes off at once, so that both cores have something to do. Each wait is so much longer at most. */
const GRAIN_MS = 250;

export async function runScale(setting: ScaleSetting, print: (line: string) => void): Promise<ScaleFigures> {
  const began = Date.now();
  const clock = virtualClock(new Date(), { grainMs: GRAIN_MS });
  let peak: Memory = { own: 0, resident: 0 };
  let phase = 'starting';
  const read = readUnits();
  const product = await startProduct({
    assembly: setting.assembly,
    out: setting.out,
    port: setting.port,
    speed: 1,
    virtual: { clock, takesMs },
    functionLimits: setting.weather === undefined ? THREADS : THREADS_THAT_WAIT,
    onAnswer: read.onAnswer,
    quotas: { aws: scaleQuotas, concurrency: LAMBDA_CONCURRENCY, graph: graphQuotas },
    microsoft: {
      tenants: setting.estate.tenants,
      ...(setting.weather === undefined ? {} : { faults: setting.weather.graph }),
    },
  });
  const real = () => Math.round((Date.now() - began) / 1000);
  const sampling = setInterval(() => {
    const { own, resident } = memoryNow();
    peak = { own: Math.max(peak.own, own), resident: Math.max(peak.resident, resident) };
  }, 1_000);
  const telling = setInterval(() => {
    const { own, resident } = memoryNow();
    print(
      `  ${real()} s: ${phase}, clock at ${Math.round(clock.elapsed() / 1000)} s, ` +
        `${product.cloud.stepFunctions.runningCount()} executions, ${recordedIn(product)} recorded, ${own.toFixed(0)} MB (${resident.toFixed(0)} with files)`,
    );
  }, 15_000);
  try {
    return await clock.until(
      (async () => {
        const total = setting.estate.tenants.length * setting.accounts;
        await releaseTenants(product);
        const cycle = await startCycle(product, clock, setting.dryRun);
        phase = 'finding accounts';
        const ended = product.cloud.stepFunctions.waitFor(cycle);
        if (setting.dryRun) await ended;
        else await allAsked(product, clock, setting.estate, total);
        const askedAt = clock.elapsed();
        phase = 'approving';
        if (!setting.dryRun) await approveAll(product, clock);
        phase = 'rotating';
        if (!setting.dryRun) while (recordedIn(product) < total) await clock.sleep(1_000);
        const rotatedAt = clock.elapsed();
        const { status, error, cause, output = '' } = await ended;
        if (status !== 'SUCCEEDED') throw new Error(`the cycle ended ${status}: ${error} ${cause}`);
        const closedAt = clock.elapsed();
        phase = 'telling';
        await clock.sleep(30 * 60_000);
        return {
          rotated: cycleOutcome.parse(JSON.parse(output)).totals.rotated,
          minutesToAsk: askedAt / 60_000,
          secondsToRotate: (rotatedAt - askedAt) / 1000,
          secondsToClose: (closedAt - askedAt) / 1000,
          counts: countsOf(product, setting.out, read.units()),
          retries: product.cloud.stepFunctions.retries(),
          fixed: fixedIn(product.cloud),
          refused: { ...product.cloud.refusedByQuotas(), Graph: product.microsoft.refusedByQuotas() },
          microsoft: product.microsoft.requests(),
          peak,
          realSeconds: real(),
        };
      })(),
    );
  } finally {
    clearInterval(telling);
    clearInterval(sampling);
    await product.close();
  }
}

async function startCycle({ cloud, estate }: RunningProduct, clock: VirtualClock, dryRun: boolean): Promise<string> {
  const schedule = estate.schedules[0]?.name ?? '';
  const instant = cloud.nextInstant(schedule, clock.now());
  const target = cloud.declarations.schedules.find(({ name }) => name === schedule);
  if (instant === undefined || target === undefined) throw new Error(`the schedule '${schedule}' never fires`);
  const started = dryRun
    ? await startByHand(cloud, target.targetArn, { schedule, scheduledFor: instant.toISOString(), dryRun })
    : await cloud.fireSchedule(schedule, instant);
  return z.object({ executionArn: z.string() }).parse(started).executionArn;
}

const startByHand = (cloud: Cloud, stateMachineArn: string, input: object) =>
  cloud.dispatch({
    service: 'states',
    action: 'StartExecution',
    input: { stateMachineArn, input: JSON.stringify(input) },
    principal: { kind: 'operator' },
  });

/** Until every account waits for a decision, and every technician has got the mail that says so. */
async function allAsked({ cloud, inbox }: RunningProduct, clock: VirtualClock, estate: ScaleEstate, total: number) {
  const waiting = () => cloud.stepFunctions.runningCount();
  const all = 1 + estate.tenants.length + total;
  while (waiting() < all || inbox.counts().mail < estate.technicians) await clock.sleep(5_000);
}

/** Of them work at the same time, so that a machine with two cores has enough to do. */
const AT_ONCE = 2;
/** Time of the clock between them. Theirs are 2,000 task tokens, of which 3,000 may come at once, and 500 each second. */
const PAUSE_MS = 5_000;

/**
 * Every technician approves all. The clock stands still while they are at it: a page that waited for the quota of task tokens would not end,
 * so that they keep below it together.
 */
async function approveAll({ cloud, inbox, estate }: RunningProduct, clock: VirtualClock) {
  const { portal } = cloud.addresses;
  const team = estate.technicians.map((person) =>
    technician({ portal, inboxApi: `${inbox.origin}/api/messages`, person }),
  );
  for (let from = 0; from < team.length; from += AT_ONCE) {
    await Promise.all(
      team.slice(from, from + AT_ONCE).map(async (own) => {
        while ((await clock.during(own.decideAll('approve'))).open > 0) await clock.sleep(PAUSE_MS);
      }),
    );
    await clock.sleep(PAUSE_MS);
  }
}

const fixedIn = ({ declarations }: Cloud): ScaleFigures['fixed'] => ({
  alarms: declarations.alarms.length,
  keys: declarations.keys.length,
  queues: declarations.eventSources.length,
  secrets: declarations.secrets.length,
});

/** How many outcomes were recorded. */
const recordedIn = ({ cloud }: RunningProduct): number =>
  Object.entries(cloud.lambda.ended()).find(([id]) => functionOf(id) === 'record-outcome')?.[1] ?? 0;
