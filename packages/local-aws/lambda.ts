import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { OWN_FILE, privateFolder } from '@m365-rotation/loopback';
import * as z from 'zod';
import { accessKeyOf } from './callers.ts';
import { ConcurrencyLimit, isTooManyInvocations } from './concurrency.ts';
import { FunctionPool, type PoolLimits } from './function-pool.ts';
import { FunctionThread } from './function-thread.ts';
import { AwsError, type Principal, type Service, type ServiceContext } from './service.ts';
import type { FunctionDeclaration } from './template/declarations.ts';

/** The largest event and answer of a synchronous invocation. */
const LARGEST_PAYLOAD_BYTES = 6 * 1024 * 1024;
/** When an asynchronous invocation whose function failed is tried again: twice, as Lambda does by default. In ms of the clock. */
const ASYNC_RETRY_MS = [60_000, 120_000];
/** One that was throttled is tried again after 1 s, then twice as long each time up to 5 minutes, for 6 hours. */
const THROTTLED_RETRY = { firstMs: 1_000, capMs: 300_000, totalMs: 6 * 3_600_000 };

export interface LambdaSetting {
  /** Where functions reach the AWS endpoint. */
  readonly endpointUrl: string;
  /** Gets one file per function. */
  readonly logFolder: string;
  /** Told what each thread of a function logs, in pieces that may end anywhere. Nobody, if left out. */
  readonly logReader?: (declared: FunctionDeclaration) => (piece: string) => void;
  /** Told of each invocation that has ended. */
  readonly onInvoked?: (declared: FunctionDeclaration, failed: boolean) => void;
  /** Variables that are replaced where the template sets them. */
  readonly overrides: Readonly<Record<string, string>>;
  /** How many threads there may be; few enough for a laptop if left out. */
  readonly limits?: PoolLimits;
  /** How many invocations the account may have at once, where the clock goes as it should; no limit if left out. */
  readonly concurrency?: number | undefined;
  readonly onClock?: OnClock | undefined;
}

/**
 * For a virtual clock, which stands still while functions compute: their own waits and the time of day that they see pass on it too.
 */
export interface OnClock {
  /** How long an invocation of the function with this logical id takes besides its waits, in ms of the clock. */
  readonly takesMs: (logicalId: string) => number;
}

export interface LambdaService extends Service {
  /** Stops the thread that a call came from, in the middle of whatever it does. */
  stopCaller(principal: Principal): Promise<void>;
  /** Stops every thread of a function that is at work. */
  stopFunction(name: string): Promise<void>;
  /** Takes these functions in place of those that it had. Invocations under way end with the code that they have. */
  deploy(functions: readonly FunctionDeclaration[]): void;
  /** How many invocations were refused because too many ran. */
  throttled(): number;
  /** Logical id of the function → how many of its invocations have ended. */
  ended(): Readonly<Record<string, number>>;
}

const invoke = z.object({
  FunctionName: z.string(),
  InvocationType: z.enum(['RequestResponse', 'Event']).default('RequestResponse'),
  Payload: z.string().default(''),
});

/** Starts the local Lambda. Functions start with their first invocation. */
export async function startLambda(
  context: ServiceContext,
  functions: readonly FunctionDeclaration[],
  setting: LambdaSetting,
): Promise<LambdaService> {
  privateFolder(setting.logFolder);
  const named = (all: readonly FunctionDeclaration[]) =>
    new Map(all.flatMap((each) => [[each.name, each] as const, [each.arn, each] as const]));
  let byName = named(functions);
  const logs = new Map<string, WriteStream>();
  let threads = 0;
  const pool = new FunctionPool((declared) => {
    threads += 1;
    const session = `${declared.name}@${threads}`;
    const log =
      logs.get(declared.name) ??
      createWriteStream(join(setting.logFolder, `${declared.name}.log`), { flags: 'a', mode: OWN_FILE });
    logs.set(declared.name, log);
    const logged = () => {
      const read = setting.logReader?.(declared);
      return (piece: string) => {
        log.write(piece);
        read?.(piece);
      };
    };
    const clock = setting.onClock === undefined ? undefined : context.clock;
    return new FunctionThread(
      declared,
      session,
      environmentOf(declared, session, context.region, setting),
      logged,
      clock,
    );
  }, setting.limits);
  const find = (name: string): FunctionDeclaration => {
    const found = byName.get(name) ?? byName.get(name.replace(/:\$LATEST$/, ''));
    if (found === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return found;
  };
  // Work takes its real time however fast the clock goes: a function seems to run so many times as long, and its waits do not. So many
  // times as many may run, which lets as much be done within an hour of the clock.
  const { concurrency = Number.POSITIVE_INFINITY } = setting;
  const limit = new ConcurrencyLimit(concurrency * context.clock.speed);
  const run = (declared: FunctionDeclaration, payload: Buffer) =>
    limit.during(declared, async () => {
      // On the clock, the thread itself tells when it is at work and when it waits.
      const invoked = pool.invoke(declared, readEvent(payload), randomUUID());
      const answered = await (setting.onClock === undefined ? context.clock.during(invoked) : invoked);
      const takesMs = setting.onClock?.takesMs(declared.logicalId) ?? 0;
      if (takesMs > 0) await context.clock.sleep(takesMs, closing.signal);
      ended.set(declared.logicalId, (ended.get(declared.logicalId) ?? 0) + 1);
      const outcome = Buffer.byteLength(answered.payload) > LARGEST_PAYLOAD_BYTES ? tooLarge : answered;
      setting.onInvoked?.(declared, outcome.kind === 'failed');
      return outcome;
    });
  /** A throttled event stays in Lambda's own queue: its function has not failed. */
  const runWhenThereIsRoom = async (declared: FunctionDeclaration, payload: Buffer) => {
    const { firstMs, capMs, totalMs } = THROTTLED_RETRY;
    for (let waitMs = firstMs, waitedMs = 0; ; waitedMs += waitMs, waitMs = Math.min(waitMs * 2, capMs)) {
      try {
        return await run(declared, payload);
      } catch (error) {
        if (!isTooManyInvocations(error) || waitedMs + waitMs > totalMs) throw error;
        await context.clock.sleep(waitMs, closing.signal);
      }
    }
  };
  const runLater = async (declared: FunctionDeclaration, payload: Buffer): Promise<void> => {
    for (const wait of [0, ...ASYNC_RETRY_MS]) {
      await context.clock.sleep(wait, closing.signal);
      const outcome = await runWhenThereIsRoom(declared, payload).catch(() => undefined);
      if (outcome?.kind === 'returned') return;
    }
  };
  const ended = new Map<string, number>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // every wait of every invocation listens
  return {
    name: 'lambda',
    actions: {
      async Invoke(input) {
        const { FunctionName, InvocationType, Payload } = invoke.parse(input);
        const declared = find(FunctionName);
        const payload = Buffer.from(Payload, 'base64');
        readEvent(payload);
        if (InvocationType === 'Event') {
          runLater(declared, payload).catch(() => undefined);
          return { StatusCode: 202 };
        }
        const outcome = await run(declared, payload);
        return {
          StatusCode: 200,
          ExecutedVersion: '$LATEST',
          ...(outcome.kind === 'failed' ? { FunctionError: 'Unhandled' } : {}),
          Payload: Buffer.from(outcome.payload).toString('base64'),
        };
      },
    },
    requirementsOf: ({ input }) => [
      { action: 'lambda:InvokeFunction', resource: find(invoke.parse(input).FunctionName).arn },
    ],
    stopCaller: async (principal) => {
      if (principal.kind === 'role') await pool.stop(({ session }) => session === principal.session);
    },
    stopFunction: (name) => pool.stop(({ declared, busy }) => declared.name === name && busy),
    deploy(deployed) {
      byName = named(deployed);
      pool.replaceCode();
    },
    throttled: () => limit.refused,
    ended: () => Object.fromEntries(ended),
    async close() {
      closing.abort(new Error('the local cloud is closing'));
      await pool.close();
      await Promise.all([...logs.values()].map((log) => new Promise<void>((closed) => log.end(closed))));
    },
  };
}

const tooLarge = {
  kind: 'failed',
  payload: JSON.stringify({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_PAYLOAD_BYTES} bytes).`,
  }),
} as const;

/** @returns JSON text; an empty payload is an empty object, as Node's runtime sees it */
function readEvent(payload: Buffer): string {
  if (payload.length > LARGEST_PAYLOAD_BYTES) {
    throw new AwsError('RequestTooLargeException', `Request must be smaller than ${LARGEST_PAYLOAD_BYTES} bytes.`, 413);
  }
  const text = payload.length === 0 ? '{}' : payload.toString('utf8');
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.', 400);
  }
  return text;
}

/** A function's whole environment: nothing of this process's own gets in. */
export function environmentOf(
  declared: FunctionDeclaration,
  session: string,
  region: string,
  { endpointUrl, overrides }: Pick<LambdaSetting, 'endpointUrl' | 'overrides'>,
): Readonly<Record<string, string>> {
  const variables = Object.entries(declared.environment).map(
    ([name, value]) => [name, overrides[name] ?? value] as const,
  );
  return {
    ...Object.fromEntries(variables),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ACCESS_KEY_ID: accessKeyOf(declared.roleArn),
    AWS_SECRET_ACCESS_KEY: 'signatures-are-not-verified-here',
    AWS_SESSION_TOKEN: session,
    AWS_EXECUTION_ENV: `AWS_Lambda_${declared.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: declared.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(declared.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${declared.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: session,
    LAMBDA_TASK_ROOT: declared.folder,
    _HANDLER: declared.handler,
    // Their runtime in AWS is newer than the one that carries them here.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}
