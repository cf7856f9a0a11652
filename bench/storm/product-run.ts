import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AwsQuota, accountQuotas, quotasWith } from '@m365-rotation/local-aws';
import { graphQuotas } from '@m365-rotation/local-microsoft';
import * as z from 'zod';
import { releaseTenants } from '../../local/release-tenants.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { tablesOf } from './evidence.ts';
import { everybodyWorks } from './people.ts';
import type { StormEstate } from './storm-estate.ts';
import { type Verdict, verdictOf } from './verdict.ts';
import type { Weather } from './weather.ts';

export interface StormSetting {
  readonly assembly: string;
  readonly out: string;
  readonly estate: StormEstate;
  readonly port: number;
  readonly speed: number;
  readonly weather: Weather;
  /** Part of AWS's rates that there is per second of real time. */
  readonly quotaShare: number;
}

export interface ProductFigures extends Verdict {
  readonly collected: number;
  readonly patches: number;
  readonly microsoft: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
  readonly refusedByQuotas: Readonly<Record<string, number>>;
  readonly stateTransitions: number;
  /** Retries of workflows, each after a wait. */
  readonly waits: number;
  /** Messages in the dead-letter queue; each raises an alarm. */
  readonly undeliverable: number;
  readonly seconds: number;
}

/** Room for every function at once: a thread that must make way starts anew, and each start takes longer than a call. */
const LIMITS = { threads: 48, threadsPerFunction: 3, idleMs: 300_000 };

/** Whatever the speed of the clock, work takes its real time: quotas are those of AWS in real time, or a part of them. */
export function stormQuotas(speed: number, share: number): readonly AwsQuota[] {
  const sizes = accountQuotas.map(({ name, size }) => {
    const scaled = { capacity: Math.max(1, size.capacity * share), perSecond: (size.perSecond * share) / speed };
    return [name, scaled] as const;
  });
  // The queue of messages waits on the clock, and so does this quota. Nobody rotates a thousand accounts with 200 mails a day.
  const mails = { capacity: 1, perSecond: 1 };
  return quotasWith({ ...Object.fromEntries(sizes), 'mails per second': mails, 'mails per day': undefined });
}

export function startStorm({ assembly, out, estate, port, speed, weather, quotaShare }: StormSetting) {
  return startProduct({
    assembly,
    out,
    port,
    speed,
    functionLimits: LIMITS,
    faults: weather.aws,
    quotas: { aws: stormQuotas(speed, quotaShare), graph: graphQuotas },
    microsoft: { tenants: estate.tenants, faults: weather.graph },
  });
}

/** Runs all schedules of the estate at once, through to the last collected password. */
export async function runProduct(setting: StormSetting, print: (line: string) => void): Promise<ProductFigures> {
  const startedAt = Date.now();
  const product = await startStorm(setting);
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const telling = setInterval(() => {
    const running = product.cloud.stepFunctions.runningCount();
    const patches = patchesOf(product);
    print(`  ${seconds()} s: ${running} executions under way, ${patches} PATCHes`);
  }, 30_000);
  try {
    await releaseTenants(product);
    const cycles = product.estate.schedules.map(({ name }) => startCycle(product, name));
    let ended = false;
    const end = (async () => {
      const all = await Promise.all(cycles.map(async (arn) => product.cloud.stepFunctions.waitFor(await arn)));
      await settled(product, setting.speed);
      while ((await messagesIn(product, true)) > 0) await new Promise((resolve) => setTimeout(resolve, 1_000));
      return all;
    })().finally(() => {
      ended = true;
    });
    const [ends, { collected }] = await Promise.all([end, everybodyWorks(product, () => ended)]);
    const verdict = await verdictOf(product, setting.out, setting.estate);
    const bad = ends.filter(({ status }) => status !== 'SUCCEEDED');
    return {
      ...verdict,
      violations: [
        ...verdict.violations,
        ...bad.map(({ status, error, cause }) => `a cycle ended ${status}: ${error} ${cause}`),
      ],
      collected,
      patches: patchesOf(product),
      microsoft: product.microsoft.requests(),
      calls: product.cloud.calls(),
      refusedByQuotas: { ...product.cloud.refusedByQuotas(), Graph: product.microsoft.refusedByQuotas() },
      stateTransitions: product.cloud.stepFunctions.stateTransitions(),
      waits: waitsIn(setting.out),
      undeliverable: await messagesIn(product, false),
      seconds: seconds(),
    };
  } finally {
    clearInterval(telling);
    await product.close();
  }
}

/** The directory is polled for uncertain rotations after 5, 10, 20 and 40 minutes of the clock: so long nobody calls a person. */
const SETTLES_WITHIN_MS = 90 * 60_000;

async function settled(product: RunningProduct, speed: number): Promise<void> {
  const open = ['uncertain', 'proven', 'current', 'delivered'];
  for (const end = Date.now() + SETTLES_WITHIN_MS / speed; Date.now() < end; ) {
    const { rotations } = await tablesOf(product);
    if (!rotations.some(({ state }) => open.includes(state.status))) return;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

export const patchesOf = ({ microsoft }: RunningProduct): number =>
  microsoft.requests()['graph:PATCH /users/{id}'] ?? 0;

async function startCycle({ cloud }: RunningProduct, schedule: string): Promise<string> {
  const instant = cloud.nextInstant(schedule, new Date());
  if (instant === undefined) throw new Error(`the schedule '${schedule}' never fires`);
  const started = await cloud.fireSchedule(schedule, instant);
  return z.object({ executionArn: z.string() }).parse(started).executionArn;
}

/** The journals of Step Functions note each retry. */
function waitsIn(out: string): number {
  const folder = join(out, 'aws', 'step-functions', 'executions');
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8').split('"type":"Retried"').length - 1)
    .reduce((sum, each) => sum + each, 0);
}

const attributes = z.object({
  Attributes: z.object({
    ApproximateNumberOfMessages: z.coerce.number(),
    ApproximateNumberOfMessagesNotVisible: z.coerce.number(),
  }),
});

/** @param onTheirWay  those that are still to be sent; else those that were given up */
async function messagesIn({ cloud }: RunningProduct, onTheirWay: boolean): Promise<number> {
  const counts = await Promise.all(
    cloud.declarations.queues
      .filter(({ redrive }) => (redrive !== undefined) === onTheirWay)
      .map(async ({ url }) => {
        const answer = await cloud.dispatch({
          service: 'sqs',
          action: 'GetQueueAttributes',
          input: { QueueUrl: url, AttributeNames: ['All'] },
          principal: { kind: 'operator' },
        });
        const { Attributes } = attributes.parse(answer);
        return Attributes.ApproximateNumberOfMessages + Attributes.ApproximateNumberOfMessagesNotVisible;
      }),
  );
  return counts.reduce((sum, each) => sum + each, 0);
}
