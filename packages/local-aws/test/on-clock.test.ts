import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { FunctionThread } from '../function-thread.ts';
import type { FunctionDeclaration } from '../template/declarations.ts';

/** Functions on a virtual clock: their waits take its time and no other, and they see its time of day. */

const code = `import { setTimeout as wait } from 'node:timers/promises';
export const handler = async ({ seconds, computeMs = 0 }) => {
  const began = Date.now();
  await new Promise((done) => setTimeout(done, computeMs));
  if (seconds !== undefined) await wait(seconds * 1000);
  return { began, ended: new Date().toISOString() };
};`;

let folder = '';
let clock: VirtualClock;
let thread: FunctionThread;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'on-clock-'));
  await writeFile(join(folder, 'index.mjs'), code);
  clock = virtualClock(new Date('2030-01-01T00:00:00Z'));
  thread = new FunctionThread(declared(), 'f@1', {}, () => () => undefined, clock);
});
afterEach(async () => {
  await thread.stop();
  await rm(folder, { recursive: true });
});

const declared = (timeoutSeconds = 3_600): FunctionDeclaration => ({
  logicalId: 'f',
  name: 'f',
  arn: 'f',
  folder,
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  environment: {},
  timeoutSeconds,
  memoryMb: 128,
  roleArn: 'role',
});

const run = async (event: object) =>
  JSON.parse((await clock.until(thread.invoke(JSON.stringify(event), 'id'))).payload);

test('an hour of waiting is over at once, and the function sees that it has passed', async () => {
  const { began, ended } = await run({ seconds: 3_599 });
  expect(new Date(began).toISOString()).toBe('2030-01-01T00:00:00.000Z');
  expect(ended).toBe('2030-01-01T00:59:59.000Z');
  expect(clock.elapsed()).toBe(3_599_000);
});

test('the clock stands still while a function computes, whatever else is due', async () => {
  clock.after(1, () => undefined);
  const { ended } = await run({ computeMs: 20 });
  expect(ended).toBe('2030-01-01T00:00:00.000Z');
  expect(clock.elapsed()).toBe(0);
});

test('computing takes nothing of its time limit, however busy the machine is', async () => {
  await thread.stop();
  thread = new FunctionThread(declared(0.005), 'f@2', {}, () => () => undefined, clock);
  expect(await run({ computeMs: 50 })).toMatchObject({ ended: '2030-01-01T00:00:00.000Z' });
});

test('one that waits beyond its time limit is ended there', async () => {
  const outcome = await clock.until(thread.invoke(JSON.stringify({ seconds: 3_601 }), 'id'));
  expect(outcome).toMatchObject({
    kind: 'failed',
    payload: expect.stringContaining('timed out after 3600.00 seconds'),
  });
  expect(clock.elapsed()).toBe(3_600_000);
});

test('one that ended while it was waiting holds nobody up', async () => {
  const invoked = thread.invoke(JSON.stringify({ seconds: 60 }), 'id');
  await clock.pass(10_000);
  await thread.stop();
  expect((await clock.until(invoked)).kind).toBe('failed');
  await clock.pass(120_000);
  expect(clock.elapsed()).toBe(130_000);
});
