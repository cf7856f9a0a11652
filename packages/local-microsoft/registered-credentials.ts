import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { EntraCode } from './entra-error.ts';

/** What is registered for an app at Entra beside federated credentials. */
export interface RegisteredCredentials {
  /** PEM. */
  readonly certificates: readonly string[];
  readonly clientSecrets: readonly { readonly value: string; readonly expires: Date }[];
}

const digest = (text: string | Buffer) => createHash('sha256').update(text);

/** @returns the refusal; `undefined` when it is one of the app's secrets and holds now */
export function refusalOfSecret(
  { clientSecrets }: RegisteredCredentials,
  given: string,
  now: Date,
): EntraCode | undefined {
  const found = clientSecrets.find(({ value }) => timingSafeEqual(digest(value).digest(), digest(given).digest()));
  if (found === undefined) return 7000215;
  return now < found.expires ? undefined : 7000222;
}

/** Whether an assertion says that it was signed with a certificate, rather than by somebody whom the app trusts. */
export function isSignedWithCertificate(assertion: string): boolean {
  try {
    return 'x5t#S256' in decodeProtectedHeader(assertion);
  } catch {
    return false;
  }
}

/**
 * Checks an assertion that an app signed itself.
 *
 * @returns the refusal; `undefined` when one of the app's certificates signed it for this app and this token endpoint
 */
export async function refusalOfSigned(
  { certificates }: RegisteredCredentials,
  assertion: string,
  expected: { readonly clientId: string; readonly tokenEndpoint: string },
  now: Date,
): Promise<EntraCode | undefined> {
  const thumbprint = decodeProtectedHeader(assertion)['x5t#S256'];
  const certificate = certificates
    .map((pem) => new X509Certificate(pem))
    .find(({ raw }) => digest(raw).digest('base64url') === thumbprint);
  // Not registered and expired are the same number; only the text tells them apart.
  if (certificate === undefined || !isValid(certificate, now)) return 700027;
  try {
    const { payload } = await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['PS256', 'RS256'],
      requiredClaims: ['exp', 'nbf', 'jti', 'iss', 'sub', 'aud'],
      currentDate: now,
    });
    if (payload.aud !== expected.tokenEndpoint) return 700023;
    return payload.iss === expected.clientId && payload.sub === expected.clientId ? undefined : 700021;
  } catch (error) {
    const outOfTime =
      error instanceof errors.JWTExpired || (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf');
    return outOfTime ? 700024 : 700027;
  }
}

const isValid = ({ validFrom, validTo }: X509Certificate, now: Date) =>
  now.getTime() >= Date.parse(validFrom) && now.getTime() < Date.parse(validTo);
