import { spawnSync } from 'node:child_process';
import * as z from 'zod';

const figures = z.object({ ms: z.number(), cpuMs: z.number() });
const measuredSchema = z.object({
  load: figures,
  first: figures.optional(),
  second: figures.optional(),
  failures: z.array(z.string()),
  peakMb: z.number(),
});
export type Measured = z.output<typeof measuredSchema>;

/** Loads a function in a process of its own and calls it twice. */
export function measureOnce(file: string, eventFile: string, environment: Readonly<Record<string, string>>): Measured {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bench/coldstart/child.mjs', file, eventFile], {
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} cannot be loaded:\n${stderr}`);
  return measuredSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
}

/** The middle one of several. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
