import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FunctionPool, type PoolLimits } from '../function-pool.ts';
import { FunctionThread, type Outcome } from '../function-thread.ts';
import type { FunctionDeclaration } from '../template/declarations.ts';

const code = `import { existsSync } from 'node:fs';
export const handler = async ({ until, exit = false }) => {
  if (exit) process.exit(1);
  while (until !== undefined && !existsSync(until)) await new Promise((again) => setTimeout(again, 5));
};`;

let folder = '';
let started: string[];
let pool: FunctionPool;

const poolOf = (given: Partial<PoolLimits>) => {
  const limits = { threads: 2, threadsPerFunction: 2, idleMs: 60_000, ...given };
  started = [];
  pool = new FunctionPool((declared) => {
    started.push(declared.name);
    return new FunctionThread(declared, `${declared.name}@${started.length}`, {}, () => () => undefined);
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
  runtime: 'nodejs24.x',
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
  const until = join(folder, 'may-end');
  const all = Promise.all(['a', 'b', 'a', 'c', 'b'].map((name) => invoke(name, { until })));
  await new Promise((turned) => setImmediate(turned));
  expect(started).toEqual(['a', 'b']);
  await writeFile(until, '');
  expect(await all).toEqual(Array.from({ length: 5 }, () => 'returned'));
  // A waiting invocation takes over a warm thread of its own function.
  expect(started.filter((name) => name !== 'c').length).toBeLessThanOrEqual(3);
});

test('one function doesn’t take all places', async () => {
  poolOf({ threads: 4, threadsPerFunction: 2 });
  let done = false;
  const until = join(folder, 'may-end');
  const many = Promise.all(Array.from({ length: 6 }, () => invoke('a', { until }))).then(() => {
    done = true;
  });
  await invoke('b');
  expect(done).toBe(false);
  await writeFile(until, '');
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
  const running = invoke('a', { until: join(folder, 'never') });
  const waiting = invoke('b');
  await new Promise((turned) => setImmediate(turned));
  const refused = expect(waiting).rejects.toThrow(/closing/);
  await pool.close();
  expect(await running).toBe('failed');
  await refused;
  await expect(invoke('a')).rejects.toThrow(/closing/);
});

test('what a function has logged is there when it has ended, though its thread must make way at once', async () => {
  await writeFile(
    join(folder, 'index.mjs'),
    "export const handler = async () => { for (const n of [1, 2, 3, 4]) process.stdout.write('line ' + n + '\\n'); };",
  );
  for (let run = 0; run < 10; run += 1) {
    let logged = '';
    const thread = new FunctionThread(named('a'), 'a@1', {}, () => (piece) => {
      logged += piece;
    });
    expect(await thread.invoke('{}', 'id')).toEqual({ kind: 'returned', payload: 'null' });
    await thread.stop();
    expect(logged).toBe('line 1\nline 2\nline 3\nline 4\n');
  }
});
