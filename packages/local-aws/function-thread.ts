import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '@m365-rotation/loopback';
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

/** No function computes for so long, in ms. */
const HANGS_MS = 30 * 60_000;

const message = z.union([
  z.object({ result: z.string() }),
  /** `last`: the thread takes no more invocations. */
  z.object({ error: z.string(), last: z.boolean() }),
  /** It waits for so many milliseconds; answered by `wake` with this number. */
  z.object({ sleep: z.number(), number: z.int() }),
]);

/** One environment of a function: a worker thread that has loaded its code, and carries out one invocation at a time. */
export class FunctionThread {
  private readonly worker: Worker;
  private settle: ((outcome: Outcome) => void) | undefined;
  private ended = false;
  private asleep = 0;
  /** When Lambda ends the invocation, in ms since 1970 on the clock. */
  private deadline = 0;
  private timeOut: () => void = () => undefined;
  private rest: () => void = () => undefined;
  /** Told when the thread ends, for whatever reason. */
  onEnd: () => void = () => undefined;

  constructor(
    readonly declared: FunctionDeclaration,
    /** Which of the function's threads this is; its calls carry it. */
    readonly session: string,
    environment: Readonly<Record<string, string>>,
    /** Gives what takes the text of one stream. */
    log: () => (piece: string) => void,
    /** A virtual clock, which the function's waits and its time of day follow; real time, if left out. */
    private readonly clock?: Clock,
  ) {
    this.worker = new Worker(resolve(ENTRY), {
      workerData: {
        functionName: declared.name,
        functionArn: declared.arn,
        folder: declared.folder,
        handler: declared.handler,
        memoryMb: declared.memoryMb,
        onClock: clock !== undefined,
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
      if ('sleep' in answer) {
        void this.sleep(answer.sleep, answer.number);
        return;
      }
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

  /**
   * Carries out one invocation. Ends with an error after the function's timeout, or when the thread is stopped. The timeout is of real time;
   * on a virtual clock it is of that, by which computing takes no time: there, real time ends only what hangs.
   */
  invoke(event: string, requestId: string): Promise<Outcome> {
    if (this.busy || this.ended) throw new Error(`${this.session} can't take an invocation now`);
    const timeoutMs = this.declared.timeoutSeconds * 1000;
    return new Promise((resolveOutcome) => {
      this.timeOut = () => {
        const errorMessage = `${new Date().toISOString()} ${requestId} Task timed out after ${this.declared.timeoutSeconds.toFixed(2)} seconds`;
        this.finish(failed('Sandbox.Timedout', errorMessage));
        void this.stop();
      };
      const timer = setTimeout(this.timeOut, this.clock === undefined ? timeoutMs : Math.max(timeoutMs, HANGS_MS));
      this.settle = (outcome) => {
        clearTimeout(timer);
        this.rest();
        resolveOutcome(outcome);
      };
      this.asleep = 0;
      this.work();
      const now = this.clock?.now().getTime() ?? Date.now();
      this.deadline = now + timeoutMs;
      this.worker.postMessage({ event, requestId, deadline: this.deadline, now });
    });
  }

  /** Ends the thread at once, wherever its code is. An invocation under way ends with `Runtime.ExitError`. */
  async stop(): Promise<void> {
    this.ended = true;
    await this.worker.terminate();
  }

  /** Tells the clock that the function is at work, until `rest`. */
  private work(): void {
    void this.clock?.during(
      new Promise<void>((rested) => {
        this.rest = rested;
      }),
    );
  }

  /** While the function waits for nothing but the clock, the clock goes on. */
  private async sleep(ms: number, number: number): Promise<void> {
    const { clock } = this;
    if (clock === undefined) return;
    this.asleep += 1;
    if (this.asleep === 1) this.rest();
    const leftMs = this.deadline - clock.now().getTime();
    await clock.sleep(Math.min(ms, leftMs));
    this.asleep -= 1;
    if (!this.busy || this.ended) return;
    if (ms > leftMs) {
      this.timeOut();
      return;
    }
    if (this.asleep === 0) this.work();
    this.worker.postMessage({ wake: number, now: clock.now().getTime() });
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
