import * as z from 'zod';
import type { Contradiction } from './contradiction.ts';

const text = z.string().optional().catch(undefined);
const compared = z.object({
  msp: z.object({ portalUrl: text }).catch({}),
  aws: z.object({ account: text, region: text }).catch({}),
  audit: z.object({ lock: text, witness: z.object({ account: text }).optional().catch(undefined) }).catch({}),
  deployment: z
    .object({
      stage: text,
      domain: z.object({ name: text, certificateArn: text }).optional().catch(undefined),
      firewall: z.object({ webAclArn: text }).optional().catch(undefined),
    })
    .catch({}),
});
type Compared = z.output<typeof compared>;

/** CloudFront takes certificates and web ACLs from there alone. */
const CLOUDFRONT_REGION = 'us-east-1';

/** What of `deployment` does not fit the rest of the estate, or itself. */
export function deploymentContradictions(value: unknown): readonly Contradiction[] {
  const parsed = compared.safeParse(value);
  if (!parsed.success) return [];
  return [
    ...looseLock(parsed.data),
    ...ownWitness(parsed.data),
    ...addresses(parsed.data),
    ...ofOtherPlaces(parsed.data),
  ];
}

function looseLock({ audit: { lock }, deployment: { stage = 'production' } }: Compared): Contradiction[] {
  if (lock === 'none' && stage === 'production') {
    const message = "must be 'governance' or 'compliance' in production: 'none' is for deployment.stage: test";
    return [{ path: ['audit', 'lock'], message }];
  }
  if (lock === 'compliance' && stage === 'test') {
    const message =
      "must be 'none' or 'governance' where deployment.stage is test: nobody could remove what is locked in compliance mode";
    return [{ path: ['audit', 'lock'], message }];
  }
  return [];
}

function ownWitness({ aws: { account }, audit: { witness } }: Compared): Contradiction[] {
  if (witness?.account === undefined || witness.account !== account) return [];
  const message = `must be another account than aws.account (${account}): nobody is the witness of what he did himself`;
  return [{ path: ['audit', 'witness', 'account'], message }];
}

function addresses({ msp: { portalUrl }, deployment: { domain, firewall } }: Compared): Contradiction[] {
  const alone = firewall !== undefined && domain === undefined;
  const twice = domain?.name !== undefined && portalUrl !== undefined && portalUrl !== `https://${domain.name}`;
  return [
    ...(alone
      ? [
          {
            path: ['deployment', 'firewall'],
            message: "needs deployment.domain: CloudFront's own names take old versions of TLS",
          },
        ]
      : []),
    ...(twice
      ? [
          {
            path: ['msp', 'portalUrl'],
            message: `must be left out, or be 'https://${domain.name}' as deployment.domain says`,
          },
        ]
      : []),
  ];
}

/** A certificate and a web ACL are used in their account, the certificate in one Region. */
function ofOtherPlaces({ aws: { account, region }, deployment: { domain, firewall } }: Compared): Contradiction[] {
  const wanted = firewall === undefined ? region : CLOUDFRONT_REGION;
  const [, , , certificateRegion, certificateAccount] = domain?.certificateArn?.split(':') ?? [];
  const webAclAccount = firewall?.webAclArn?.split(':')[4];
  const differs = (given: string | undefined, expected: string | undefined) =>
    given !== undefined && expected !== undefined && given !== expected;
  const elsewhere = differs(certificateRegion, wanted)
    ? [
        {
          path: ['deployment', 'domain', 'certificateArn'],
          message: `must be a certificate in ${wanted}${firewall === undefined ? ', as aws.region is' : ', as CloudFront wants it'}, got one in ${certificateRegion}`,
        },
      ]
    : [];
  return [
    ...elsewhere,
    ...(differs(certificateAccount, account)
      ? [{ path: ['deployment', 'domain', 'certificateArn'], message: `must be of the account ${account}` }]
      : []),
    ...(differs(webAclAccount, account)
      ? [{ path: ['deployment', 'firewall', 'webAclArn'], message: `must be of the account ${account}` }]
      : []),
  ];
}
