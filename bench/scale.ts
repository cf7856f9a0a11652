import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { synthesize } from '../local/synthesize.ts';
import { reportOf } from './scale/report.ts';
import { runScale } from './scale/run.ts';
import { scaleEstate } from './scale/scale-estate.ts';
import { BAD_WEATHER, weather } from './storm/weather.ts';

interface Options {
  readonly tenants: string;
  readonly accounts: string;
  readonly port: string;
  readonly storm: boolean;
  readonly seed: string;
  readonly keep?: string;
}

/** In which 1,000 tenants must be found. */
const MOST_MINUTES = 30;
const print = (line = ''): void => void process.stdout.write(`${line}\n`);

/** `bench scale`: a whole cycle of a large estate by the deployed template, with the quotas of AWS and Graph, on a virtual clock. */
export function scaleCommand(): Command {
  return new Command('scale')
    .description('a whole cycle of a large estate on a virtual clock, with the quotas of AWS and Graph')
    .option('--tenants <number>', 'how many tenants', '10')
    .option('--accounts <number>', 'administrators of each', '50')
    .option('--port <number>', 'the first of four ports', '8760')
    .option('--storm', 'only finds the accounts, in the bad weather of `bench storm`', false)
    .option('--seed <number>', 'the weather can be repeated', '1')
    .option('--keep <folder>', 'keep what the run leaves')
    .action(async (options: Options) => {
      const out = options.keep ?? mkdtempSync(join(tmpdir(), 'scale-'));
      try {
        await scale(options, out);
      } finally {
        if (options.keep === undefined) rmSync(out, { recursive: true, force: true });
      }
    });
}

async function scale({ tenants, accounts, port, storm, seed }: Options, out: string): Promise<void> {
  const estate = scaleEstate(Number(tenants), Number(accounts));
  mkdirSync(out, { recursive: true });
  const estateFile = join(out, 'estate.yaml');
  writeFileSync(estateFile, estate.yaml);
  const assembly = join(out, 'cdk.out');
  await synthesize(estateFile, assembly);
  const setting = { assembly, out: join(out, 'product'), estate, accounts: Number(accounts), port: Number(port) };
  if (storm) {
    const bad = weather(Number(seed), BAD_WEATHER, { throttled: 0, lost: 0 });
    const { minutesToAsk, counts, realSeconds, peak } = await runScale(
      { ...setting, dryRun: true, weather: bad },
      print,
    );
    const found = counts['function discover-tenant'] ?? 0;
    print(
      `${tenants} tenants in bad weather, found after ${minutesToAsk.toFixed(1)} minutes of the clock (30 at most), in ${found} runs`,
    );
    print(`  ${realSeconds} s of real time, ${peak.own.toFixed(0)} MB`);
    if (minutesToAsk > MOST_MINUTES) process.exitCode = 1;
    return;
  }
  const figures = await runScale({ ...setting, dryRun: false }, print);
  const { text, problems } = reportOf(figures, {
    tenants: Number(tenants),
    accounts: Number(tenants) * Number(accounts),
  });
  writeFileSync(join(out, 'figures.json'), JSON.stringify(figures, null, 2));
  print(text);
  if (problems.length > 0) process.exitCode = 1;
}
