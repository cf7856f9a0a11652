import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder, writeJson } from '@m365-rotation/loopback';
import { z } from 'zod';
import { ticketSchema } from '../vendors/tickets.ts';

/** A mail as SES took it. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const mailSchema = z.object({
  kind: z.literal('mail'),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});
const cardSchema = z.object({
  kind: z.literal('teams'),
  title: z.string(),
  card: z.record(z.string(), z.unknown()),
  /** Left out: the team's own. */
  channel: z.string().optional(),
});
const ticketMessage = ticketSchema.extend({ kind: z.literal('ticket') });
const messageSchema = z.intersection(
  z.object({ id: z.string(), receivedAt: z.string() }),
  z.discriminatedUnion('kind', [mailSchema, cardSchema, ticketMessage]),
);

export type Message = z.output<typeof messageSchema>;
type MessageContent = z.output<typeof mailSchema> | z.output<typeof cardSchema> | z.output<typeof ticketMessage>;
export type TicketMessage = Extract<Message, { readonly kind: 'ticket' }>;

/** Everything that reached the team, each as a file of its own; survives a restart. */
export interface MessageStore {
  /** Newest first. */
  all(): readonly Message[];
  find(id: string): Message | undefined;
  add(content: MessageContent): Message;
  replace(message: Message): void;
}

export async function messageStore(folder: string, now: () => Date): Promise<MessageStore> {
  privateFolder(folder);
  const messages = new Map<string, Message>();
  for (const file of (await readdir(folder)).filter((name) => /^\d{5}-[a-z]+\.json$/.test(name)).sort()) {
    const message = messageSchema.safeParse(JSON.parse(await readFile(join(folder, file), 'utf8')));
    if (!message.success) throw new Error(`${join(folder, file)} is of another version: start with another --out`);
    messages.set(message.data.id, message.data);
  }
  let last = Math.max(0, ...[...messages.keys()].map(Number));
  const write = (message: Message) => {
    messages.set(message.id, message);
    const name = `${message.id.padStart(5, '0')}-${message.kind}.json`;
    writeJson(join(folder, name), message);
  };
  return {
    all: () => [...messages.values()].reverse(),
    find: (id) => messages.get(id),
    add(content) {
      last++;
      const message = { id: String(last), receivedAt: now().toISOString(), ...content };
      write(message);
      return message;
    },
    replace: write,
  };
}
