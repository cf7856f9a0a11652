import * as z from 'zod';
import { inputOf } from '../input.ts';
import { AwsError, type JsonObject } from '../service.ts';
import type { MailAccount, MailIdentity } from './account.ts';

/** An account out of the sandbox, as AWS grants it at first. */
const PRODUCTION = { Max24HourSend: 50_000, MaxSendRate: 14 };
const SANDBOX = { Max24HourSend: 200, MaxSendRate: 1 };

/** `GetAccount` of version 2. */
export const accountTold = ({ sandbox }: Pick<MailAccount, 'sandbox'>): JsonObject => ({
  ProductionAccessEnabled: !sandbox,
  SendingEnabled: true,
  EnforcementStatus: 'HEALTHY',
  SendQuota: { ...(sandbox ? SANDBOX : PRODUCTION), SentLast24Hours: 0 },
});

/** `GetEmailIdentity` of version 2. */
export function identityTold({ identities }: Pick<MailAccount, 'identities'>, input: JsonObject): JsonObject {
  const { EmailIdentity } = inputOf(z.strictObject({ EmailIdentity: z.string() }), input);
  const found = identities.find(({ name }) => name.toLowerCase() === EmailIdentity.toLowerCase());
  if (found === undefined) throw notFound(`Email identity ${EmailIdentity} does not exist.`);
  return told(found);
}

const told = ({ name, verified, dkim, mailFrom }: MailIdentity): JsonObject => ({
  IdentityType: name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
  VerifiedForSendingStatus: verified,
  VerificationStatus: verified ? 'SUCCESS' : 'PENDING',
  DkimAttributes: {
    SigningEnabled: dkim === 'SUCCESS',
    Status: dkim,
    Tokens: name.includes('@') ? [] : ['a', 'b', 'c'],
  },
  ...(mailFrom === undefined
    ? {}
    : { MailFromAttributes: { MailFromDomain: mailFrom.domain, MailFromDomainStatus: mailFrom.status } }),
});

/** `GetSuppressedDestination` of version 2. */
export function suppressionTold({ suppressed }: Pick<MailAccount, 'suppressed'>, input: JsonObject): JsonObject {
  const { EmailAddress } = inputOf(z.strictObject({ EmailAddress: z.string() }), input);
  const Reason = suppressed[EmailAddress.toLowerCase()];
  if (Reason === undefined) throw notFound(`Email address ${EmailAddress} does not exist on your suppression list.`);
  return { SuppressedDestination: { EmailAddress, Reason, LastUpdateTime: 0 } };
}

const notFound = (message: string) => new AwsError('NotFoundException', message, 404);
