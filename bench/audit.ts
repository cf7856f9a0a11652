import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import * as z from 'zod';
import { writeHonestFolder } from '../test/evidence/honest-folder.ts';
import { type ChildRun, runChild } from './audit/child.ts';
import { planOf } from './audit/plan.ts';

interface Options {
  readonly records: string;
  readonly folder?: string;
}

/** What a verification prints, as far as it is read here. */
const verdict = z.object({ records: z.int(), sealed: z.int(), newer: z.int(), problemCount: z.int() });

/** `bench audit`: verifies a folder of honest evidence, beside a reader that checks nothing, in the same run. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('time, memory and bytes of verifying audit records, beside a plain reader')
    .option('--records <number>', 'how many audit records', '1000000')
    .option('--folder <path>', 'makes the evidence there and keeps it; takes what is there already')
    .action(async ({ records, folder }: Options) => {
      const count = Number(records);
      const at = folder ?? mkdtempSync(join(tmpdir(), 'bench-audit-'));
      try {
        makeEvidence(count, at);
        await measureReading(at);
      } finally {
        if (folder === undefined) rmSync(at, { recursive: true });
      }
    });
}

const print = (text: string): void => void process.stdout.write(text);

function makeEvidence(records: number, folder: string): void {
  if (existsSync(join(folder, 'records'))) {
    print(`takes the evidence that is in ${folder}\n`);
    return;
  }
  const start = performance.now();
  const plan = planOf(records, 'none');
  const { files, bytes } = writeHonestFolder(plan, folder);
  const seconds = (performance.now() - start) / 1_000;
  print(
    `${records} records of ${plan.tenants * plan.accounts} accounts in ${plan.tenants} tenants: ${files} files, ${megabytes(bytes)} MB, ${(bytes / records).toFixed(0)} bytes per record; made in ${seconds.toFixed(0)} s\n\n`,
  );
}

async function measureReading(folder: string): Promise<void> {
  print(row(['', 'seconds', 'x plain', 'peak MB', 'records', 'problems']));
  const plain = await runChild('bench/audit-reader.ts', [join(folder, 'records')]);
  print(figures('plain reader', plain, plain, plain.output.trim(), '-'));
  const verified = await runChild('bin/rotation.ts', ['audit', 'verify', folder, '--json']);
  const { records, problemCount } = verdict.parse(JSON.parse(verified.output));
  print(figures('verify', verified, plain, String(records), String(problemCount)));
  if (problemCount > 0 || verified.code !== 0) process.exitCode = 1;
}

const figures = (name: string, run: ChildRun, plain: ChildRun, records: string, problems: string): string =>
  row([
    name,
    run.seconds.toFixed(1),
    (run.seconds / plain.seconds).toFixed(2),
    run.peakMegabytes.toFixed(0),
    records,
    problems,
  ]);

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

const row = ([first = '', ...others]: readonly string[]): string =>
  `${first.padEnd(24)}${others.map((each) => each.padStart(12)).join('')}\n`;
