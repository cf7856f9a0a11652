import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { synthesize } from '../local/synthesize.ts';
import { runScale } from './scale/run.ts';
import { scaleEstate } from './scale/scale-estate.ts';

interface Options {
  readonly tenants: string;
  readonly accounts: string;
  readonly port: string;
  readonly keep?: string;
}

const print = (line = ''): void => void process.stdout.write(`${line}\n`);

/** `bench scale`: a whole cycle of a large estate by the deployed template, with the quotas of AWS and Graph, on a virtual clock. */
export function scaleCommand(): Command {
  return new Command('scale')
    .description('a whole cycle of a large estate on a virtual clock, with the quotas of AWS and Graph')
    .option('--tenants <number>', 'how many tenants', '10')
    .option('--accounts <number>', 'administrators of each', '50')
    .option('--port <number>', 'the first of four ports', '8760')
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

async function scale({ tenants, accounts, port }: Options, out: string): Promise<void> {
  const estate = scaleEstate(Number(tenants), Number(accounts));
  mkdirSync(out, { recursive: true });
  const estateFile = join(out, 'estate.yaml');
  writeFileSync(estateFile, estate.yaml);
  const assembly = join(out, 'cdk.out');
  await synthesize(estateFile, assembly);
  const figures = await runScale(
    { assembly, out: join(out, 'product'), estate, accounts: Number(accounts), port: Number(port), dryRun: false },
    print,
  );
  print(JSON.stringify(figures, null, 2));
}
