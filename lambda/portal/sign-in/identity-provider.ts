import * as oidc from 'openid-client';
import * as z from 'zod';
import { requireEncrypted } from '../../adapters/encrypted-address.ts';

/** Proves to the home tenant's token endpoint that this is our app: a signed token, obtained anew for each use. */
type ClientAssertion = () => Promise<string>;

/** Who signed in, as the home tenant says. Only object id and tenant id identify the person. */
export interface Person {
  readonly objectId: string;
  readonly tenantId: string;
  readonly name: string;
  /** Whether the home tenant says that this is a guest of it. */
  readonly guest: boolean;
}

/** The secrets of one sign-in, which its callback is checked against. */
export interface SignInSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface IdentityProvider {
  /** Where to send the browser. `chooseAccount`: ask which account, even if only one is signed in. */
  begin(secrets: SignInSecrets, chooseAccount: boolean): Promise<URL>;
  /**
   * Redeems what came back.
   * @param query  of the callback's address
   * @throws when the answer, the token or its signature is not what it must be
   */
  complete(query: string, secrets: SignInSecrets): Promise<Person>;
}

export interface EntraOptions {
  /** The home tenant's authority, such as `https://login.microsoftonline.com/<tenant id>/v2.0`; never `common`. */
  readonly authority: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly clientAssertion: ClientAssertion;
}

const claimsSchema = z.object({
  oid: z.uuid(),
  tid: z.uuid(),
  name: z.string().default('unknown'),
  /** Optional claim: 0 member, 1 guest. */
  acct: z.union([z.literal(0), z.literal(1)]).optional(),
});

/** Authorization code flow with PKCE. ID tokens are checked by signature too, RS256 only. */
export function entra(options: EntraOptions): IdentityProvider {
  const authority = requireEncrypted(options.authority);
  let known: Promise<oidc.Configuration> | undefined;
  const configuration = () => {
    known ??= discover(authority, options).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    async begin({ state, nonce, codeVerifier }, chooseAccount) {
      return oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: options.redirectUri,
        response_mode: 'query',
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ...(chooseAccount ? { prompt: 'select_account' } : {}),
      });
    },
    async complete(query, { state, nonce, codeVerifier }) {
      const tokens = await oidc.authorizationCodeGrant(
        await configuration(),
        new URL(`${options.redirectUri}?${query}`),
        { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true },
      );
      const { oid, tid, name, acct } = claimsSchema.parse(tokens.claims());
      return { objectId: oid, tenantId: tid, name, guest: acct === 1 };
    },
  };
}

function discover(authority: URL, { clientId, clientAssertion }: EntraOptions): Promise<oidc.Configuration> {
  // Typed as synchronous, but awaited: the same function type of oauth4webapi, which calls it, may return a promise.
  const authentication: oidc.ClientAuth = async (_server, client, body) => {
    body.set('client_id', client.client_id);
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set('client_assertion', await clientAssertion());
  };
  return oidc.discovery(authority, clientId, { id_token_signed_response_alg: 'RS256' }, authentication, {
    execute: [oidc.enableNonRepudiationChecks, ...(authority.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
    timeout: 10,
  });
}
