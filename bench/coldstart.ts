import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { anyFunctionNames } from '../contract/functions.ts';
import { synthesize } from '../local/synthesize.ts';
import { type Measured, measureOnce, median } from './coldstart/measured.ts';
import { recordedRun } from './coldstart/recorded-run.ts';
import { unbundled } from './coldstart/unbundled.ts';

interface Options {
  readonly runs: string;
  readonly port: string;
  readonly only?: string;
}

/** What a bundle may take to load on a quiet machine, in ms; and of what the same code takes to load unbundled. */
const LONGEST_LOAD_MS = 80;
const LARGEST_SHARE = 0.5;

/** `bench coldstart`: each bundle in a fresh process beside the same code unbundled, against the same services. */
export function coldstartCommand(): Command {
  return new Command('coldstart')
    .description('load and first call of each function in a fresh process, beside the same code without bundling')
    .option('--runs <number>', 'how many processes for each; the medians count', '5')
    .option('--port <number>', 'the first of four ports', '8760')
    .option('--only <text>', 'only functions whose names contain this')
    .action(async ({ runs, port, only = '' }: Options) => {
      const folder = mkdtempSync(join(tmpdir(), 'coldstart-'));
      const sources = unbundled();
      try {
        const assembly = join(folder, 'cdk.out');
        await synthesize('config/example.yaml', assembly);
        const { product, events } = await recordedRun(assembly, folder, Number(port));
        print(`medians of ${runs} processes, ms of processor time (elapsed), Node ${process.version}\n\n`);
        print(row('function', 'MB', 'load', 'first call', 'next call', 'used MB', 'unbundled', 'shares'));
        const missed: string[] = [];
        for (const name of anyFunctionNames.filter((each) => each.includes(only))) {
          const declared = product.cloud.declarations.functions.find(({ logicalId }) =>
            logicalId.startsWith(`Functions${name.replaceAll('-', '')}Function`),
          );
          const event = declared === undefined ? undefined : events.get(declared.name);
          if (declared === undefined || event === undefined) continue;
          const eventFile = join(folder, 'event.json');
          writeFileSync(eventFile, event);
          const environment = product.cloud.environmentOf(declared, 'bench');
          const measure = async (file: string) => {
            const all: Measured[] = [];
            for (let n = 0; n < Number(runs); n += 1) all.push(await measureOnce(file, eventFile, environment));
            return all;
          };
          const ours = await measure(join(declared.folder, 'index.js'));
          const plain = await measure(resolve(sources, 'lambda/handlers', `${name}.mjs`));
          const share = loadOf(ours) / loadOf(plain);
          const load = median(ours.map((each) => each.load.ms));
          if (load > LONGEST_LOAD_MS) missed.push(`${name} takes ${load.toFixed(0)} ms to load`);
          if (share > LARGEST_SHARE) missed.push(`${name} loads in ${percent(share)} of what it takes unbundled`);
          for (const failure of new Set(ours.flatMap(({ failures }) => failures))) missed.push(`${name}, ${failure}`);
          print(
            row(
              name,
              String(declared.memoryMb),
              both(ours, 'load'),
              both(ours, 'first'),
              both(ours, 'second'),
              median(ours.map(({ mb }) => mb)).toFixed(0),
              `${both(plain, 'load')} + ${both(plain, 'first')}`,
              `${percent(share)}, ${percent(startOf(ours) / startOf(plain))}`,
            ),
          );
        }
        await product.close();
        print(missed.length === 0 ? '\nwithin the limits\n' : `\n${missed.join('\n')}\n`);
        process.exitCode = missed.length === 0 ? 0 : 1;
      } finally {
        rmSync(folder, { recursive: true, force: true });
        rmSync(sources, { recursive: true, force: true });
      }
    });
}

const print = (text: string): void => void process.stdout.write(text);
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

const loadOf = (all: readonly Measured[]) => median(all.map(({ load }) => load.cpuMs));

/** Processor time until the first call is answered: what a busy machine leaves alone. The second of the shares. */
const startOf = (all: readonly Measured[]) => median(all.map(({ load, first }) => load.cpuMs + (first?.cpuMs ?? 0)));

function both(all: readonly Measured[], part: 'load' | 'first' | 'second'): string {
  const of = (figure: 'ms' | 'cpuMs') => median(all.flatMap((each) => each[part]?.[figure] ?? [])).toFixed(0);
  return `${of('cpuMs')} (${of('ms')})`;
}

const WIDTHS = [22, 6, 12, 12, 12, 9, 24, 6];
const row = (...cells: readonly string[]) => `${cells.map((cell, n) => cell.padEnd(WIDTHS[n] ?? 0)).join(' ')}\n`;
