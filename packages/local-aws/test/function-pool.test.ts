import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FunctionPool, type PoolLimits } from '../function-pool.ts';
import { FunctionThread, type Outcome } from '../function-thread.ts';
import type { FunctionDeclaration } from '../template/declarations.ts';

const code = `import { threadId } from 'node:worker_threads';
export const handler = async ({ ms = 0, exit = false }) => {
  if (exit) process.exit(1);
  await new Promise((done) => setTimeout(done, ms));
  return threadId;
};`;

let folder = '';
let started: string[];
let pool: FunctionPool;

const poolOf = (given: Partial<PoolLimits>) => {
  const limits = { threads: 2, threadsPerFunction: 2, idleMs: 60_000, ...given };
  started = [];
  pool = new FunctionPool((declared) => {
    started.push(declared.name);
    return new FunctionThread(declared, `${declared.name}@${started.length}`, {}, new PassThrough().resume());
  }, limits);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pool-'));
  await writeFile(join(folder, 'index.mjs'), code);
});
afterEach(async () => pool.close());

const named = (name: string): FunctionDeclaration => ({
  logicalId: name,
  name,
  arn: name,
  folder,
  handler: 'index.handler',
  environment: {},
  timeoutSeconds: 10,
  memoryMb: 128,
  roleArn: 'role',
});
const invoke = async (name: string, event = {}): Promise<Outcome['kind']> =>
  (await pool.invoke(named(name), JSON.stringify(event), 'id')).kind;

test('beyond the limit, invocations wait in line for a thread', async () => {
  poolOf({ threads: 2 });
  const ends: string[] = [];
  const run = async (name: string, label: string) => {
    await invoke(name, { ms: 100 });
    ends.push(label);
  };
  await Promise.all([run('a', 'a1'), run('b', 'b1'), run('a', 'a2'), run('c', 'c1'), run('b', 'b2')]);
  expect(ends.slice(0, 2).sort()).toEqual(['a1', 'b1']);
  expect(ends.sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1']);
  // A waiting invocation takes over a warm thread of its own function.
  expect(started.filter((name) => name !== 'c').length).toBeLessThanOrEqual(3);
});

test('one function doesn’t take all places', async () => {
  poolOf({ threads: 4, threadsPerFunction: 2 });
  let done = false;
  const many = Promise.all(Array.from({ length: 6 }, () => invoke('a', { ms: 500 }))).then(() => {
    done = true;
  });
  await invoke('b');
  expect(done).toBe(false);
  await many;
  expect(started.sort()).toEqual(['a', 'a', 'b']);
});

test('an idle thread of another function makes place', async () => {
  poolOf({ threads: 1 });
  await invoke('a');
  await invoke('b');
  await invoke('b');
  await invoke('a');
  expect(started).toEqual(['a', 'b', 'a']);
});

test('a thread that ends makes place for who waits', async () => {
  poolOf({ threads: 1 });
  expect(await Promise.all([invoke('a', { exit: true }), invoke('b'), invoke('c')])).toEqual([
    'failed',
    'returned',
    'returned',
  ]);
});

test('threads without work end after a while', async () => {
  poolOf({ threads: 2, idleMs: 50 });
  await invoke('a');
  await new Promise((done) => setTimeout(done, 150));
  await invoke('a');
  expect(started).toEqual(['a', 'a']);
});

test('closing ends what runs, and refuses what waits', async () => {
  poolOf({ threads: 1 });
  const running = invoke('a', { ms: 60_000 });
  const waiting = invoke('b');
  await new Promise((done) => setTimeout(done, 50));
  const refused = expect(waiting).rejects.toThrow(/closing/);
  await pool.close();
  expect(await running).toBe('failed');
  await refused;
  await expect(invoke('a')).rejects.toThrow(/closing/);
});
