import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import * as z from 'zod';
import { writeHonestFolder } from '../test/evidence/honest-folder.ts';
import { type ChildRun, runChild } from './audit/child.ts';
import { checkpointPlan, planOf } from './audit/plan.ts';

interface Options {
  readonly records: string;
  readonly chains: string;
  readonly folder?: string;
}

/** `bench audit`: verifies a folder of honest evidence, asks it, and makes a checkpoint, beside a reader that checks nothing. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('time, memory and bytes of verifying and asking audit records, beside a plain reader')
    .option('--records <number>', 'how many audit records', '1000000')
    .option('--chains <number>', 'how many chains move between two checkpoints', '50000')
    .option('--folder <path>', 'makes the evidence there and keeps it; takes what is there already')
    .action(async ({ records, chains, folder }: Options) => {
      const scratch = mkdtempSync(join(tmpdir(), 'bench-audit-'));
      const at = folder ?? join(scratch, 'evidence');
      try {
        makeEvidence(Number(records), at);
        await measureReading(at);
        await measureQuestions(at, join(scratch, 'records.parquet'));
        await measureCheckpoint(Number(chains), join(scratch, 'checkpoint'));
      } finally {
        rmSync(scratch, { recursive: true });
      }
    });
}

const print = (text: string): void => void process.stdout.write(text);

function makeEvidence(records: number, folder: string): void {
  if (existsSync(join(folder, 'records'))) {
    print(`takes the evidence that is in ${folder}\n\n`);
    return;
  }
  const start = performance.now();
  const plan = planOf(records);
  const { files, bytes } = writeHonestFolder(plan, folder);
  const seconds = (performance.now() - start) / 1_000;
  print(`${records} records of ${plan.tenants * plan.accounts} accounts in ${plan.tenants} tenants: `);
  print(`${files} files, ${megabytes(bytes)} MB, ${(bytes / records).toFixed(0)} bytes per record, `);
  print(`made in ${seconds.toFixed(0)} s by Node ${process.version}\n\n`);
}

/** What a verification prints, as far as it is read here. */
const verdict = z.object({ records: z.int(), problemCount: z.int() });

async function measureReading(folder: string): Promise<void> {
  print(row(['', 'seconds', 'cpu s', 'x plain cpu', 'peak MB', 'records', 'problems']));
  const plain = await runChild('bench/audit-reader.ts', [join(folder, 'records')]);
  const figures = (name: string, run: ChildRun, ...more: readonly number[]) => {
    const { seconds, processorSeconds, peakMegabytes } = run;
    const ratio = (processorSeconds / plain.processorSeconds).toFixed(2);
    print(
      row([
        name,
        seconds.toFixed(1),
        processorSeconds.toFixed(1),
        ratio,
        peakMegabytes.toFixed(0),
        ...more.map(String),
      ]),
    );
  };
  figures('plain reader', plain, Number(plain.output));
  const verified = await runChild('bin/rotation.mjs', ['audit', 'verify', folder, '--json']);
  const { records, problemCount } = verdict.parse(JSON.parse(verified.output));
  figures('verify', verified, records, problemCount);
  if (problemCount > 0 || verified.code !== 0) process.exitCode = 1;
}

const answered = z.object({ name: z.string(), seconds: z.number(), rows: z.int() });

async function measureQuestions(folder: string, parquet: string): Promise<void> {
  const converted = await runChild('bench/audit-question.ts', [folder, parquet]);
  print(`\n${row(['', 'seconds', 'peak MB', 'rows'])}`);
  print(row(['conversion to Parquet', converted.seconds.toFixed(1), converted.peakMegabytes.toFixed(0), '-']));
  const asked = await runChild('bench/audit-question.ts', [folder, parquet, ...QUESTIONS]);
  for (const line of asked.output.trim().split('\n')) {
    const { name, seconds, rows } = answered.parse(JSON.parse(line));
    print(row([name, seconds.toFixed(2), '', String(rows)]));
  }
  print(row(['all of these', asked.seconds.toFixed(1), asked.peakMegabytes.toFixed(0), '']));
  if (converted.code !== 0 || asked.code !== 0) process.exitCode = 1;
}

const QUESTIONS = ['unapproved-resets', 'never-collected', 'oldest-passwords', 'failures'];

const made = z.object({
  chains: z.int(),
  records: z.int(),
  seconds: z.number(),
  problems: z.int(),
  headsBytes: z.int(),
});

async function measureCheckpoint(chains: number, folder: string): Promise<void> {
  const { records } = writeCheckpointed(chains, folder);
  const run = await runChild('bench/audit-checkpoint.ts', [folder]);
  const told = made.parse(JSON.parse(run.output));
  print(`\na checkpoint of ${told.chains} chains that moved (${records} records, of which half are new): `);
  print(`${told.seconds.toFixed(1)} s, ${run.peakMegabytes.toFixed(0)} MB at most, `);
  print(`${megabytes(told.headsBytes)} MB of heads, ${told.problems} problems\n`);
  if (told.problems > 0 || run.code !== 0) process.exitCode = 1;
}

function writeCheckpointed(chains: number, folder: string): { readonly records: number } {
  const plan = checkpointPlan(chains);
  writeHonestFolder(plan, folder);
  return plan;
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

const row = ([first = '', ...others]: readonly string[]): string =>
  `${first.padEnd(24)}${others.map((each) => each.padStart(12)).join('')}\n`;
