import { existsSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import timers from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { mapTraces } from './mapped-traces.mjs';

/*
 * Runs inside a worker thread: what Lambda's Node.js runtime does around a handler. Plain JavaScript, so that a thread
 * starts without a TypeScript loader.
 */

/** @typedef {{ functionName: string, functionArn: string, folder: string, handler: string, memoryMb: number, onClock: boolean }} Setting */
/** @typedef {{ event: string, requestId: string, deadline: number, now: number }} Invocation */

if (parentPort === null) throw new Error('function-thread.mjs runs in a worker thread only');
const port = parentPort;
/** @type {Setting} */
const setting = workerData;

mapTraces();

const RealDate = Date;
/** The time on the clock of this cloud, as whatever came last from there told it: the clock stands still while a function computes. */
let nowMs = 0;
/** @type {Map<number, () => void>} */
const sleeping = new Map();

/** The function's time of day, and what it waits for of its own accord, follow the clock of the cloud. Time limits of requests stay real. */
function followClock() {
  globalThis.Date = class extends RealDate {
    /** @param {ConstructorParameters<typeof RealDate>} given */
    constructor(...given) {
      if (given.length === 0) super(nowMs);
      else super(...given);
    }
    static now() {
      return nowMs;
    }
  };
  let slept = 0;
  timers.setTimeout = (ms = 0, value = undefined) =>
    new Promise((awake) => {
      slept += 1;
      sleeping.set(slept, () => awake(value));
      port.postMessage({ sleep: ms, number: slept });
    });
  syncBuiltinESMExports();
}
if (setting.onClock) followClock();

/**
 * Loads `index` of `index.handler` in Lambda's order: `index.js` by `require`, `index.mjs`, `index.cjs`. No `package.json` makes ES modules
 * of `.js` files here: bundles have none.
 * @param {string} file
 */
async function loaded(file) {
  const path = (/** @type {string} */ extension) => join(setting.folder, `${file}.${extension}`);
  const required = ['js', 'cjs'].map(path).find((each) => existsSync(each));
  const isModule = existsSync(path('mjs')) && !existsSync(path('js'));
  if (isModule || required === undefined) return import(pathToFileURL(path('mjs')).href);
  return createRequire(required)(required);
}

const [file, exported] = setting.handler.split('.');
/** Errors while loading are told by the first invocation. @type {Promise<(event: unknown, context: object) => unknown>} */
const handler = loaded(file).then((module) => {
  if (typeof module[exported] !== 'function') {
    throw Object.assign(new Error(`${setting.handler} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return module[exported];
});
handler.catch(() => undefined);

/**
 * Logs are kept, as Lambda keeps them, before an invocation ends: a thread passes on the first line and holds back the next ones until that
 * has arrived, so that one which is stopped right after its answer would lose them.
 *
 * @param {NodeJS.WriteStream} stream
 */
const flushed = (stream) =>
  stream.writableLength === 0 ? undefined : new Promise((done) => stream.write('', () => done(undefined)));

/** @param {unknown} thrown */
function describe(thrown) {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

/**
 * @param {Record<string, unknown>} answer
 * @param {boolean} last  whether this thread takes no more invocations
 */
function fail(answer, last = false) {
  // One line, as Lambda's own log format has it.
  process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', ...answer })}\n`);
  port.postMessage({ error: JSON.stringify(answer), last });
}

process.on('unhandledRejection', (reason) => {
  // Lambda throws such an environment away.
  fail(
    { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: String(reason), reason: describe(reason) },
    true,
  );
  process.exit(1);
});

port.on('message', async (/** @type {Invocation | { wake: number, now: number }} */ received) => {
  nowMs = received.now;
  if ('wake' in received) {
    sleeping.get(received.wake)?.();
    sleeping.delete(received.wake);
    return;
  }
  const { event, requestId, deadline } = received;
  const context = {
    functionName: setting.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setting.functionArn,
    memoryLimitInMB: String(setting.memoryMb),
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result = await (await handler)(JSON.parse(event), context);
    await flushed(process.stdout);
    port.postMessage({ result: JSON.stringify(result) ?? 'null' });
  } catch (thrown) {
    await flushed(process.stdout);
    fail(describe(thrown));
  }
});
