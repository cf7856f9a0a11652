import { fork } from 'node:child_process';
import { Command } from 'commander';
import { baselineOf } from './messages/baseline.ts';
import type { Size } from './messages/big-cycle.ts';
import { faults, systems } from './messages/faults.ts';
import { ProductRun } from './messages/product.ts';
import { type Counts, countsOf } from './messages/verdict.ts';

interface Options {
  readonly tenants: string;
  readonly accounts: string;
  readonly processes: string;
  readonly only?: readonly string[];
}

/** A system, and what is wrong with it. */
const runs = [
  { name: 'all fine', system: 'mail', fault: 'fine' } as const,
  ...systems.flatMap((system) =>
    faults.filter((fault) => fault !== 'fine').map((fault) => ({ name: `${system} ${fault}`, system, fault })),
  ),
];

/** `bench messages`: what a large cycle sends to people, PSA and vault, whatever is wrong with one of them. */
export function messagesCommand(): Command {
  return new Command('messages')
    .description(
      'what a cycle sends whose accounts are all approved within a minute, beside a message for each account and event',
    )
    .option('--tenants <number>', 'tenants', '1000')
    .option('--accounts <number>', 'accounts of each tenant', '12')
    .option('--processes <number>', 'runs at the same time', '2')
    .option('--only <runs...>', 'these alone, in this process, such as "psa down"')
    .action(async ({ tenants, accounts, processes, only }: Options) => {
      const size = { tenants: Number(tenants), accounts: Number(accounts) };
      if (only !== undefined) return printRuns(size, only);
      print(`${tenants} tenants with ${accounts} accounts each, all approved within one minute\n\n`);
      print(row(head));
      print(baselineRow(size));
      const rows = await rowsByProcesses(size, Number(processes));
      for (const { name } of runs) print(rows.get(name) ?? '');
      if (rows.size < runs.length) throw new Error('a run has not ended');
    });
}

const print = (text: string): void => void process.stdout.write(text);

async function printRuns(size: Size, names: readonly string[]): Promise<void> {
  for (const { name, system, fault } of runs.filter((each) => names.includes(each.name))) {
    const run = new ProductRun(size, system, fault);
    await run.toTheEnd();
    const counts = countsOf(run, size);
    print(rowOf(name, counts));
    if (counts.lost + counts.doubled + counts.deadLetters + counts.ended > 0) process.exitCode = 1;
  }
}

/** Each process gets every so many of them. Their order, and so what is printed, is always the same. */
async function rowsByProcesses({ tenants, accounts }: Size, processes: number): Promise<ReadonlyMap<string, string>> {
  const outputs = await Promise.all(
    Array.from({ length: processes }, (_, n) => {
      const mine = runs.filter((_each, i) => i % processes === n).map(({ name }) => name);
      return outputOf(['messages', '--tenants', `${tenants}`, '--accounts', `${accounts}`, '--only', ...mine]);
    }),
  );
  const lines = outputs.flatMap((each) => each.split('\n')).map((each) => `${each}\n`);
  return new Map(
    runs.flatMap(({ name }) => {
      const found = lines.find((each) => each.startsWith(name.padEnd(widths[0] ?? 0)));
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

function outputOf(args: readonly string[]): Promise<string> {
  const child = fork(process.argv[1] ?? '', args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let output = '';
  child.stdout?.on('data', (text) => {
    output += String(text);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) process.exitCode = 1;
      resolve(output);
    });
  });
}

const head = [
  'system, fault',
  'mails',
  'each: most',
  'mean',
  'to team',
  'cards',
  'opened',
  'notes',
  'closed',
  'records',
  'again',
  'to PSA',
  'minutes',
  'lost',
  'doubled',
  'allowed',
];

const rowOf = (name: string, counts: Counts): string =>
  row([
    name,
    counts.mails,
    counts.most,
    counts.mean.toFixed(1),
    counts.teamMails,
    counts.cards,
    counts.opened,
    counts.noted,
    counts.closed,
    counts.records,
    counts.writtenAgain,
    counts.psaRequests,
    counts.minutes.toFixed(0),
    counts.lost + counts.deadLetters + counts.ended,
    counts.doubled,
    counts.allowed,
  ]);

function baselineRow(size: Size): string {
  const { mails, mean, cards, opened, noted, closed, records, psaRequests, minutes } = baselineOf(size);
  const each = mean.toFixed(1);
  return row([
    'one per event',
    mails,
    each,
    each,
    0,
    cards,
    opened,
    noted,
    closed,
    records,
    0,
    psaRequests,
    minutes.toFixed(0),
  ]);
}

const widths = [20, 7, 12, 7, 9, 7, 8, 7, 8, 9, 7, 8, 9, 6, 9];
const row = (cells: readonly (string | number)[]) =>
  `${cells
    .map((cell, i) => String(cell).padEnd(widths[i] ?? 0))
    .join('')
    .trimEnd()}\n`;
