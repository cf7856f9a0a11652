import type { FunctionThread, Outcome } from './function-thread.ts';
import type { FunctionDeclaration } from './template/declarations.ts';

/** How many threads there may be, and how long one stays without work, in ms of real time. */
export interface PoolLimits {
  /** Of all functions together. A thread takes 30 to 40 MB: with nine, the whole product stays below 500 MB. */
  readonly threads: number;
  readonly threadsPerFunction: number;
  readonly idleMs: number;
}

const DEFAULT_LIMITS: PoolLimits = { threads: 9, threadsPerFunction: 2, idleMs: 60_000 };

interface Waiting {
  readonly declared: FunctionDeclaration;
  take(thread: FunctionThread): void;
  refuse(error: Error): void;
}

const CLOSING = 'the local cloud is closing';

/**
 * Threads of all functions. A thread starts when an invocation finds none of its function idle, and stops after a while
 * without work, or when another function needs its place. Beyond the limits, invocations wait in line.
 */
export class FunctionPool {
  private readonly threads = new Set<FunctionThread>();
  /** Idle threads, the longest idle first, with what stops them. */
  private readonly idle = new Map<FunctionThread, NodeJS.Timeout>();
  private readonly line: Waiting[] = [];
  private readonly stopping = new Set<Promise<void>>();
  /** Threads with code that was replaced: each ends when its invocation does. */
  private readonly outdated = new Set<FunctionThread>();
  private closed = false;

  constructor(
    private readonly start: (declared: FunctionDeclaration) => FunctionThread,
    private readonly limits = DEFAULT_LIMITS,
  ) {}

  async invoke(declared: FunctionDeclaration, event: string, requestId: string): Promise<Outcome> {
    const thread = await this.thread(declared);
    try {
      return await thread.invoke(event, requestId);
    } finally {
      this.release(thread);
    }
  }

  /** Functions have other code from now on: what runs ends with the code that it has, and no thread takes a further invocation. */
  replaceCode(): void {
    for (const thread of this.threads) this.outdated.add(thread);
    for (const thread of [...this.idle.keys()]) this.retire(thread);
  }

  /** Stops the threads that this is true for, in the middle of whatever they do. */
  async stop(which: (thread: FunctionThread) => boolean): Promise<void> {
    await Promise.all([...this.threads].filter(which).map((thread) => thread.stop()));
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.idle.values()) clearTimeout(timer);
    for (const { refuse } of this.line.splice(0)) refuse(new Error(CLOSING));
    await Promise.all([this.stop(() => true), ...this.stopping]);
  }

  private async thread(declared: FunctionDeclaration): Promise<FunctionThread> {
    if (this.closed) throw new Error(CLOSING);
    const warm = [...this.idle.keys()].filter((each) => each.usable && each.declared.arn === declared.arn).pop();
    if (warm !== undefined) {
      this.unidle(warm);
      return warm;
    }
    if (!this.mayHaveMore(declared)) return this.waitInLine(declared);
    if (this.threads.size >= this.limits.threads) {
      const [longestIdle] = this.idle.keys();
      if (longestIdle === undefined) return this.waitInLine(declared);
      this.retire(longestIdle);
    }
    return this.startThread(declared);
  }

  private mayHaveMore({ arn }: FunctionDeclaration): boolean {
    const own = [...this.threads].filter(({ declared }) => declared.arn === arn);
    return own.length < this.limits.threadsPerFunction;
  }

  /** The first in line whose function may have one more thread. */
  private firstInLine(): Waiting | undefined {
    return this.line.find(({ declared }) => this.mayHaveMore(declared));
  }

  private leaveLine(waiting: Waiting): void {
    this.line.splice(this.line.indexOf(waiting), 1);
  }

  private waitInLine(declared: FunctionDeclaration): Promise<FunctionThread> {
    return new Promise((take, refuse) => this.line.push({ declared, take, refuse }));
  }

  private startThread(declared: FunctionDeclaration): FunctionThread {
    const thread = this.start(declared);
    this.threads.add(thread);
    thread.onEnd = () => this.forget(thread);
    return thread;
  }

  private release(thread: FunctionThread): void {
    if (this.closed) return;
    if (!thread.usable) {
      this.forget(thread);
      return;
    }
    if (this.outdated.has(thread)) {
      this.retire(thread);
      return;
    }
    const waiting = this.line.find(({ declared }) => declared.arn === thread.declared.arn);
    if (waiting !== undefined) {
      this.leaveLine(waiting);
      waiting.take(thread);
    } else if (this.firstInLine() !== undefined) {
      this.retire(thread);
    } else {
      this.idle.set(
        thread,
        setTimeout(() => this.retire(thread), this.limits.idleMs),
      );
    }
  }

  private unidle(thread: FunctionThread): void {
    clearTimeout(this.idle.get(thread));
    this.idle.delete(thread);
  }

  private retire(thread: FunctionThread): void {
    const stopped = thread.stop().finally(() => this.stopping.delete(stopped));
    this.stopping.add(stopped);
    this.forget(thread);
  }

  /** A thread has ended: its place is free for the first in line. */
  private forget(thread: FunctionThread): void {
    this.unidle(thread);
    this.outdated.delete(thread);
    if (!this.threads.delete(thread) || this.closed || this.threads.size >= this.limits.threads) return;
    const first = this.firstInLine();
    if (first === undefined) return;
    this.leaveLine(first);
    first.take(this.startThread(first.declared));
  }
}
