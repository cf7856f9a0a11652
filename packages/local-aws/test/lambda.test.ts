import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { clockAt } from '@m365-rotation/loopback';
import { type LambdaService, startLambda } from '../lambda.ts';
import type { JsonObject } from '../service.ts';
import type { FunctionDeclaration } from '../template/declarations.ts';

const handlers = {
  echo: `export const handler = async (event, context) => ({ event, name: context.functionName, left: context.getRemainingTimeInMillis() });`,
  environment: `export const handler = async () => ({ ...process.env });`,
  fails: `class GraphThrottled extends Error { name = 'GraphThrottled'; }
    export const handler = async () => { throw new GraphThrottled('wait'); };`,
  counts: `let count = 0; export const handler = async () => { count += 1; return count; };`,
  slow: `export const handler = async (event) => { await new Promise((done) => setTimeout(done, event.ms)); return 'done'; };`,
  spins: `export const handler = () => { for (;;); };`,
  exits: `export const handler = () => { process.exit(3); };`,
  rejects: `export const handler = async () => { Promise.reject(new Error('floating')); await new Promise(() => undefined); };`,
  grows: `export const handler = () => { const all = []; for (;;) all.push(new Array(1000).fill({ a: all.length })); };`,
  missing: `export const other = 1;`,
  nothing: `export const handler = async () => undefined;`,
  talks: `export const handler = async () => { console.log('a line'); console.error('another'); };`,
  large: `export const handler = async () => 'x'.repeat(7 * 1024 * 1024);`,
};
type Name = keyof typeof handlers;

let service: LambdaService | undefined;
let logFolder = '';

afterEach(async () => {
  await service?.close();
  service = undefined;
});

async function start(
  names: readonly Name[],
  {
    timeoutSeconds = 20,
    overrides = {},
    ...more
  }: Partial<FunctionDeclaration> & { overrides?: Record<string, string> } = {},
) {
  const root = await mkdtemp(join(tmpdir(), 'lambda-'));
  logFolder = join(root, 'logs');
  const functions = await Promise.all(
    names.map(async (name): Promise<FunctionDeclaration> => {
      const folder = await mkdtemp(join(root, `${name}-`));
      await writeFile(join(folder, 'index.mjs'), handlers[name]);
      return {
        logicalId: name,
        name,
        arn: `arn:aws:lambda:eu-central-1:111122223333:function:${name}`,
        folder,
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
    clock: clockAt(10_000),
    accountId: '111122223333',
    region: 'eu-central-1',
    folder: root,
    call: () => Promise.reject(new Error('not called')),
  };
  service = await startLambda(context, functions, { endpointUrl: 'http://127.0.0.1:1', logFolder, overrides });
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

describe('an invocation', () => {
  test('carries JSON in and out, by name or ARN', async () => {
    await start(['echo']);
    const answer = await invoke('arn:aws:lambda:eu-central-1:111122223333:function:echo', { a: [1, null] });
    expect(answer).toMatchObject({ StatusCode: 200, payload: { event: { a: [1, null] }, name: 'echo' } });
    expect(answer).not.toHaveProperty('FunctionError');
    expect(answer.payload.left).toBeGreaterThan(15_000);
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
    await start(['counts', 'slow']);
    expect((await invoke('counts')).payload).toBe(1);
    expect((await invoke('counts')).payload).toBe(2);
    const before = Date.now();
    await Promise.all([invoke('slow', { ms: 2_000 }), invoke('slow', { ms: 2_000 })]);
    expect(Date.now() - before).toBeLessThan(3_900);
  });

  test('a function that never returns is stopped after its timeout', async () => {
    await start(['spins'], { timeoutSeconds: 1 });
    const answer = await invoke('spins');
    expect(answer.payload.errorType).toBe('Sandbox.Timedout');
    expect(answer.payload.errorMessage).toMatch(/Task timed out after 1\.00 seconds/);
  });

  test('can be stopped at any moment', async () => {
    const lambda = await start(['slow']);
    const stopped = invoke('slow', { ms: 60_000 });
    await new Promise((done) => setTimeout(done, 300));
    await lambda.stopFunction('slow');
    expect((await stopped).payload.errorType).toBe('Runtime.ExitError');
    expect((await invoke('slow', { ms: 1 })).payload).toBe('done');
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
    await new Promise((done) => setTimeout(done, 100));
    await lambda.close();
    expect(await readFile(join(logFolder, 'talks.log'), 'utf8')).toBe('a line\nanother\n');
    expect(await readFile(join(logFolder, 'fails.log'), 'utf8')).toMatch(/"errorType":"GraphThrottled"/);
  });

  test('more than the reserved concurrency are refused', async () => {
    await start(['slow'], { reservedConcurrency: 1 });
    const [first, second] = await Promise.allSettled([invoke('slow', { ms: 200 }), invoke('slow', { ms: 1 })]);
    expect(first).toMatchObject({ status: 'fulfilled' });
    expect(second).toMatchObject({ reason: { code: 'TooManyRequestsException', httpStatus: 429 } });
  });
});

test('an asynchronous invocation is tried three times', async () => {
  const lambda = await start(['fails']);
  expect(await raw('fails', {}, { InvocationType: 'Event' })).toEqual({ StatusCode: 202 });
  await new Promise((done) => setTimeout(done, 1_000));
  await lambda.close();
  expect((await readFile(join(logFolder, 'fails.log'), 'utf8')).trim().split('\n')).toHaveLength(3);
});
