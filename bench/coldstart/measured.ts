import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';

const figures = z.object({ ms: z.number(), cpuMs: z.number() });
const measuredSchema = z.object({
  load: figures,
  first: figures.optional(),
  second: figures.optional(),
  failures: z.array(z.string()),
  /** Resident, after both calls. */
  mb: z.number(),
});
export type Measured = z.output<typeof measuredSchema>;

/** Loads a function in a process of its own and calls it twice. The services that it calls are in this process: nothing here may block. */
export async function measureOnce(
  file: string,
  eventFile: string,
  environment: Readonly<Record<string, string>>,
): Promise<Measured> {
  const child = ['bench/coldstart/child.mjs', file, eventFile];
  const { stdout } = await promisify(execFile)(process.execPath, child, { env: environment });
  return measuredSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
}

/** The middle one of several. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
