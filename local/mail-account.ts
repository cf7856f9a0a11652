import { type MailAccount, verifiedIdentity } from '@m365-rotation/local-aws';
import type { DeployedEstate } from './assembled-estate.ts';

/**
 * What SES knows of the MSP's account: the sender's domain is verified. In the sandbox everybody who gets mail is verified too, as AWS asks
 * for it.
 */
export function mailAccountOf({ msp, technicians }: DeployedEstate, sandbox: boolean): MailAccount {
  const recipients = sandbox ? [msp.teamMail, ...technicians.map(({ mail }) => mail)] : [];
  const domain = msp.mailFrom.slice(msp.mailFrom.lastIndexOf('@') + 1);
  return { sandbox, identities: [domain, ...recipients].map(verifiedIdentity), suppressed: {} };
}
