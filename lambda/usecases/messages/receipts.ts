import type { EstateTenant, Technician } from '../../../config/estate.ts';
import type { MailLabel, MailText } from '../../ports/messages.ts';
import type { NotifyPorts, Receipt } from './notify-ports.ts';

/** Whom a mail goes to, and how the record calls them. */
interface Recipient {
  readonly mail: string;
  readonly name: string;
}

export const theTeam = ({ estate }: Pick<NotifyPorts, 'estate'>): Recipient => ({
  mail: estate.msp.teamMail,
  name: 'the team',
});

export const theTechnician = ({ mail, name, objectId }: Technician): Recipient => ({
  mail,
  name: `${name} (${objectId})`,
});

export const theContact = (
  { displayName }: EstateTenant,
  { mail }: NonNullable<EstateTenant['contact']>,
): Recipient => ({ mail, name: `the contact of ${displayName}` });

/** Sends a mail. @returns what the record tells of it */
export async function mailed(
  { mail }: Pick<NotifyPorts, 'mail'>,
  to: Recipient,
  says: MailText,
  label?: MailLabel,
): Promise<Receipt> {
  const messageId = await mail.send(to.mail, says, label);
  return { by: 'mail', to: to.name, ...(messageId === '' ? {} : { messageId }) };
}
