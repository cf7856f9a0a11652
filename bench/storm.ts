import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { synthesize } from '../local/synthesize.ts';
import { runBaseline } from './storm/baseline.ts';
import { runProduct } from './storm/product-run.ts';
import { baselineReportOf, reportOf } from './storm/report.ts';
import { stormEstate } from './storm/storm-estate.ts';
import { type Weather, weather } from './storm/weather.ts';

interface Options {
  readonly tenants: string;
  readonly accounts: string;
  readonly seed: string;
  readonly speed: string;
  readonly port: string;
  readonly quotas: string;
  readonly throttled: string;
  readonly lost: string;
  readonly failed: string;
  readonly awsThrottled: string;
  readonly awsLost: string;
  readonly keep?: string;
}

const print = (line = ''): void => void process.stdout.write(`${line}\n`);

/** `bench storm`: the whole product in bad weather, beside a plain loop over the SDKs in the same weather. */
export function stormCommand(): Command {
  return new Command('storm')
    .description('rotates many accounts while Graph and AWS throttle, fail and lose answers; nothing may be lost')
    .option('--tenants <number>', 'how many tenants', '50')
    .option('--accounts <number>', 'administrators and service accounts of each', '20')
    .option('--seed <number>', 'the weather can be repeated', '1')
    .option('--speed <factor>', 'how many times faster waits pass', '20')
    .option('--port <number>', 'the first of four ports', '8740')
    .option('--quotas <share>', 'part of AWS’s rates that there is per second of real time', '0.2')
    .option('--throttled <percent>', 'of the requests to Graph and Entra', '15')
    .option('--lost <percent>', 'of their answers', '5')
    .option('--failed <percent>', 'of those requests: 5xx, half of the resets after their effect', '5')
    .option('--aws-throttled <percent>', 'of the calls of AWS', '5')
    .option('--aws-lost <percent>', 'of their answers', '2')
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

/** @returns whether nothing was lost, shown twice, or left out of the reports */
async function storm(options: Options, folder: string): Promise<boolean> {
  const estate = stormEstate(Number(options.tenants), Number(options.accounts));
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
    `Graph and Entra: ${options.throttled} % throttled, ${options.lost} % answers lost, ${options.failed} % failed`,
  );
  print(`AWS: ${options.awsThrottled} % throttled, ${options.awsLost} % answers lost, ${options.quotas} of its quotas`);
  const ours = weatherOf(options);
  const figures = await runProduct({ ...common, out: join(folder, 'product'), weather: ours }, print);
  print(reportOf(figures, ours));
  const theirs = weatherOf(options);
  print(baselineReportOf(await runBaseline({ ...common, out: join(folder, 'baseline'), weather: theirs }), theirs));
  return figures.violations.length === 0;
}

function weatherOf(options: Options): Weather {
  const share = (percent: string) => Number(percent) / 100;
  return weather(
    Number(options.seed),
    { throttled: share(options.throttled), lost: share(options.lost), failed: share(options.failed) },
    { throttled: share(options.awsThrottled), lost: share(options.awsLost) },
  );
}
