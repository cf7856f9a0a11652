import type { JWTPayload } from 'jose';
import type { EntraCode } from './entra-error.ts';

/** One federated credential of an app: whose tokens prove it. Each text is compared letter by letter, capitals too. */
export interface FederatedCredential {
  /** Any, if left out. */
  readonly issuer?: string;
  /** A role's ARN, or which ones; any, if left out. */
  readonly subject?: string | ((subject: string) => boolean);
  readonly audience: string;
}

/** The audience of Entra's global cloud. */
export const AUDIENCE = 'api://AzureADTokenExchange';

/**
 * Finds the credential that a token fits. Entra says by the number what no credential fits: issuer, then audience, then subject.
 *
 * @returns the refusal; `undefined` when one fits
 * @see https://github.com/Azure/login/issues/482 700213, https://github.com/Azure/login/issues/515 7002138,
 *   https://github.com/Azure/azure-workload-identity/issues/1200 700211. An app without any federated credential: 70025
 */
export function refusalOfClaims(
  credentials: readonly FederatedCredential[],
  { iss = '', aud = '', sub = '' }: JWTPayload,
): EntraCode | undefined {
  if (credentials.length === 0) return 70025;
  const ofIssuer = credentials.filter(({ issuer }) => issuer === undefined || issuer === iss);
  if (ofIssuer.length === 0) return 700211;
  // Exactly one audience: a token made for several parties could be used by any of them.
  const ofAudience = ofIssuer.filter(({ audience }) => [aud].flat().join() === audience);
  if (ofAudience.length === 0) return 700212;
  const subjects = ofAudience.map(({ subject }) => subject);
  if (subjects.some((each) => each === undefined || (typeof each === 'string' ? each === sub : each(sub))))
    return undefined;
  const onlyCapitals = subjects.some((each) => typeof each === 'string' && each.toLowerCase() === sub.toLowerCase());
  return onlyCapitals ? 7002138 : 700213;
}
