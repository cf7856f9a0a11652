import type { VirtualClock } from '@m365-rotation/loopback';
import type { QueueDelivery } from '../../contract/queue-delivery.ts';

export interface Delivered<T> {
  readonly messageId: string;
  readonly body: T;
  /** How often it was delivered, this time included. */
  readonly receives: number;
}

interface Rules extends QueueDelivery {
  /** A run that takes longer is ended. */
  readonly timeoutSeconds: number;
}

/** Every so many messages are delivered twice: SQS delivers at least once. */
const TWICE_EACH = 25;

/**
 * A queue of SQS with the Lambda function that it feeds, on a virtual clock: batches, the window in which they fill, runs at the same time,
 * and messages that come again when they were not done.
 */
export class Queue<T> {
  deadLetters = 0;
  /** Runs that took longer than the function may. */
  ended = 0;
  deliveries = 0;
  private sends = 0;
  /** Messages that are neither done nor dead. */
  private open = 0;
  private readonly visible: Delivered<T>[] = [];
  private wakers: (() => void)[] = [];

  /** @param run  gives the ids of messages that must come again; `worker` is the environment in which it runs */
  constructor(
    private readonly clock: VirtualClock,
    private readonly rules: Rules,
    private readonly run: (batch: readonly Delivered<T>[], worker: number) => Promise<readonly string[]>,
  ) {
    for (let worker = 0; worker < rules.atOnce; worker += 1) void this.poll(worker);
  }

  get isEmpty(): boolean {
    return this.open === 0;
  }

  readonly send = async (body: T): Promise<void> => {
    this.sends += 1;
    this.add({ messageId: `m${this.sends}`, body, receives: 0 });
    if (this.sends % TWICE_EACH === 0) this.add({ messageId: `m${this.sends}-again`, body, receives: 0 });
  };

  private add(message: Delivered<T>): void {
    this.open += 1;
    this.show(message);
  }

  private show(message: Delivered<T>): void {
    this.visible.push(message);
    const wakers = this.wakers;
    this.wakers = [];
    for (const wake of wakers) wake();
  }

  private async poll(worker: number): Promise<never> {
    for (;;) {
      const batch = await this.receive();
      if (batch.length > 0) await this.work(batch, worker);
    }
  }

  /** What is there when the first message has waited for the window, or sooner, when a batch is full. */
  private async receive(): Promise<readonly Delivered<T>[]> {
    const { batchSize, windowSeconds } = this.rules;
    while (this.visible.length === 0) await new Promise<void>((wake) => this.wakers.push(wake));
    const until = this.clock.elapsed() + windowSeconds * 1_000;
    while (this.visible.length < batchSize && this.clock.elapsed() < until) await this.moreOr(until);
    return this.visible
      .splice(0, batchSize)
      .map(({ receives, ...message }) => ({ ...message, receives: receives + 1 }));
  }

  private moreOr(until: number): Promise<void> {
    return new Promise((go) => {
      const cancel = this.clock.after(until - this.clock.elapsed(), go);
      this.wakers.push(() => {
        cancel();
        go();
      });
    });
  }

  private async work(batch: readonly Delivered<T>[], worker: number): Promise<void> {
    const { timeoutSeconds, visibleAfterSeconds, mostReceives } = this.rules;
    this.deliveries += batch.length;
    const began = this.clock.elapsed();
    const ids = batch.map(({ messageId }) => messageId);
    // A run that ends with an error has done none of its messages, as far as SQS knows.
    const failed = new Set(await this.run(batch, worker).catch(() => ids));
    const tookTooLong = this.clock.elapsed() - began > timeoutSeconds * 1_000;
    if (tookTooLong) this.ended += 1;
    for (const each of batch) {
      if (!tookTooLong && !failed.has(each.messageId)) this.open -= 1;
      else if (each.receives < mostReceives) {
        this.clock.after(began + visibleAfterSeconds * 1_000 - this.clock.elapsed(), () => this.show(each));
      } else {
        this.open -= 1;
        this.deadLetters += 1;
      }
    }
  }
}
