import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { MailSender } from '../../ports/messages.ts';

/** Sends mail through SES, as text and as HTML. */
export function mailSender(client: SESClient, from: string): MailSender {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return {
    async send({ to, subject, text, html }) {
      await client.send(
        new SendEmailCommand({
          Source: from,
          Destination: { ToAddresses: [to] },
          Message: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } },
        }),
      );
    },
  };
}
