import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import type { EntraCode } from './entra-error.ts';
import {
  isSignedWithCertificate,
  type RegisteredCredentials,
  refusalOfSecret,
  refusalOfSigned,
} from './registered-credentials.ts';

/** How an app proves who it is: a token of AWS that the app's federated credential names. */
export interface FederatedCredential {
  /** Public keys of the issuer. */
  readonly keys: () => JSONWebKeySet | Promise<JSONWebKeySet>;
  /** Which subjects (role ARNs) the app's federated credential names; any, if left out. */
  readonly acceptsSubject?: (clientId: string, subject: string) => boolean;
}

/** All by which apps may prove themselves. */
export interface AppCredentials {
  readonly federated: FederatedCredential;
  /** Certificates and client secrets; none, if left out. */
  readonly registered?: (clientId: string) => RegisteredCredentials | undefined;
}

const AUDIENCE = 'api://AzureADTokenExchange';
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const NONE: RegisteredCredentials = { certificates: [], clientSecrets: [] };

/**
 * Checks the client's part of a token request. The same assertion may come again, as Entra allows.
 *
 * @param clientId  the app that the request says it comes from
 * @param tokenEndpoint  the address that the request came to
 * @returns the refusal; `undefined` when the client is who it says
 */
export async function refusalOfClient(
  { federated, registered }: AppCredentials,
  form: URLSearchParams,
  { clientId, tokenEndpoint, now }: { readonly clientId: string; readonly tokenEndpoint: string; readonly now: Date },
): Promise<EntraCode | undefined> {
  const own = registered?.(clientId) ?? NONE;
  const assertion = form.get('client_assertion');
  const secret = form.get('client_secret');
  if (assertion === null) return secret === null ? 7000218 : refusalOfSecret(own, secret, now);
  if (form.get('client_assertion_type') !== JWT_BEARER) return 7000218;
  return isSignedWithCertificate(assertion)
    ? refusalOfSigned(own, assertion, { clientId, tokenEndpoint }, now)
    : refusalOfFederated(federated, clientId, assertion);
}

async function refusalOfFederated(
  credential: FederatedCredential,
  clientId: string,
  assertion: string,
): Promise<EntraCode | undefined> {
  try {
    const keys = createLocalJWKSet(await credential.keys());
    const { payload } = await jwtVerify(assertion, keys, {
      // The only algorithm that federated credentials take, although AWS signs with others, too.
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'sub', 'iss'],
    });
    // Exactly one audience: a token made for several parties could be used by any of them.
    if (payload.aud !== AUDIENCE && !(Array.isArray(payload.aud) && payload.aud.join() === AUDIENCE)) return 70021;
    return credential.acceptsSubject?.(clientId, payload.sub ?? '') === false ? 70021 : undefined;
  } catch (error) {
    return error instanceof errors.JWTExpired ? 500133 : 50013;
  }
}
