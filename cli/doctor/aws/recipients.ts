import {
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  NotFoundException,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Estate } from '../../../config/estate.ts';
import { mapConcurrently } from '../../../lambda/domain/concurrency.ts';
import { type Check, failed, ok, warn } from '../check.ts';
import { domainOf, identityOf } from './sender.ts';

type Ses = Pick<SESv2Client, 'send'>;

/** Everybody whom the product sends mail to. */
const recipientsOf = ({
  msp,
  technicians,
  tenants,
}: Pick<Estate, 'msp' | 'technicians' | 'tenants'>): readonly string[] => [
  ...new Set([
    msp.teamMail,
    ...technicians.map(({ mail }) => mail),
    ...tenants.flatMap(({ contact }) => contact?.mail ?? []),
  ]),
];

const PRODUCTION_ACCESS =
  'ask AWS for production access: SES console, Account dashboard, Request production access; it takes about a day';

/** Whether the account may send to everybody, and how much. */
export async function sendingChecks(
  ses: Ses,
  estate: Pick<Estate, 'msp' | 'technicians' | 'tenants'>,
): Promise<readonly Check[]> {
  const account = await ses.send(new GetAccountCommand({}));
  const { Max24HourSend, MaxSendRate, SentLast24Hours } = account.SendQuota ?? {};
  const quota = `${Max24HourSend ?? '?'} mails a day (${SentLast24Hours ?? '?'} in the last 24 hours), ${MaxSendRate ?? '?'} a second`;
  if (account.SendingEnabled === false || account.EnforcementStatus === 'SHUTDOWN') {
    const state = `SES has stopped sending for this account (${account.EnforcementStatus ?? 'disabled'})`;
    return [failed('mail account', state, 'see the SES console, Account dashboard, and answer AWS')];
  }
  if (account.ProductionAccessEnabled === true) return [ok('mail account', `out of the sandbox: ${quota}`)];
  const unverified: string[] = [];
  for (const address of recipientsOf(estate)) {
    const isVerified = async (name: string) => (await identityOf(ses, name))?.VerifiedForSendingStatus === true;
    if (!(await isVerified(domainOf(address))) && !(await isVerified(address))) unverified.push(address);
  }
  return unverified.length === 0
    ? [
        warn(
          'mail account',
          `in the sandbox: ${quota}, to verified addresses only; all of yours are`,
          PRODUCTION_ACCESS,
        ),
      ]
    : [
        failed(
          'mail account',
          `in the sandbox (${quota}), where these get nothing: ${unverified.join(', ')}`,
          `${PRODUCTION_ACCESS}; or verify each meanwhile: aws sesv2 create-email-identity --email-identity <address>`,
        ),
      ];
}

/** Whether SES sends nothing to somebody any more, since a mail bounced or was complained about. */
export async function suppressionCheck(
  ses: Ses,
  estate: Pick<Estate, 'msp' | 'technicians' | 'tenants'>,
): Promise<readonly Check[]> {
  const recipients = recipientsOf(estate);
  const reasons = await mapConcurrently(recipients, async (EmailAddress) => {
    try {
      const { SuppressedDestination } = await ses.send(new GetSuppressedDestinationCommand({ EmailAddress }));
      return [{ address: EmailAddress, reason: SuppressedDestination?.Reason ?? 'no reason told' }];
    } catch (error) {
      if (error instanceof NotFoundException) return [];
      throw error;
    }
  });
  const suppressed = reasons.flat();
  if (suppressed.length === 0) {
    return [ok('mail suppression', `none of the ${recipients.length} addresses of technicians and team is suppressed`)];
  }
  return [
    failed(
      'mail suppression',
      `SES drops mail to ${suppressed.map(({ address, reason }) => `${address} (${reason})`).join(', ')}`,
      `see that the mailbox works, then: ${suppressed.map(({ address }) => `aws sesv2 delete-suppressed-destination --email-address ${address}`).join(' && ')}`,
    ),
  ];
}
