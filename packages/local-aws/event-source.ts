import type { Clock } from '@m365-rotation/loopback';
import { z } from 'zod';
import { isTooManyInvocations } from './concurrency.ts';
import type { Dispatch, Principal } from './service.ts';
import type { EventSourceDeclaration } from './template/declarations.ts';

/** The most that one receive call gives, and one delete call takes. */
const RECEIVE_AT_ONCE = 10;
/** How long one receive call waits for messages, in seconds of the clock. */
const LONG_POLL_SECONDS = 20;
/** How long to wait after a refused call, in ms of the clock. */
const AFTER_FAILURE_MS = 5_000;
/** How long a batch is the mapping's own, in ms of the clock, where the queue does not say. */
const DEFAULT_VISIBILITY_MS = 30_000;
/** The first wait before a batch is handed to a throttled function again, in ms of the clock; each next one is twice as long. */
const THROTTLED_WAIT_MS = 1_000;
/**
 * The shortest batching window, in real ms. What is batched is written by functions, and they take real time however fast the clock goes:
 * with a window of some real ms each message would be a batch of its own, and a fast run would send other mail than a slow one.
 */
const SHORTEST_WINDOW_MS = 1_000;
/** How long a message stays hidden after its window at least, in real ms: while a function works on it, nobody else gets it. */
const SHORTEST_WORK_MS = 3_000;
/** The longest visibility timeout that a receive call may ask for. */
const LONGEST_VISIBILITY_SECONDS = 43_200;
/** How many batches run at once if the template doesn't say. */
const DEFAULT_CONCURRENCY = 5;

const message = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string().default(''),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z.record(z.string(), z.unknown()).default({}),
});
type Message = z.output<typeof message>;

const queueAttributes = z.object({
  Attributes: z.object({ VisibilityTimeout: z.coerce.number().optional() }).default({}),
});
const received = z.object({ Messages: z.array(message).default([]) });
const invoked = z.object({ FunctionError: z.string().optional(), Payload: z.string() });
const batchAnswer = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() })
  .nullable();

export interface EventSourceSetting {
  readonly clock: Clock;
  readonly region: string;
  readonly dispatch: Dispatch;
  readonly queueUrl: string;
  /** Of the function: messages are received and deleted with its permissions. */
  readonly roleArn: string;
  /** The shortest batching window, in real ms; 1,000 if left out. */
  readonly shortestWindowMs?: number;
  onFailure(error: unknown): void;
}

/**
 * Feeds a queue to a function, in batches: a batch goes off when it is full, or when its window has passed since its
 * first message. What the function doesn't report as failed is deleted; everything else comes back after the queue's
 * visibility timeout. Where the clock is so fast that one of these would be shorter than functions need, it is longer.
 */
export class EventSource {
  private readonly closing = new AbortController();
  private readonly principal: Principal;
  private running = 0;
  private visibilityMs = DEFAULT_VISIBILITY_MS;
  private wake: () => void = () => undefined;

  constructor(
    private readonly declared: EventSourceDeclaration,
    private readonly setting: EventSourceSetting,
  ) {
    const { roleArn } = setting;
    this.principal = { kind: 'role', roleArn, name: roleArn.slice(roleArn.lastIndexOf('/') + 1) };
  }

  start(): void {
    this.poll().catch((error) => this.report(error));
  }

  /** Takes no more messages. Batches under way end with their function. */
  close(): void {
    this.closing.abort(new Error('the local cloud is closing'));
    this.wake();
  }

  private async poll(): Promise<void> {
    let allowed = false;
    while (!this.closing.signal.aborted) {
      try {
        if (!allowed) await this.lookAtQueue();
        allowed = true;
        await this.freePlace();
        const batch = await this.gather();
        if (batch.length > 0 && !this.closing.signal.aborted) this.run(batch);
      } catch (error) {
        this.report(error);
        await this.setting.clock.sleep(AFTER_FAILURE_MS, this.closing.signal).catch(() => undefined);
      }
    }
  }

  /** As Lambda does before it polls: the role must be allowed to. */
  private async lookAtQueue(): Promise<void> {
    const input = { QueueUrl: this.setting.queueUrl, AttributeNames: ['All'] };
    const { Attributes } = queueAttributes.parse(
      await this.setting.dispatch({ service: 'sqs', action: 'GetQueueAttributes', principal: this.principal, input }),
    );
    if (Attributes.VisibilityTimeout !== undefined) this.visibilityMs = Attributes.VisibilityTimeout * 1000;
  }

  /** Waits until one more batch may run. */
  private async freePlace(): Promise<void> {
    while (this.running >= (this.declared.maxConcurrency ?? DEFAULT_CONCURRENCY) && !this.closing.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private async gather(): Promise<Message[]> {
    const { batchSize } = this.declared;
    const { clock } = this.setting;
    const batch = await this.receive(Math.min(batchSize, RECEIVE_AT_ONCE), LONG_POLL_SECONDS);
    if (batch.length === 0) return batch;
    const end = clock.elapsed() + this.windowMs();
    while (batch.length < batchSize && !this.closing.signal.aborted) {
      const leftSeconds = (end - clock.elapsed()) / 1000;
      if (leftSeconds <= 0) break;
      // A whole second at least: a call waits for whole seconds, and none at all would spin.
      const waitSeconds = Math.max(1, Math.min(LONG_POLL_SECONDS, Math.floor(leftSeconds)));
      const more = await this.receive(Math.min(batchSize - batch.length, RECEIVE_AT_ONCE), waitSeconds);
      batch.push(...more);
      if (more.length === 0) await this.restIn(end);
    }
    return batch;
  }

  /** In ms of the clock. */
  private windowMs(): number {
    const { windowSeconds } = this.declared;
    const { clock, shortestWindowMs = SHORTEST_WINDOW_MS } = this.setting;
    return windowSeconds === 0 ? 0 : Math.max(windowSeconds * 1000, shortestWindowMs * clock.speed);
  }

  /** On a fast clock a long poll is over in no time: a window is not filled with thousands of them. */
  private async restIn(end: number): Promise<void> {
    const { clock } = this.setting;
    const restMs = Math.min(this.windowMs() / 20, end - clock.elapsed());
    if (restMs > LONG_POLL_SECONDS * 1000) await clock.sleep(restMs, this.closing.signal);
  }

  /** Longer than the queue's own, where that would be over before a function can be done; in seconds of the clock. */
  private visibilitySeconds(): number {
    const neededMs = this.windowMs() + SHORTEST_WORK_MS * this.setting.clock.speed;
    return Math.min(Math.ceil(Math.max(this.visibilityMs, neededMs) / 1000), LONGEST_VISIBILITY_SECONDS);
  }

  private async receive(count: number, waitSeconds: number): Promise<Message[]> {
    const answer = await this.setting.dispatch({
      service: 'sqs',
      action: 'ReceiveMessage',
      principal: this.principal,
      input: {
        QueueUrl: this.setting.queueUrl,
        MaxNumberOfMessages: count,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: this.visibilitySeconds(),
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      },
    });
    return received.parse(answer).Messages;
  }

  private run(batch: readonly Message[]): void {
    this.running += 1;
    this.deliver(batch)
      .catch((error) => this.report(error))
      .finally(() => {
        this.running -= 1;
        this.wake();
      });
  }

  private async deliver(batch: readonly Message[]): Promise<void> {
    const event = { Records: batch.map((each) => this.recordOf(each)) };
    const answer = invoked.parse(await this.invoke(Buffer.from(JSON.stringify(event)).toString('base64')));
    const payload = Buffer.from(answer.Payload, 'base64').toString('utf8');
    if (answer.FunctionError !== undefined) throw new Error(`${this.declared.functionArn}: ${payload}`);
    const failed = this.failedOf(batch, payload);
    await this.remove(batch.filter(({ MessageId }) => !failed.has(MessageId)));
  }

  /** A throttled function gets the batch again while the batch is the mapping's own; then it comes back from the queue. */
  private async invoke(Payload: string) {
    const { clock, dispatch } = this.setting;
    const end = clock.elapsed() + this.visibilityMs;
    for (let waitMs = THROTTLED_WAIT_MS; ; waitMs *= 2) {
      try {
        return await dispatch({
          service: 'lambda',
          action: 'Invoke',
          principal: { kind: 'service', name: 'lambda.amazonaws.com' },
          input: { FunctionName: this.declared.functionArn, Payload },
        });
      } catch (error) {
        if (!isTooManyInvocations(error) || clock.elapsed() + waitMs >= end) throw error;
        await clock.sleep(waitMs, this.closing.signal);
      }
    }
  }

  /** Ids of messages that the function reports as failed. An answer that names a message it wasn't given fails them all. */
  private failedOf(batch: readonly Message[], payload: string): ReadonlySet<string> {
    if (!this.declared.reportBatchItemFailures) return new Set();
    const all = new Set(batch.map(({ MessageId }) => MessageId));
    const answer = batchAnswer.safeParse(JSON.parse(payload));
    if (!answer.success) return typeof JSON.parse(payload) === 'object' ? all : new Set();
    const failed = (answer.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
    return failed.every((id) => all.has(id)) ? new Set(failed) : all;
  }

  private async remove(done: readonly Message[]): Promise<void> {
    for (let from = 0; from < done.length; from += RECEIVE_AT_ONCE) {
      await this.setting.dispatch({
        service: 'sqs',
        action: 'DeleteMessageBatch',
        principal: this.principal,
        input: {
          QueueUrl: this.setting.queueUrl,
          Entries: done.slice(from, from + RECEIVE_AT_ONCE).map(({ MessageId, ReceiptHandle }) => ({
            Id: MessageId,
            ReceiptHandle,
          })),
        },
      });
    }
  }

  private recordOf({ MessageId, ReceiptHandle, Body, MD5OfBody, Attributes, MessageAttributes }: Message): object {
    return {
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
      messageAttributes: MessageAttributes,
      md5OfBody: MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.declared.queueArn,
      awsRegion: this.setting.region,
    };
  }

  private report(error: unknown): void {
    if (!this.closing.signal.aborted) this.setting.onFailure(error);
  }
}
