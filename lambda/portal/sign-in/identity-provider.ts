import * as oidc from 'openid-client';
import * as z from 'zod';
import { requireEncrypted } from '../../adapters/encrypted-address.ts';
import type { SignInEvidence } from '../../domain/sessions/sign-in-rules.ts';

/** Proves to the home tenant's token endpoint that this is our app: a signed token, obtained anew for each use. */
type ClientAssertion = () => Promise<string>;

/** Who signed in, as the home tenant says. Only object id and tenant id identify the person. */
export interface Person extends SignInEvidence {
  readonly objectId: string;
  readonly tenantId: string;
  readonly name: string;
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
  /** Seconds: whose sign-in at Microsoft is older is asked again. */
  readonly maxAge: number;
  /** Conditional Access authentication context to ask for, such as `c1`. */
  readonly authenticationContext?: string | undefined;
}

const claimsSchema = z.object({
  oid: z.uuid(),
  tid: z.uuid(),
  name: z.string().default('unknown'),
  /** Optional claim: 0 member, 1 guest. */
  acct: z.union([z.literal(0), z.literal(1)]).optional(),
  /** Seconds since 1970. Comes because `max_age` was sent, or as an optional claim. */
  auth_time: z.int().positive().optional(),
  /** Comes only where the `claims` parameter asked for it. */
  acrs: z.union([z.array(z.string()), z.string().transform((one) => [one])]).default([]),
});

const accountWords = { 0: 'member', 1: 'guest' } as const;

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
        max_age: String(options.maxAge),
        ...(chooseAccount ? { prompt: 'select_account' } : {}),
        ...(options.authenticationContext === undefined ? {} : { claims: claimsFor(options.authenticationContext) }),
      });
    },
    async complete(query, { state, nonce, codeVerifier }) {
      const tokens = await oidc.authorizationCodeGrant(
        await configuration(),
        new URL(`${options.redirectUri}?${query}`),
        { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true },
      );
      const { oid, tid, name, acct, auth_time: authTime, acrs } = claimsSchema.parse(tokens.claims());
      return {
        objectId: oid,
        tenantId: tid,
        name,
        account: acct === undefined ? 'unknown' : accountWords[acct],
        authenticatedAt: authTime === undefined ? undefined : new Date(authTime * 1_000),
        authenticationContexts: acrs,
      };
    },
  };
}

/** @see https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context */
const claimsFor = (context: string): string =>
  JSON.stringify({ id_token: { acrs: { essential: true, value: context } } });

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
