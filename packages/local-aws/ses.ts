import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { writeJson, writeWhole } from '@m365-rotation/loopback';
import * as z from 'zod';
import { inputOf } from './input.ts';
import { AwsError, type Service, type ServiceContext } from './service.ts';

/** A mail as it was sent. */
export interface SentMail {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface SesOptions {
  /** Where each mail goes as files, in the order in which they were sent: `<time>.json`, `.txt`, `.html`. */
  readonly mailFolder: string;
  readonly onMail: (mail: SentMail) => void;
}

/** The most that one mail may be addressed to. */
const MOST_RECIPIENTS = 50;

const text = z.strictObject({
  Data: z.string(),
  Charset: z
    .string()
    .regex(/^utf-8$/i, 'only UTF-8 is supported')
    .optional(),
});
const addresses = z.array(z.string()).default([]);
const sendInput = z.strictObject({
  Source: z.string(),
  Destination: z.strictObject({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses }),
  Message: z.strictObject({
    Subject: text,
    Body: z.strictObject({ Text: text.optional(), Html: text.optional() }),
  }),
});

/**
 * SES, version 1, as far as `SendEmail` goes. Every sender is verified; a role's policy must name the sender's own address.
 * Why it is not npm's `aws-ses-v2-local`: docs/adr/0008-mail-needs-no-server.md.
 */
export async function startSes(
  { clock, region, accountId }: ServiceContext,
  { mailFolder, onMail }: SesOptions,
): Promise<Service> {
  let count = 0;
  return {
    name: 'ses',
    actions: {
      async SendEmail(input) {
        const { Source, Destination, Message } = inputOf(sendInput, input);
        addressOf(Source);
        const { ToAddresses, CcAddresses, BccAddresses } = Destination;
        const to = [...ToAddresses, ...CcAddresses, ...BccAddresses];
        to.forEach(addressOf);
        if (to.length === 0) throw invalid('Missing required header: To');
        if (to.length > MOST_RECIPIENTS) throw invalid(`Recipient count exceeds ${MOST_RECIPIENTS}.`);
        const { Text, Html } = Message.Body;
        if (Text === undefined && Html === undefined) throw invalid('The mail has no body.');
        const mail: SentMail = {
          id: randomUUID(),
          sentAt: clock.now().toISOString(),
          from: Source,
          to,
          subject: Message.Subject.Data,
          text: Text?.Data ?? '',
          html: Html?.Data ?? '',
        };
        count += 1;
        const file = join(mailFolder, `${mail.sentAt.replaceAll(':', '-')}-${String(count).padStart(5, '0')}`);
        if (Text !== undefined) writeWhole(`${file}.txt`, mail.text);
        if (Html !== undefined) writeWhole(`${file}.html`, mail.html);
        writeJson(`${file}.json`, mail); // last: where it is, the others are
        onMail(mail);
        return { MessageId: mail.id };
      },
    },
    requirementsOf({ input }) {
      const { Source, Destination } = inputOf(sendInput, input);
      const from = addressOf(Source);
      const resource = `arn:aws:ses:${region}:${accountId}:identity/${from}`;
      const { ToAddresses, CcAddresses, BccAddresses } = Destination;
      const recipients = [...ToAddresses, ...CcAddresses, ...BccAddresses];
      return [
        {
          action: 'ses:SendEmail',
          resource,
          context: { 'ses:FromAddress': from, 'ses:Recipients': recipients },
        },
      ];
    },
    close: async () => undefined,
  };
}

/** `a@b.example`, also out of `Name <a@b.example>`. */
function addressOf(given: string): string {
  const [, address = given] = /<([^<>]+)>\s*$/.exec(given) ?? [];
  if (!z.email().safeParse(address).success) throw invalid(`Illegal address: ${given}`);
  return address;
}

const invalid = (message: string) => new AwsError('InvalidParameterValue', message);
