import { decodeJwt } from 'jose';
import { type Check, failed, ok } from '../check.ts';
import { errorName } from './aws-answer.ts';

const NAME = 'identity token';

/** Whether AWS vouches for functions to Entra, which is a setting of the account. Tried with the identity of the shell. */
export async function identityTokenCheck(token: () => Promise<string>): Promise<readonly Check[]> {
  try {
    const { iss } = decodeJwt(await token());
    return [ok(NAME, `AWS vouches for this account, as ${iss ?? 'an issuer that it did not name'}`)];
  } catch (error) {
    if (!errorName(error).startsWith('OutboundWebIdentityFederationDisabled')) throw error;
    return [
      failed(
        NAME,
        'AWS does not vouch for roles of this account: no function can sign in to Entra, and no technician to the portal',
        'aws iam enable-outbound-web-identity-federation; then compare the issuer with the federated credentials (docs/deploy.md, steps 1 and 4)',
      ),
    ];
  }
}
