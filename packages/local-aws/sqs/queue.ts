import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@m365-rotation/loopback';
import { privateFolder, readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';
import type { QueueDeclaration } from '../template/declarations.ts';

const storedMessage = z.object({
  id: z.string(),
  /** Messages are given out in the order of these. */
  number: z.int(),
  body: z.string(),
  /** Milliseconds since 1970, as the next one. */
  sentAt: z.number(),
  firstReceivedAt: z.number().optional(),
  receives: z.int(),
  /** Of the newest receive: older ones delete nothing. */
  receipt: z.string().optional(),
});

export interface Message extends z.output<typeof storedMessage> {
  /** While nobody gets it: ends that. */
  reveal?: () => void;
}

/**
 * A standard queue. Each message is a file of its own. Messages that are taken when the process is stopped can be received
 * again at once after the next start: whoever had them was stopped too.
 */
export class Queue {
  private readonly folder: string;
  private readonly messages = new Map<string, Message>();
  private lastNumber = 0;
  private wake: () => void = () => undefined;
  private arrival = Promise.resolve();

  constructor(
    readonly declared: QueueDeclaration,
    folder: string,
    private readonly clock: Clock,
  ) {
    this.folder = join(folder, declared.name);
    privateFolder(this.folder);
    const files = readdirSync(this.folder).filter((each) => each.endsWith('.json'));
    for (const file of files.sort()) {
      const message = readJson(join(this.folder, file), storedMessage);
      if (message === undefined) continue;
      this.messages.set(message.id, message);
      this.lastNumber = Math.max(this.lastNumber, message.number);
    }
    this.expectArrival();
  }

  send(body: string): Message {
    const sentAt = this.clock.now().getTime();
    const message: Message = { id: randomUUID(), number: 0, body, sentAt, receives: 0 };
    this.add(message);
    return message;
  }

  /** Puts a message at the end of this queue. */
  add(message: Message): void {
    this.lastNumber += 1;
    message.number = this.lastNumber;
    this.messages.set(message.id, message);
    this.save(message);
    this.wake();
  }

  /**
   * Receives messages; waits for the first one.
   *
   * @param bury  what becomes of messages that were received too often
   */
  async receive(
    most: number,
    visibilitySeconds: number,
    waitSeconds: number,
    bury: (message: Message) => void,
    signal: AbortSignal,
  ): Promise<readonly Message[]> {
    const waiting = new AbortController();
    let over = waitSeconds === 0;
    const end = this.clock.sleep(waitSeconds * 1000, AbortSignal.any([signal, waiting.signal])).then(
      () => {
        over = true;
      },
      () => {
        over = true;
      },
    );
    try {
      for (;;) {
        const { arrival } = this;
        const taken = this.take(most, visibilitySeconds, bury);
        if (taken.length > 0 || over) return taken;
        await Promise.race([arrival, end]);
      }
    } finally {
      waiting.abort();
    }
  }

  /** @returns `undefined` unless the receipt is the newest one of a message that is still there */
  taken(receipt: string): Message | undefined {
    const message = this.messages.get(idOf(receipt) ?? '');
    return message?.receipt === receipt ? message : undefined;
  }

  remove(message: Message): void {
    message.reveal?.();
    this.messages.delete(message.id);
    rmSync(this.fileOf(message), { force: true });
  }

  /** Keeps a message from everybody for so long, in seconds of the clock. */
  hide(message: Message, seconds: number): void {
    message.reveal?.();
    const reveal = () => {
      cancel();
      delete message.reveal;
      this.wake();
    };
    const cancel = this.clock.after(seconds * 1000, reveal);
    message.reveal = reveal;
  }

  count(): { readonly visible: number; readonly taken: number } {
    const hidden = [...this.messages.values()].filter(({ reveal }) => reveal !== undefined);
    return { visible: this.messages.size - hidden.length, taken: hidden.length };
  }

  close(): void {
    for (const { reveal } of this.messages.values()) reveal?.();
  }

  private take(most: number, visibilitySeconds: number, bury: (message: Message) => void): readonly Message[] {
    const now = this.clock.now().getTime();
    const { retentionSeconds, redrive } = this.declared;
    const taken: Message[] = [];
    for (const message of this.messages.values()) {
      if (taken.length === most) break;
      if (message.reveal !== undefined) continue;
      if (message.sentAt + retentionSeconds * 1000 < now) this.remove(message);
      else if (redrive !== undefined && message.receives >= redrive.maxReceiveCount) {
        const file = this.fileOf(message);
        this.messages.delete(message.id);
        bury(message);
        rmSync(file, { force: true }); // last: stopped in between, the message is there twice, as SQS allows
      } else taken.push(message);
    }
    for (const message of taken) {
      message.receives += 1;
      message.firstReceivedAt ??= now;
      message.receipt = `${message.id}.${randomBytes(24).toString('base64url')}`;
      this.hide(message, visibilitySeconds);
      this.save(message);
    }
    return taken;
  }

  private expectArrival(): void {
    this.arrival = new Promise((resolve) => {
      this.wake = () => {
        this.expectArrival();
        resolve();
      };
    });
  }

  private save({ reveal: _, ...message }: Message): void {
    writeJson(this.fileOf(message), message);
  }

  private fileOf({ number, id }: Pick<Message, 'number' | 'id'>): string {
    return join(this.folder, `${String(number).padStart(9, '0')}-${id}.json`);
  }
}

/** The message that a receipt is of; `undefined`: it is no receipt. */
export const idOf = (receipt: string): string | undefined => /^([\da-f-]{36})\.[\w-]{32}$/.exec(receipt)?.[1];
