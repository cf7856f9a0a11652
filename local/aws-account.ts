import { type AwsAccount, verifiedIdentity } from '@m365-rotation/local-aws';
import type { DeployedEstate } from './assembled-estate.ts';

/** By which Service Quotas knows the number of functions that may run at once. */
const CONCURRENT_EXECUTIONS = { serviceCode: 'lambda', code: 'L-B99A9384', name: 'Concurrent executions' };

/**
 * The MSP's account: the sender's domain is verified, with everything in place.
 *
 * @param isNew  in SES's sandbox, where everybody who gets mail is verified too, as AWS asks for it; and with a new account's concurrency
 */
export function awsAccountOf({ msp, technicians }: DeployedEstate, isNew: boolean): AwsAccount {
  const recipients = isNew ? [msp.teamMail, ...technicians.map(({ mail }) => mail)] : [];
  const domain = msp.mailFrom.slice(msp.mailFrom.lastIndexOf('@') + 1);
  const sender = {
    ...verifiedIdentity(domain),
    mailFrom: { domain: `bounce.${domain}`, status: 'SUCCESS' as const },
  };
  return {
    mail: { sandbox: isNew, identities: [sender, ...recipients.map(verifiedIdentity)], suppressed: {} },
    quotas: [{ ...CONCURRENT_EXECUTIONS, value: isNew ? 10 : 1_000 }],
  };
}
