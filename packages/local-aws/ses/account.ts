/** A domain or an address that mail is sent from, or, in the sandbox, to. */
export interface MailIdentity {
  /** Such as `northwind.example` or `ada@northwind.example`. */
  readonly name: string;
  readonly verified: boolean;
  /** Of a domain: whether mail is signed with its own key. */
  readonly dkim: 'SUCCESS' | 'PENDING' | 'FAILED' | 'NOT_STARTED';
  /** The domain that answers bounces; `undefined`: SES's own. */
  readonly mailFrom?: { readonly domain: string; readonly status: 'SUCCESS' | 'PENDING' | 'FAILED' };
}

/**
 * What may become of a mail that SES took. `suppressed`: SES does not even try to deliver it. `out-of-office`: it arrives, and is answered
 * automatically.
 */
export type MailOutcome = 'bounce' | 'mailbox-full' | 'suppressed' | 'complaint' | 'reject' | 'delay' | 'out-of-office';

/** What SES knows of an account in one Region. */
export interface MailAccount {
  /** As every account begins: mail goes to verified addresses only, 200 a day, one a second. */
  readonly sandbox: boolean;
  readonly identities: readonly MailIdentity[];
  /** Address → why SES sends nothing to it any more. */
  readonly suppressed: Readonly<Record<string, 'BOUNCE' | 'COMPLAINT'>>;
  /** Address, in lower case → what becomes of mail to it, besides those of AWS's mailbox simulator. Whatever is left out arrives. */
  readonly outcomes?: Readonly<Record<string, MailOutcome>>;
}

/** A verified domain with everything in place, or a verified address. */
export const verifiedIdentity = (name: string): MailIdentity => ({
  name,
  verified: true,
  dkim: name.includes('@') ? 'NOT_STARTED' : 'SUCCESS',
});

/** The identity by which an address is verified: its own comes before its domain's. */
export const identityFor = (
  { identities }: Pick<MailAccount, 'identities'>,
  address: string,
): MailIdentity | undefined => {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const named = (name: string) =>
    identities.find((each) => each.verified && each.name.toLowerCase() === name.toLowerCase());
  return named(address) ?? named(domain);
};
