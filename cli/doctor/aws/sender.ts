import {
  GetEmailIdentityCommand,
  type GetEmailIdentityResponse,
  NotFoundException,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Estate } from '../../../config/estate.ts';
import { type Check, failed, ok, warn } from '../check.ts';

type Ses = Pick<SESv2Client, 'send'>;

/** @returns `undefined`: SES of this account and Region does not know it */
export async function identityOf(ses: Ses, name: string): Promise<GetEmailIdentityResponse | undefined> {
  try {
    return await ses.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Whether SES may send as the sender, and whether its mail passes DMARC at who gets it. */
export async function senderChecks(ses: Ses, { msp, mail }: Pick<Estate, 'msp' | 'mail'>): Promise<readonly Check[]> {
  const domain = domainOf(msp.mailFrom);
  const ofDomain = await identityOf(ses, domain);
  if (ofDomain?.VerifiedForSendingStatus === true) {
    return [ok('mail sender', `${domain} is verified`), dkimCheck(domain, ofDomain), mailFromCheck(domain, ofDomain)];
  }
  const records =
    mail.identity === 'create'
      ? `add the records of the stack's output MailDnsRecords to the DNS of ${domain}; SES looks for them for 72 hours`
      : `aws sesv2 create-email-identity --email-identity ${domain}, then add the three CNAME records that it prints to the DNS of ${domain}`;
  if (ofDomain !== undefined) return [failed('mail sender', `${domain} is not verified yet`, records)];
  const ofAddress = await identityOf(ses, msp.mailFrom);
  return ofAddress?.VerifiedForSendingStatus === true
    ? [
        failed(
          'mail sender',
          `only the address ${msp.mailFrom} is verified: its mail has SPF and DKIM of amazonses.com, fails DMARC and is junked`,
          records,
        ),
      ]
    : [failed('mail sender', `SES knows neither ${domain} nor ${msp.mailFrom}: every mail is refused`, records)];
}

function dkimCheck(domain: string, { DkimAttributes }: GetEmailIdentityResponse): Check {
  const name = 'mail DKIM';
  const { Status, SigningEnabled, Tokens = [] } = DkimAttributes ?? {};
  if (Status === 'SUCCESS' && SigningEnabled === true) return ok(name, `mail is signed with a key of ${domain}`);
  if (Status === 'SUCCESS') {
    return failed(
      name,
      'signing is off',
      `aws sesv2 put-email-identity-dkim-attributes --email-identity ${domain} --signing-enabled`,
    );
  }
  const cnames = Tokens.map((token) => `${token}._domainkey.${domain} CNAME ${token}.dkim.amazonses.com`);
  return failed(
    name,
    `${Status ?? 'not set up'}: mail is not signed with a key of ${domain}, and may be junked`,
    cnames.length === 0
      ? `set up Easy DKIM for ${domain} in the SES console`
      : `add to the DNS of ${domain}: ${cnames.join(', ')}`,
  );
}

function mailFromCheck(domain: string, { MailFromAttributes }: GetEmailIdentityResponse): Check {
  const name = 'mail MAIL FROM';
  const { MailFromDomain, MailFromDomainStatus } = MailFromAttributes ?? {};
  if (MailFromDomain === undefined || MailFromDomain === '') {
    return warn(
      name,
      'is amazonses.com: SPF does not fit the sender, and DMARC hangs on DKIM alone',
      `aws sesv2 put-email-identity-mail-from-attributes --email-identity ${domain} --mail-from-domain bounce.${domain}, then its MX and TXT records (docs/deploy.md, step 6)`,
    );
  }
  return MailFromDomainStatus === 'SUCCESS'
    ? ok(name, `is ${MailFromDomain}`)
    : warn(
        name,
        `${MailFromDomain}: ${MailFromDomainStatus ?? 'unknown'}`,
        `add the MX and TXT records of ${MailFromDomain} to the DNS (docs/deploy.md, step 6)`,
      );
}
