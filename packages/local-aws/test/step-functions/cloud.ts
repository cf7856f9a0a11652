import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { virtualClock } from '@m365-rotation/loopback';
import type { JsonObject } from '../../service.ts';
import { type Stubs, startMachines } from '../../step-functions/with-stubs.ts';

const folders: string[] = [];
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'step-functions-'));
  folders.push(folder);
  return folder;
}

/** Step Functions with hand-made machines, in a folder of its own that goes with the tests. */
export const startCloud = (
  machines: Readonly<Record<string, JsonObject>>,
  stubs: Stubs = {},
  { folder = newFolder(), clock = virtualClock() } = {},
) => startMachines(machines, stubs, { folder, clock });
