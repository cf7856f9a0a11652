import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { Message } from '../domain/cycle/message.ts';
import type { MailKind } from '../domain/messages/mail-trouble.ts';

/**
 * What goes to people: queue, mail, Teams. Tickets are in `tickets.ts`.
 */

/** The queue of messages to people. It delivers each message at least once. */
export interface MessageQueue {
  send(message: Message): Promise<void>;
}

/** What a mail says, before it is text and HTML. Both hold the same. Its lines may hold foreign names: who renders it makes them safe. */
export interface MailText {
  readonly subject: string;
  /** Shown beside the subject in a list of mails, and nowhere else. The first paragraph if left out. */
  readonly preview?: string;
  readonly paragraphs: readonly string[];
  readonly sections?: readonly Section[];
  /** The one thing to do. A mail to a technician holds no other address. */
  readonly action?: Link;
  readonly notes: readonly string[];
  /** BCP 47; English if left out. */
  readonly language?: string;
  /** What stands above the subject. The product's name if left out. */
  readonly letterhead?: string;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly (string | (Link & { readonly text: string }))[];
}

/** The address is our own, and is shown as it is. */
export interface Link {
  readonly label: string;
  readonly url: string;
}

/** What a mail is known by when SES tells what became of it. */
export interface MailLabel {
  readonly mail: MailKind;
  readonly cycleId?: string;
}

export interface MailSender {
  /**
   * @param label  left out: a mail to the team
   * @returns what SES calls the mail
   */
  send(to: string, says: MailText, label?: MailLabel): Promise<string>;
}

/** A card for the team's channel: a title, facts, and links to the portal. */
export interface TeamCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

/**
 * Why a card was not taken, as far as it shows. `unusable`: the secret holds no address of a workflow. `refused`: the workflow does not take
 * this message. `unauthorized`: its signature does not count any more. `retired`: there is no such workflow any more. `throttled`: too many
 * cards, and this one was not taken. `down`, `silent`: it failed, or did not answer; whether the card is in the channel is not known.
 */
export interface NotPosted {
  readonly kind: 'unusable' | 'refused' | 'unauthorized' | 'retired' | 'throttled' | 'down' | 'silent';
  /** What was seen, such as `it answered 410`; never an address. */
  readonly seen: string;
}

export interface TeamChannel {
  /** One of `teams.channels`; `undefined`: the team's own. */
  readonly name: string | undefined;
  /**
   * Posts a card.
   *
   * @returns `undefined`: the workflow took it, which is no proof that the channel shows it
   * @throws {Error} its secret could not be read
   */
  post(card: TeamCard): Promise<NotPosted | undefined>;
}

/** The team's channel, and those of tenants. */
export interface TeamChannels {
  /** @param name  one of `teams.channels`; left out: the team's own */
  channel(name?: string): TeamChannel;
}

/** Records which messages were sent, so that one that arrives twice is sent once. */
export interface SentMessages {
  has(key: string): Promise<boolean>;
  add(key: string, now: Date): Promise<void>;
  /** As `add` for all of them, together with the records of it (R5). */
  record(keys: readonly string[], facts: readonly AuditFact[], now: Date): Promise<void>;
  /**
   * Adds a fact that is to be told once, however often it happens, such as that a message could not be sent at the first of many tries.
   *
   * @returns `false`: it was recorded before
   */
  recordOnce(key: string, fact: AuditFact, now: Date): Promise<boolean>;
  /**
   * Claims a message that several want to queue: one of them gets it, and gets it again after a crash.
   * @returns whether `by` has the claim
   */
  claim(key: string, by: string, now: Date): Promise<boolean>;
  /**
   * Keeps others from sending it, for it must not arrive twice. A reservation ends by itself, since who made it may have stopped.
   * @returns `false` where it was sent, or somebody is sending it
   */
  reserve(key: string, now: Date, until: Date): Promise<boolean>;
  /** Ends a reservation of what could not be sent. */
  release(key: string, now: Date, until: Date): Promise<void>;
}
