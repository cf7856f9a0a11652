import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Clock, OWN_FILE } from '@m365-rotation/loopback';
import * as z from 'zod';
import type { Dispatch, Principal } from './service.ts';
import type { StreamSourceDeclaration } from './template/declarations.ts';

/** How long to wait where a stream has nothing new, in ms of the clock; Lambda asks four times a second. */
const POLL_MS = 250;
/** And in real ms: on a fast clock it would ask all the time. */
const SHORTEST_POLL_MS = 50;
/** The shortest batching window, in real ms: see `event-source.ts`. */
const SHORTEST_WINDOW_MS = 1_000;
/** The first wait after a failure, in ms of the clock; each next one is twice as long. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

const record = z.looseObject({
  dynamodb: z.looseObject({ SequenceNumber: z.string(), ApproximateCreationDateTime: z.number() }),
});
type StreamRecord = z.output<typeof record>;
const gotten = z.object({ Records: z.array(record), NextShardIterator: z.string() });
const invoked = z.object({ FunctionError: z.string().optional(), Payload: z.string() });
const batchAnswer = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() })
  .nullable();
const described = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })).min(1) }),
});
const position = z.object({ after: z.string() });

export interface StreamSourceSetting {
  readonly clock: Clock;
  readonly region: string;
  readonly dispatch: Dispatch;
  /** Of the function: the stream is read with its permissions. */
  readonly roleArn: string;
  /** Keeps what the function is done with, over a restart. */
  readonly positionFile: string;
  /** The shortest batching window, in real ms; 1,000 if left out. */
  readonly shortestWindowMs?: number;
  queueUrlOf(arn: string): string;
  /** Told of each batch how old its oldest change is, in ms. */
  onAge?(ageMs: number): void;
  onFailure(error: unknown): void;
}

/**
 * Feeds the stream of a table to a function, in order and at least once: a batch that fails comes again, and what comes after it waits. Where
 * the mapping says so, a failing batch is halved until the record that fails is alone, the function says from which record on it failed, and
 * what is too old or was tried too often is given up, to a queue if there is one.
 */
export class StreamSource {
  private readonly closing = new AbortController();
  private readonly principal: Principal;

  constructor(
    private readonly declared: StreamSourceDeclaration,
    private readonly setting: StreamSourceSetting,
  ) {
    const { roleArn } = setting;
    this.principal = { kind: 'role', roleArn, name: roleArn.slice(roleArn.lastIndexOf('/') + 1) };
  }

  start(): void {
    this.run().catch((error) => this.report(error));
  }

  /** Reads no more. A batch under way ends with its function, and comes again with the next start. */
  close(): void {
    this.closing.abort(new Error('the local cloud is closing'));
  }

  private get isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  private async run(): Promise<void> {
    let iterator: string | undefined;
    for (let waitMs = FIRST_WAIT_MS; !this.isClosing; ) {
      try {
        iterator ??= await this.firstIterator();
        const { records, next } = await this.gather(iterator);
        if (records.length === 0) await this.rest(POLL_MS);
        else await this.deliver(records);
        iterator = next;
        waitMs = FIRST_WAIT_MS;
      } catch (error) {
        this.report(error);
        iterator = undefined; // from what is known to be done
        await this.rest(waitMs);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      }
    }
  }

  /** What comes until the batch is full, or its window has passed since the first record was seen. */
  private async gather(from: string): Promise<{ readonly records: readonly StreamRecord[]; readonly next: string }> {
    const { batchSize, windowSeconds } = this.declared;
    const { clock, shortestWindowMs = SHORTEST_WINDOW_MS } = this.setting;
    const records: StreamRecord[] = [];
    let next = from;
    let end: number | undefined;
    while (!this.isClosing) {
      const input = { ShardIterator: next, Limit: batchSize - records.length };
      const { Records, NextShardIterator } = gotten.parse(await this.read('GetRecords', input));
      records.push(...Records);
      next = NextShardIterator;
      if (records.length === 0 || records.length >= batchSize || windowSeconds === 0) break;
      end ??= clock.elapsed() + Math.max(windowSeconds * 1000, shortestWindowMs * clock.speed);
      const left = end - clock.elapsed();
      if (left <= 0) break;
      await this.rest(Math.min(POLL_MS, left));
    }
    return { records, next };
  }

  /** As Lambda does before it reads: the role must be allowed to. */
  private async firstIterator(): Promise<string> {
    const { streamArn: StreamArn, startingPosition } = this.declared;
    await this.read('ListStreams', {});
    const { StreamDescription } = described.parse(await this.read('DescribeStream', { StreamArn }));
    const ShardId = StreamDescription.Shards[0]?.ShardId ?? '';
    const { positionFile } = this.setting;
    const at = existsSync(positionFile) ? position.parse(JSON.parse(readFileSync(positionFile, 'utf8'))) : undefined;
    const from =
      at === undefined
        ? { ShardIteratorType: startingPosition }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: at.after };
    const answer = await this.read('GetShardIterator', { StreamArn, ShardId, ...from });
    return z.object({ ShardIterator: z.string() }).parse(answer).ShardIterator;
  }

  private read(action: string, input: Readonly<Record<string, unknown>>) {
    return this.setting.dispatch({ service: 'dynamodb', action, principal: this.principal, input });
  }

  /** Ends when each record was taken or given up. */
  private async deliver(batch: readonly StreamRecord[]): Promise<void> {
    let left = batch;
    for (let failures = 0, waitMs = FIRST_WAIT_MS; left.length > 0 && !this.isClosing; ) {
      const taken = await this.invoke(left);
      if (taken === left.length) return this.done(left);
      if (taken > 0) await this.done(left.slice(0, taken));
      if (taken > 0) left = left.slice(taken);
      else if (this.declared.bisect && left.length > 1) {
        const half = Math.ceil(left.length / 2);
        await this.deliver(left.slice(0, half));
        return this.deliver(left.slice(half));
      }
      failures += 1;
      const gaveUp = this.whyGiveUp(left, failures);
      if (gaveUp !== undefined) {
        await this.giveUp(left, gaveUp, failures);
        return this.done(left);
      }
      await this.rest(waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  private whyGiveUp(left: readonly StreamRecord[], failures: number): string | undefined {
    const { maximumRetryAttempts, maximumRecordAgeSeconds } = this.declared;
    if (maximumRetryAttempts !== -1 && failures > maximumRetryAttempts) return 'RetryAttemptsExhausted';
    const ageSeconds = this.setting.clock.now().getTime() / 1000 - (left[0]?.dynamodb.ApproximateCreationDateTime ?? 0);
    return maximumRecordAgeSeconds !== -1 && ageSeconds > maximumRecordAgeSeconds ? 'RecordAgeExceeded' : undefined;
  }

  /** @returns how many of the first records the function is done with */
  private async invoke(records: readonly StreamRecord[]): Promise<number> {
    const { functionArn, streamArn, reportBatchItemFailures } = this.declared;
    const oldest = records[0]?.dynamodb.ApproximateCreationDateTime;
    if (oldest !== undefined) this.setting.onAge?.(this.setting.clock.now().getTime() - oldest * 1000);
    const Records = records.map((each) => ({
      ...each,
      awsRegion: this.setting.region,
      eventSourceARN: streamArn,
    }));
    const Payload = Buffer.from(JSON.stringify({ Records })).toString('base64');
    try {
      const answer = invoked.parse(
        await this.setting.dispatch({
          service: 'lambda',
          action: 'Invoke',
          principal: { kind: 'service', name: 'lambda.amazonaws.com' },
          input: { FunctionName: functionArn, Payload },
        }),
      );
      if (answer.FunctionError !== undefined) {
        this.report(new Error(`${functionArn}: ${Buffer.from(answer.Payload, 'base64').toString('utf8')}`));
        return 0;
      }
      if (!reportBatchItemFailures) return records.length;
      const payload: unknown = JSON.parse(Buffer.from(answer.Payload, 'base64').toString('utf8') || 'null');
      const failed = batchAnswer.safeParse(payload).data?.batchItemFailures ?? [];
      const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
      const places = failed.map(({ itemIdentifier }) => numbers.indexOf(itemIdentifier));
      // The lowest number that failed: what comes after it comes again too, so that the order holds.
      return places.length === 0 ? records.length : Math.max(0, Math.min(...places));
    } catch (error) {
      this.report(error);
      return 0;
    }
  }

  private async done(records: readonly StreamRecord[]): Promise<void> {
    const after = records.at(-1)?.dynamodb.SequenceNumber;
    if (after === undefined) return;
    const { positionFile } = this.setting;
    writeFileSync(`${positionFile}.new`, JSON.stringify({ after }), { mode: OWN_FILE });
    renameSync(`${positionFile}.new`, positionFile);
  }

  /** Tells the queue which records were given up, and nothing of what is in them. */
  private async giveUp(records: readonly StreamRecord[], condition: string, failures: number): Promise<void> {
    const { onFailureArn, streamArn, functionArn } = this.declared;
    if (onFailureArn === undefined) return;
    const [first, last] = [records.at(0), records.at(-1)];
    const MessageBody = JSON.stringify({
      requestContext: { functionArn, condition, approximateInvokeCount: failures },
      version: '1.0',
      timestamp: this.setting.clock.now().toISOString(),
      DDBStreamBatchInfo: {
        streamArn,
        startSequenceNumber: first?.dynamodb.SequenceNumber,
        endSequenceNumber: last?.dynamodb.SequenceNumber,
        batchSize: records.length,
      },
    });
    const input = { QueueUrl: this.setting.queueUrlOf(onFailureArn), MessageBody };
    await this.setting.dispatch({ service: 'sqs', action: 'SendMessage', principal: this.principal, input });
  }

  private rest(ms: number): Promise<void> {
    const { clock } = this.setting;
    const wait = Math.max(ms, SHORTEST_POLL_MS * clock.speed);
    return clock.sleep(wait, this.closing.signal).catch(() => undefined);
  }

  private report(error: unknown): void {
    if (!this.isClosing) this.setting.onFailure(error);
  }
}
