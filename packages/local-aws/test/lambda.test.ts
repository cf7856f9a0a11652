import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type VirtualClock, virtualClock } from '@m365-rotation/loopback';
import { buildSync } from 'esbuild';
import { type LambdaService, startLambda } from '../lambda.ts';
import type { JsonObject } from '../service.ts';
import type { FunctionDeclaration } from '../template/declarations.ts';

const handlers = {
  echo: `export const handler = async (event, context) => ({ event, name: context.functionName, left: context.getRemainingTimeInMillis() });`,
  environment: `export const handler = async () => ({ ...process.env });`,
  fails: `class GraphThrottled extends Error { name = 'GraphThrottled'; }
    export const handler = async () => { throw new GraphThrottled('wait'); };`,
  counts: `let count = 0; export const handler = async () => { count += 1; return count; };`,
  meets: `import { existsSync, writeFileSync } from 'node:fs';
    export const handler = async ({ comes, awaits }) => {
      writeFileSync(comes, '');
      while (!existsSync(awaits)) await new Promise((again) => setTimeout(again, 5));
      return 'met';
    };`,
  spins: `export const handler = () => { for (;;); };`,
  exits: `export const handler = () => { process.exit(3); };`,
  rejects: `export const handler = async () => { Promise.reject(new Error('floating')); await new Promise(() => undefined); };`,
  // A loop of calls to built-in functions alone is never interrupted on Node 24, by no limit and by nobody.
  grows: `export const handler = async () => {
      for (let all; ; await undefined) all = { before: all, some: new Array(1000).fill(0) };
    };`,
  missing: `export const other = 1;`,
  nothing: `export const handler = async () => undefined;`,
  talks: `export const handler = async () => { console.log('a line'); console.error('another'); };`,
  large: `export const handler = async () => 'x'.repeat(7 * 1024 * 1024);`,
};
type Name = keyof typeof handlers;

let service: LambdaService | undefined;
let logFolder = '';
let clock: VirtualClock;

afterEach(async () => {
  await service?.close();
  service = undefined;
});

async function start(
  names: readonly Name[],
  {
    timeoutSeconds = 20,
    overrides = {},
    concurrency,
    speed = 1,
    ...more
  }: Partial<FunctionDeclaration> & { overrides?: Record<string, string>; concurrency?: number; speed?: number } = {},
) {
  const root = await mkdtemp(join(tmpdir(), 'lambda-'));
  logFolder = join(root, 'logs');
  clock = virtualClock();
  const functions = await Promise.all(
    names.map(async (name): Promise<FunctionDeclaration> => {
      const folder = await mkdtemp(join(root, `${name}-`));
      await writeFile(join(folder, 'index.mjs'), handlers[name]);
      return {
        logicalId: name,
        name,
        arn: `arn:aws:lambda:eu-central-1:111122223333:function:${name}`,
        folder,
        runtime: 'nodejs24.x',
        handler: 'index.handler',
        environment: { PORTAL_URL: 'https://portal.example', STATE_TABLE: 'state' },
        timeoutSeconds,
        memoryMb: 128,
        roleArn: `arn:aws:iam::111122223333:role/${name}`,
        ...more,
      };
    }),
  );
  const context = {
    clock: { ...clock, speed },
    accountId: '111122223333',
    region: 'eu-central-1',
    folder: root,
    call: () => Promise.reject(new Error('not called')),
  };
  service = await startLambda(context, functions, {
    endpointUrl: 'http://127.0.0.1:1',
    logFolder,
    overrides,
    concurrency,
  });
  return service;
}

const raw = (name: string, event: unknown = {}, more: JsonObject = {}) => {
  const input = { FunctionName: name, Payload: Buffer.from(JSON.stringify(event)).toString('base64'), ...more };
  const call = { service: 'lambda', action: 'Invoke', input, principal: { kind: 'operator' } } as const;
  const action = service?.actions.Invoke;
  if (action === undefined) throw new Error('not started');
  return action(input, call);
};

async function invoke(name: string, event?: unknown) {
  const { Payload, ...rest } = await raw(name, event);
  return { ...rest, payload: JSON.parse(Buffer.from(String(Payload), 'base64').toString('utf8')) };
}

/** Threads and files take their real time, however long that is. */
async function untilTrue(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((again) => setTimeout(again, 5));
}

function logOf(name: Name): string {
  const file = join(logFolder, `${name}.log`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

describe('an invocation', () => {
  test('carries JSON in and out, by name or ARN', async () => {
    await start(['echo']);
    const answer = await invoke('arn:aws:lambda:eu-central-1:111122223333:function:echo', { a: [1, null] });
    expect(answer).toMatchObject({ StatusCode: 200, payload: { event: { a: [1, null] }, name: 'echo' } });
    expect(answer).not.toHaveProperty('FunctionError');
    expect(answer.payload.left).toBeGreaterThan(0);
    expect(answer.payload.left).toBeLessThanOrEqual(20_000);
  });

  test('a handler that gives nothing gives null', async () => {
    await start(['nothing']);
    expect((await invoke('nothing')).payload).toBeNull();
  });

  test('an error keeps its name, and the call itself succeeds', async () => {
    await start(['fails']);
    const answer = await invoke('fails');
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(answer.payload).toMatchObject({ errorType: 'GraphThrottled', errorMessage: 'wait' });
    expect(answer.payload.trace[0]).toBe('GraphThrottled: wait');
  });

  test.each([
    ['the places in its sources', undefined, /^ {4}at .*\(?.*\/source\.ts:4:9\)?$/],
    ['those in the bundle, where its map cannot be read', '{', /^ {4}at .*\/index\.mjs:\d+:\d+\)?$/],
  ])('the trace of an error of a bundle tells %s', async (_, map, place) => {
    const folder = await mkdtemp(join(tmpdir(), 'mapped-'));
    const source = join(folder, 'source.ts');
    await writeFile(
      source,
      'class Broken extends Error {}\n\nfunction breaks(): never {\n  throw new Broken();\n}\nexport const handler = () => breaks();\n',
    );
    const outfile = join(folder, 'index.mjs');
    buildSync({ entryPoints: [source], outfile, format: 'esm', minify: true, sourcemap: 'linked' });
    if (map !== undefined) await writeFile(`${outfile}.map`, map);
    await start(['nothing'], { folder });
    expect((await invoke('nothing')).payload.trace[1]).toMatch(place);
  });

  test.each([
    ['exits', 'Runtime.ExitError'],
    ['rejects', 'Runtime.UnhandledPromiseRejection'],
    ['grows', 'Runtime.ExitError'],
    ['missing', 'Runtime.HandlerNotFound'],
    ['large', 'Function.ResponseSizeTooLarge'],
  ] as const)('%s: ends with %s, and the next invocation has a thread again', async (name, errorType) => {
    await start([name, 'echo'], { memoryMb: name === 'grows' ? 16 : 128 });
    expect((await invoke(name)).payload.errorType).toBe(errorType);
    expect((await invoke(name)).payload.errorType).toBe(errorType);
    expect((await invoke('echo')).payload.name).toBe('echo');
  });

  test('an unknown function, and a payload that is no JSON', async () => {
    await start(['echo']);
    await expect(raw('other')).rejects.toMatchObject({ code: 'ResourceNotFoundException', httpStatus: 404 });
    await expect(raw('echo', {}, { Payload: 'bm8=' })).rejects.toMatchObject({
      code: 'InvalidRequestContentException',
    });
  });
});

describe('threads', () => {
  test('are warm for the next invocation, and one per invocation at a time', async () => {
    await start(['counts', 'meets']);
    expect((await invoke('counts')).payload).toBe(1);
    expect((await invoke('counts')).payload).toBe(2);
    const [one, other] = [join(logFolder, 'one'), join(logFolder, 'other')];
    const both = [invoke('meets', { comes: one, awaits: other }), invoke('meets', { comes: other, awaits: one })];
    expect((await Promise.all(both)).map(({ payload }) => payload)).toEqual(['met', 'met']);
  });

  test('a function that never returns is stopped after its timeout', async () => {
    await start(['spins'], { timeoutSeconds: 1 });
    const answer = await invoke('spins');
    expect(answer.payload.errorType).toBe('Sandbox.Timedout');
    expect(answer.payload.errorMessage).toMatch(/Task timed out after 1\.00 seconds/);
  });

  test('can be stopped at any moment', async () => {
    const lambda = await start(['meets']);
    const comes = join(logFolder, 'comes');
    const stopped = invoke('meets', { comes, awaits: join(logFolder, 'never') });
    await untilTrue(() => existsSync(comes));
    await lambda.stopFunction('meets');
    expect((await stopped).payload.errorType).toBe('Runtime.ExitError');
    expect((await invoke('meets', { comes, awaits: comes })).payload).toBe('met');
  });

  test('have an environment of their own', async () => {
    await start(['environment'], { overrides: { PORTAL_URL: 'http://127.0.0.1:8700', GRAPH_ENDPOINT: 'http://x' } });
    process.env.SOMETHING_OF_THE_HOST = 'x';
    const { payload } = await invoke('environment');
    delete process.env.SOMETHING_OF_THE_HOST;
    expect(payload).toMatchObject({
      PORTAL_URL: 'http://127.0.0.1:8700',
      STATE_TABLE: 'state',
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_SESSION_TOKEN: 'environment@1',
      AWS_LAMBDA_FUNCTION_NAME: 'environment',
    });
    expect(payload).not.toHaveProperty('GRAPH_ENDPOINT');
    expect(payload).not.toHaveProperty('SOMETHING_OF_THE_HOST');
    expect(payload).not.toHaveProperty('PATH');
  });

  test('write to a log of their function', async () => {
    const lambda = await start(['talks', 'fails']);
    await invoke('talks');
    await invoke('fails');
    await untilTrue(() => logOf('talks').split('\n').length > 2 && logOf('fails').endsWith('\n'));
    await lambda.close();
    expect(logOf('talks').split('\n').sort()).toEqual(['', 'a line', 'another']);
    expect(logOf('fails')).toMatch(/"errorType":"GraphThrottled"/);
  });

  test('more than the reserved concurrency are refused', async () => {
    await start(['nothing'], { reservedConcurrency: 1 });
    const [first, second] = await Promise.allSettled([invoke('nothing'), invoke('nothing')]);
    expect(first).toMatchObject({ status: 'fulfilled' });
    expect(second).toMatchObject({ reason: { code: 'TooManyRequestsException', httpStatus: 429 } });
  });
});

test('an asynchronous invocation that finds no room is tried again for six hours, after ever longer waits', async () => {
  const lambda = await start(['talks'], { concurrency: 0 });
  await expect(invoke('talks')).rejects.toMatchObject({ fields: { Reason: 'ConcurrentInvocationLimitExceeded' } });
  await raw('talks', {}, { InvocationType: 'Event' });
  await clock.pass(7_000); // at 0, 1, 3 and 7 s
  expect(lambda.throttled()).toBe(1 + 4);
  await clock.pass(5.9 * 3_600_000);
  const tries = lambda.throttled();
  expect(tries).toBeGreaterThan(70);
});

test('on a clock that goes faster so many times as many functions may run: their work takes its real time', async () => {
  await start(['meets'], { concurrency: 1, speed: 2 });
  const [one, other] = [join(logFolder, 'one'), join(logFolder, 'other')];
  const met = [invoke('meets', { comes: one, awaits: other }), invoke('meets', { comes: other, awaits: one })];
  await expect(invoke('meets', { comes: one, awaits: one })).rejects.toMatchObject({
    code: 'TooManyRequestsException',
  });
  expect((await Promise.all(met)).map(({ payload }) => payload)).toEqual(['met', 'met']);
});

test('an asynchronous invocation is tried three times', async () => {
  const lambda = await start(['fails']);
  expect(await raw('fails', {}, { InvocationType: 'Event' })).toEqual({ StatusCode: 202 });
  const tries = () => logOf('fails').split('\n').length - 1;
  for (const [seconds, most] of [
    [0, 1],
    [59, 1],
    [1, 2],
    [119, 2],
    [1, 3],
    [3_600, 3],
  ] as const) {
    await clock.pass(seconds * 1000);
    await untilTrue(() => tries() >= most);
    expect(tries()).toBe(most);
  }
  await lambda.close();
});
