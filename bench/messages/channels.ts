import type { VirtualClock } from '@m365-rotation/loopback';
import type { MailKind } from '../../lambda/domain/messages/mail-trouble.ts';
import type { MailSender, NotPosted, TeamChannels } from '../../lambda/ports/messages.ts';
import { type Answer, type Fault, Outside } from './faults.ts';

interface Sent {
  /** Its sender saw no answer, and may send it again. */
  answerLost: boolean;
}

export interface SentMail extends Sent {
  readonly to: string;
  readonly kind: MailKind;
  readonly subject: string;
  /** Whether it came in place of a card. */
  readonly isCard: boolean;
}

/** Mail, as the adapter over SES behaves: any answer but a good one is an error. */
export class Mailbox {
  readonly sent: SentMail[] = [];
  readonly outside: Outside;

  constructor(clock: VirtualClock, fault: Fault) {
    this.outside = new Outside(clock, fault, { answersMs: 100, slowMs: 2_000, limitMs: 10_000 });
  }

  readonly sender: MailSender = {
    send: async (to, { subject, notes }, { mail: kind } = { mail: 'team' }) => {
      const isCard = notes.some((each) => each.startsWith('This was a card'));
      const mail: SentMail = { to, kind, subject, isCard, answerLost: false };
      const answer = await this.outside.ask(() => this.sent.push(mail));
      if (answer === 'done') return `mail-${this.sent.length}`;
      mail.answerLost = true;
      throw new Error(`SES: ${answer}`);
    },
  };
}

export interface PostedCard extends Sent {
  readonly channel: string;
  readonly title: string;
}

const notPosted: Readonly<Record<Exclude<Answer, 'done'>, NotPosted>> = {
  '429': { kind: 'throttled', seen: 'it answered 429' },
  '500': { kind: 'down', seen: 'it answered 500' },
  none: { kind: 'silent', seen: 'it did not answer within ten seconds' },
};

/** The channels of Teams. */
export class Channels {
  readonly posted: PostedCard[] = [];
  readonly outside: Outside;

  constructor(clock: VirtualClock, fault: Fault) {
    this.outside = new Outside(clock, fault, { answersMs: 300, slowMs: 8_000, limitMs: 10_000 });
  }

  readonly channels: TeamChannels = {
    channel: (name) => ({
      name,
      post: async ({ title }) => {
        const card: PostedCard = { channel: name ?? 'team', title, answerLost: false };
        const answer = await this.outside.ask(() => this.posted.push(card));
        if (answer === 'done') return undefined;
        card.answerLost = true;
        return notPosted[answer];
      },
    }),
  };
}
