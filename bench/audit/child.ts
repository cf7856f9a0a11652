import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

export interface ChildRun {
  readonly output: string;
  readonly code: number;
  readonly seconds: number;
  /** Of all its threads: what does not depend on who else uses the machine. */
  readonly processorSeconds: number;
  /** Resident, of the whole process: Node takes some 40 of them before anything is read, and as much again to load TypeScript. */
  readonly peakMegabytes: number;
}

const taken = z.object({ kib: z.number(), processorMs: z.number() });

/** Runs a script of ours, TypeScript or JavaScript, in a process of its own, so that nobody else's memory is counted. */
export async function runChild(script: string, args: readonly string[]): Promise<ChildRun> {
  const start = performance.now();
  const imports = [...(script.endsWith('.ts') ? ['--import', 'tsx'] : []), '--import', './bench/audit/peak.mjs'];
  const child = spawn(process.execPath, [...imports, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const told = child.stdio[3];
  if (told === null || told === undefined || !('readable' in told)) throw new Error('the child has no fourth channel');
  if (child.stdout === null) throw new Error('the child has no output');
  const [output, said] = await Promise.all([text(child.stdout), text(told), once(child, 'close')]);
  const seconds = (performance.now() - start) / 1_000;
  const { kib, processorMs } = taken.parse(JSON.parse(said));
  const code = child.exitCode ?? 1;
  return { output, code, seconds, processorSeconds: processorMs / 1_000, peakMegabytes: kib / 1024 };
}
