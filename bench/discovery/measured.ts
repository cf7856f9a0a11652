import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as z from 'zod';

export interface Measured {
  readonly roundTrips: number;
  readonly seconds: number;
  /** Most heap above what was there before, sampled while it ran. */
  readonly peakMegabytes: number;
  /** Heap that is still held afterwards. */
  readonly heldMegabytes: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const SAMPLE_MS = 10;
const MEGABYTE = 1024 * 1024;
const heap = () => process.memoryUsage().heapUsed;

/** Runs a piece of work and tells what it took. @param server  the simulated Graph, which counts */
export async function measured(server: string, work: () => Promise<void>): Promise<Measured> {
  await roundTripsSince(server);
  collectGarbage();
  const before = heap();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, heap());
  }, SAMPLE_MS);
  const start = performance.now();
  try {
    await work();
  } finally {
    clearInterval(sampling);
  }
  const seconds = (performance.now() - start) / 1_000;
  peak = Math.max(peak, heap());
  collectGarbage();
  return {
    roundTrips: await roundTripsSince(server),
    seconds,
    peakMegabytes: (peak - before) / MEGABYTE,
    heldMegabytes: (heap() - before) / MEGABYTE,
  };
}

async function roundTripsSince(server: string): Promise<number> {
  return z.object({ roundTrips: z.number() }).parse(await (await fetch(`${server}/round-trips`)).json()).roundTrips;
}
