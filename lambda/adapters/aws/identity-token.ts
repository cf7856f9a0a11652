import { GetWebIdentityTokenCommand, type STSClient } from '@aws-sdk/client-sts';

/** The shortest life that a token exchange needs; Entra's own token then lives for about an hour. */
const LIFE_SECONDS = 300;

/** Entra accepts federated assertions with this algorithm only. */
const ALGORITHM = 'RS256';

/**
 * A signed statement of AWS that this is our function's role, which Entra accepts in place of a secret.
 *
 * The client must be a regional one: the global STS endpoint does not offer this.
 *
 * @param audience  the one audience that the app's federated credential names, such as `api://AzureADTokenExchange`
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 */
export function identityToken(sts: STSClient, audience: string): () => Promise<string> {
  return async () => {
    const { WebIdentityToken } = await sts.send(
      new GetWebIdentityTokenCommand({
        Audience: [audience],
        SigningAlgorithm: ALGORITHM,
        DurationSeconds: LIFE_SECONDS,
      }),
    );
    if (WebIdentityToken === undefined) throw new Error('STS answered without a token');
    return WebIdentityToken;
  };
}
