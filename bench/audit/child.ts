import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface ChildRun {
  readonly output: string;
  readonly code: number;
  readonly seconds: number;
  /** Resident, of the whole process: Node and the loader of TypeScript take some 90 of them before anything is read. */
  readonly peakMegabytes: number;
}

/** Runs a script of ours in a process of its own, so that nobody else's memory is counted. */
export async function runChild(script: string, args: readonly string[]): Promise<ChildRun> {
  const start = performance.now();
  const imports = ['--import', 'tsx', '--import', './bench/audit-peak.ts'];
  const child = spawn(process.execPath, [...imports, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const peak = child.stdio[3];
  if (peak === null || peak === undefined || !('readable' in peak)) throw new Error('the child has no fourth channel');
  if (child.stdout === null) throw new Error('the child has no output');
  const [output, kib] = await Promise.all([text(child.stdout), text(peak), once(child, 'close')]);
  const seconds = (performance.now() - start) / 1_000;
  return { output, code: child.exitCode ?? 1, seconds, peakMegabytes: Number(kib) / 1024 };
}
