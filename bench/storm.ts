import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { synthesize } from '../local/synthesize.ts';
import { runBaseline } from './storm/baseline.ts';
import { runProduct } from './storm/product-run.ts';
import { baselineReportOf, reportOf } from './storm/report.ts';
import { stormEstate } from './storm/storm-estate.ts';
import { BAD_WEATHER, type Weather, weather } from './storm/weather.ts';

interface Options {
  readonly tenants: string;
  readonly accounts: string;
  readonly users: string;
  readonly page: string;
  readonly seed: string;
  readonly speed: string;
  readonly port: string;
  readonly quotas: string;
  readonly throttled: string;
  readonly retryAfter: string;
  readonly unavailable: string;
  readonly timedOut: string;
  readonly lostBefore: string;
  readonly lostAfter: string;
  readonly truncated: string;
  readonly minutes?: string;
  readonly awsThrottled: string;
  readonly awsLost: string;
  readonly baseline: boolean;
  readonly keep?: string;
}

const percent = (share: number) => String(share * 100);
const print = (line = ''): void => void process.stdout.write(`${line}\n`);

/** `bench storm`: the whole product in bad weather, beside a plain loop over the SDKs in the same weather. */
export function stormCommand(): Command {
  return new Command('storm')
    .description('rotates many accounts while Graph and AWS throttle, fail and lose answers; nothing may be lost')
    .option('--tenants <number>', 'how many tenants', '50')
    .option('--accounts <number>', 'administrators and service accounts of each', '20')
    .option('--users <number>', 'all users of each, people without a role included', '80')
    .option('--page <number>', 'rows that Graph gives a page', '25')
    .option('--seed <number>', 'the weather can be repeated', '1')
    .option('--speed <factor>', 'how many times faster waits pass', '20')
    .option('--port <number>', 'the first of four ports', '8740')
    .option('--quotas <share>', 'part of AWS’s rates that there is per second of real time', '0.2')
    .option(
      '--throttled <percent>',
      'of the requests to Graph, in and out of batches, and to Entra: 429',
      percent(BAD_WEATHER.throttled),
    )
    .option('--retry-after <seconds>', 'the longest wait that a 429 asks for', String(BAD_WEATHER.retryAfterSeconds))
    .option('--unavailable <percent>', 'of those requests: 503', percent(BAD_WEATHER.unavailable))
    .option(
      '--timed-out <percent>',
      'of those requests: 504, half of them after their effect',
      percent(BAD_WEATHER.timedOut),
    )
    .option('--lost-before <percent>', 'of those requests', percent(BAD_WEATHER.lostBefore))
    .option('--lost-after <percent>', 'of their answers, after the effect', percent(BAD_WEATHER.lostAfter))
    .option('--truncated <percent>', 'of their answers', percent(BAD_WEATHER.truncated))
    .option('--minutes <number>', 'how long the weather of Graph and Entra lasts on the clock; to the end, if left out')
    .option('--aws-throttled <percent>', 'of the calls of AWS', '5')
    .option('--aws-lost <percent>', 'of their answers', '2')
    .option('--no-baseline', 'leaves out the plain loop')
    .option('--keep <folder>', 'keep what the run leaves')
    .action(async (options: Options) => {
      const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'storm-'));
      try {
        if (!(await storm(options, folder))) process.exitCode = 1;
      } finally {
        if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
      }
    });
}

/** @returns whether nothing was lost, shown twice or left out of the reports, and every account of every tenant was rotated */
async function storm(options: Options, folder: string): Promise<boolean> {
  const estate = stormEstate({
    tenants: Number(options.tenants),
    accounts: Number(options.accounts),
    users: Number(options.users),
    page: Number(options.page),
  });
  mkdirSync(folder, { recursive: true });
  const estateFile = join(folder, 'estate.yaml');
  writeFileSync(estateFile, estate.yaml);
  const assembly = join(folder, 'cdk.out');
  await synthesize(estateFile, assembly);
  const common = {
    assembly,
    estate,
    port: Number(options.port),
    speed: Number(options.speed),
    quotaShare: Number(options.quotas),
  };
  print(`${estate.accounts.length} accounts in ${estate.tenants.length} tenants, seed ${options.seed}`);
  print(
    `Graph and Entra${options.minutes === undefined ? '' : `, for ${options.minutes} minutes`}: ${options.throttled} % 429 (1 to ${options.retryAfter} s), ` +
      `${options.unavailable} % 503, ${options.timedOut} % 504 (half after the effect), ` +
      `${options.lostBefore} % lost before and ${options.lostAfter} % after the effect, ${options.truncated} % truncated`,
  );
  print(`AWS: ${options.awsThrottled} % throttled, ${options.awsLost} % answers lost, ${options.quotas} of its quotas`);
  const ours = weatherOf(options);
  const figures = await runProduct({ ...common, out: join(folder, 'product'), weather: ours }, print);
  print(reportOf(figures, estate, ours));
  if (options.baseline) {
    const theirs = weatherOf(options);
    print(baselineReportOf(await runBaseline({ ...common, out: join(folder, 'baseline'), weather: theirs }), theirs));
  }
  return figures.violations.length === 0;
}

function weatherOf(options: Options): Weather {
  const share = (percent: string) => Number(percent) / 100;
  const { minutes, speed } = options;
  const lastsMs = minutes === undefined ? Number.POSITIVE_INFINITY : (Number(minutes) * 60_000) / Number(speed);
  let end: number | undefined; // from the first request on: the template is synthesized before
  return weather(
    Number(options.seed),
    {
      throttled: share(options.throttled),
      retryAfterSeconds: Number(options.retryAfter),
      unavailable: share(options.unavailable),
      timedOut: share(options.timedOut),
      lostBefore: share(options.lostBefore),
      lostAfter: share(options.lostAfter),
      truncated: share(options.truncated),
    },
    { throttled: share(options.awsThrottled), lost: share(options.awsLost) },
    () => {
      end ??= Date.now() + lastsMs;
      return Date.now() >= end;
    },
  );
}
