import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import type { EntraCode } from './entra-error.ts';

/** How an app proves who it is: a token of AWS that the app's federated credential names. */
export interface FederatedCredential {
  /** Public keys of the issuer. */
  readonly keys: () => JSONWebKeySet | Promise<JSONWebKeySet>;
  /** Which subjects (role ARNs) the app's federated credential names; any, if left out. */
  readonly acceptsSubject?: (clientId: string, subject: string) => boolean;
}

const AUDIENCE = 'api://AzureADTokenExchange';
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Checks the client's part of a token request. The same assertion may come again, as Entra allows.
 *
 * @returns the refusal; `undefined` when the client is who it says
 */
export async function refusalOfClient(
  credential: FederatedCredential,
  clientId: string,
  form: URLSearchParams,
): Promise<EntraCode | undefined> {
  const assertion = form.get('client_assertion');
  if (assertion === null) return form.has('client_secret') ? 7000215 : 7000218;
  if (form.get('client_assertion_type') !== JWT_BEARER) return 7000218;
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
