import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { FunctionDeclaration } from './template/declarations.ts';

/** How an invocation ended: with JSON text from the handler, or with JSON text that describes an error. */
export type Outcome =
  | { readonly kind: 'returned'; readonly payload: string }
  | { readonly kind: 'failed'; readonly payload: string };

/** A plain file, so that a thread starts without a TypeScript loader, whoever started this process. */
const ENTRY = 'packages/local-aws/function-thread.mjs';

/** The most that one thread's heap may grow to: sixteen functions share one machine. */
const LARGEST_HEAP_MB = 128;

const message = z.union([
  z.object({ result: z.string() }),
  /** `last`: the thread takes no more invocations. */
  z.object({ error: z.string(), last: z.boolean() }),
]);

/** One environment of a function: a worker thread that has loaded its code, and carries out one invocation at a time. */
export class FunctionThread {
  private readonly worker: Worker;
  private settle: ((outcome: Outcome) => void) | undefined;
  private ended = false;
  /** Told when the thread ends, for whatever reason. */
  onEnd: () => void = () => undefined;

  constructor(
    readonly declared: FunctionDeclaration,
    /** Which of the function's threads this is; its calls carry it. */
    readonly session: string,
    environment: Readonly<Record<string, string>>,
    /** Gives what takes the text of one stream. */
    log: () => (piece: string) => void,
  ) {
    this.worker = new Worker(resolve(ENTRY), {
      workerData: {
        functionName: declared.name,
        functionArn: declared.arn,
        folder: declared.folder,
        handler: declared.handler,
        memoryMb: declared.memoryMb,
      },
      env: { ...environment },
      execArgv: [],
      argv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.min(declared.memoryMb, LARGEST_HEAP_MB),
        maxYoungGenerationSizeMb: 4,
      },
    });
    for (const stream of [this.worker.stdout, this.worker.stderr]) stream.setEncoding('utf8').on('data', log());
    this.worker.on('message', (received) => {
      const answer = message.parse(received);
      if ('last' in answer && answer.last) this.ended = true;
      this.finish(
        'result' in answer ? { kind: 'returned', payload: answer.result } : { kind: 'failed', payload: answer.error },
      );
    });
    this.worker.on('error', (error) => this.crash(`Runtime exited with error: ${error.message}`));
    this.worker.on('exit', (code) => {
      this.ended = true;
      this.crash(`Runtime exited with error: exit status ${code}`);
      this.onEnd();
    });
  }

  get usable(): boolean {
    return !this.ended;
  }

  get busy(): boolean {
    return this.settle !== undefined;
  }

  /** Carries out one invocation. Ends with an error after the function's timeout, in real time, or when the thread is stopped. */
  invoke(event: string, requestId: string): Promise<Outcome> {
    if (this.busy || this.ended) throw new Error(`${this.session} can't take an invocation now`);
    const timeoutMs = this.declared.timeoutSeconds * 1000;
    return new Promise((resolveOutcome) => {
      const timer = setTimeout(() => {
        const errorMessage = `${new Date().toISOString()} ${requestId} Task timed out after ${this.declared.timeoutSeconds.toFixed(2)} seconds`;
        this.finish(failed('Sandbox.Timedout', errorMessage));
        void this.stop();
      }, timeoutMs);
      this.settle = (outcome) => {
        clearTimeout(timer);
        resolveOutcome(outcome);
      };
      this.worker.postMessage({ event, requestId, deadline: Date.now() + timeoutMs });
    });
  }

  /** Ends the thread at once, wherever its code is. An invocation under way ends with `Runtime.ExitError`. */
  async stop(): Promise<void> {
    this.ended = true;
    await this.worker.terminate();
  }

  private crash(errorMessage: string): void {
    this.ended = true;
    this.finish(failed('Runtime.ExitError', errorMessage));
  }

  private finish(outcome: Outcome): void {
    const settle = this.settle;
    this.settle = undefined;
    settle?.(outcome);
  }
}

const failed = (errorType: string, errorMessage: string): Outcome => ({
  kind: 'failed',
  payload: JSON.stringify({ errorType, errorMessage }),
});
