import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { AwsError, type Service, type ServiceContext } from '../service.ts';
import { inputOf } from './input.ts';
import { writeWholeFile } from './stored-json.ts';

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
  /** Where each mail goes as a file, in the order in which they were sent. */
  readonly mailFolder: string;
  readonly onMail: (mail: SentMail) => void;
}

const content = z.strictObject({ Data: z.string(), Charset: z.string().optional() });
const addresses = z.array(z.string()).default([]);
const sendInput = z.strictObject({
  Source: z.email(),
  Destination: z.strictObject({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses }).partial(),
  Message: z.strictObject({
    Subject: content,
    Body: z.strictObject({ Text: content.optional(), Html: content.optional() }),
  }),
});

/**
 * SES, version 1, as far as `SendEmail` goes.
 *
 * Not npm's `aws-ses-v2-local`: it is a server of its own, with a port and a store that would have to be polled, and it would
 * see calls only after the check of permissions has been repeated for it.
 */
export async function startSes(context: ServiceContext, { mailFolder, onMail }: SesOptions): Promise<Service> {
  return {
    name: 'ses',
    actions: {
      async SendEmail(input) {
        const { Source, Destination, Message } = inputOf(sendInput, input);
        const to = [Destination.ToAddresses, Destination.CcAddresses, Destination.BccAddresses].flatMap(
          (each) => each ?? [],
        );
        if (to.length === 0) throw new AwsError('InvalidParameterValue', 'A mail needs a recipient.');
        const mail: SentMail = {
          id: randomUUID(),
          sentAt: context.clock.now().toISOString(),
          from: Source,
          to,
          subject: Message.Subject.Data,
          text: Message.Body.Text?.Data ?? '',
          html: Message.Body.Html?.Data ?? '',
        };
        const name = `${mail.sentAt.replaceAll(':', '-')}-${mail.id.slice(0, 8)}.json`;
        writeWholeFile(join(mailFolder, name), `${JSON.stringify(mail, null, 2)}\n`);
        onMail(mail);
        return { MessageId: mail.id };
      },
    },
    requirementsOf({ input }) {
      const { Source } = inputOf(sendInput, input);
      const resource = `arn:aws:ses:${context.region}:${context.accountId}:identity/${Source}`;
      return [{ action: 'ses:SendEmail', resource, context: { 'ses:FromAddress': Source } }];
    },
    close: async () => undefined,
  };
}
