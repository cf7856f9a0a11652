import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import type { EntraCode } from './entra-error.ts';
import { AUDIENCE, type FederatedCredential, refusalOfClaims } from './federated-credentials.ts';
import {
  isSignedWithCertificate,
  type RegisteredCredentials,
  refusalOfSecret,
  refusalOfSigned,
} from './registered-credentials.ts';

/** By whose tokens apps prove who they are, and what is registered for each app about it. */
export interface Federation {
  /** Public keys of the issuer. */
  readonly keys: () => JSONWebKeySet | Promise<JSONWebKeySet>;
  /** The federated credentials of an app; one for any issuer and subject, if left out. */
  readonly credentials?: (clientId: string) => readonly FederatedCredential[];
}

/** All by which apps may prove themselves. */
export interface AppCredentials {
  readonly federated: Federation;
  /** Certificates and client secrets; none, if left out. */
  readonly registered?: (clientId: string) => RegisteredCredentials | undefined;
}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ANY: readonly FederatedCredential[] = [{ audience: AUDIENCE }];
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
    : refusalOfFederated(federated, clientId, assertion, now);
}

async function refusalOfFederated(
  { keys, credentials }: Federation,
  clientId: string,
  assertion: string,
  now: Date,
): Promise<EntraCode | undefined> {
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(await keys()), {
      // The only algorithm that federated credentials take, although AWS signs with others, too.
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'sub', 'iss'],
      currentDate: now,
    });
    return refusalOfClaims(credentials?.(clientId) ?? ANY, payload);
  } catch (error) {
    return error instanceof errors.JWTExpired ? 500133 : 50013;
  }
}
