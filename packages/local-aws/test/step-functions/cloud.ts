import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { virtualClock } from '@m365-rotation/loopback';
import type { JsonObject } from '../../service.ts';
import { type RunningMachines, type Stubs, startMachines } from '../../step-functions/with-stubs.ts';

const folders: string[] = [];
const running = new Set<RunningMachines>();
afterAll(async () => {
  // One that still ran would write into a folder that is gone, and fail whatever test runs then.
  for (const each of running) await each.close();
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'step-functions-'));
  folders.push(folder);
  return folder;
}

/** Step Functions with hand-made machines, in a folder of its own that goes with the tests. What a test leaves running is closed then. */
export async function startCloud(
  machines: Readonly<Record<string, JsonObject>>,
  stubs: Stubs = {},
  { folder = newFolder(), clock = virtualClock() } = {},
): Promise<RunningMachines> {
  const started = await startMachines(machines, stubs, { folder, clock });
  const close = async () => {
    running.delete(cloud);
    await started.close();
  };
  const cloud = { ...started, close };
  running.add(cloud);
  return cloud;
}
