import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { wellFormed } from '../../domain/text/well-formed.ts';
import type { MailSender } from '../../ports/messages.ts';
import { renderedMail } from '../mail/rendered-mail.tsx';
import { mailTag } from './mail-events.ts';

/**
 * Sends mail through SES, as text and as HTML. Half of a surrogate pair in it would end in `URIError`: the SDK encodes it for an address.
 *
 * @param configurationSet  by which SES tells what becomes of mails
 */
export function mailSender(client: SESClient, from: string, configurationSet: string): MailSender {
  const utf8 = (Data: string) => ({ Data: wellFormed(Data), Charset: 'UTF-8' });
  return {
    async send(to, says, { mail, cycleId } = { mail: 'team' }) {
      const { subject, text, html } = await renderedMail(says);
      const { MessageId } = await client.send(
        new SendEmailCommand({
          Source: from,
          ConfigurationSetName: configurationSet,
          Tags: [
            { Name: mailTag.mail, Value: mail },
            ...(cycleId === undefined ? [] : [{ Name: mailTag.cycle, Value: cycleId }]),
          ],
          Destination: { ToAddresses: [to] },
          Message: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } },
        }),
      );
      return MessageId ?? '';
    },
  };
}
