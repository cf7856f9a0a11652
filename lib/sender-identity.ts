import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  Identity,
  MailFromBehaviorOnMxFailure,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

export interface SenderIdentityProps {
  /** Of the sender. */
  readonly address: string;
  readonly bounceSubdomain: string;
}

/**
 * The identity of the sender's domain in SES. That of an address alone would send with SPF and DKIM of amazonses.com, which DMARC does not
 * accept for the sender: requests would be junked, and silence means no reset.
 */
export class SenderIdentity extends Construct {
  /** The records that the domain's DNS needs, in one line. */
  readonly dnsRecords: string;

  constructor(scope: Construct, id: string, { address, bounceSubdomain }: SenderIdentityProps) {
    super(scope, id);
    const domain = address.slice(address.lastIndexOf('@') + 1);
    const bounces = `${bounceSubdomain}.${domain}`;
    const identity = new EmailIdentity(this, 'Domain', {
      identity: Identity.domain(domain),
      dkimIdentity: DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT),
      mailFromDomain: bounces,
      // Mail still goes out, and still with DKIM of the domain, while the MX record is missing.
      mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
    });
    // Others may send by it meanwhile.
    identity.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.dnsRecords = [
      ...identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`),
      `${bounces} MX 10 feedback-smtp.${Stack.of(this).region}.amazonses.com`,
      `${bounces} TXT "v=spf1 include:amazonses.com ~all"`,
    ].join(' | ');
  }
}
