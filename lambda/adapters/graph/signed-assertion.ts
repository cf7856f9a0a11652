import { createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Now } from '../../ports/clock.ts';
import { certificateIn } from './app-secret.ts';
import type { Content } from './client-authentication.ts';

/** Life of an assertion in seconds. It is used at once; Entra advises five to ten minutes. */
const LIFE_SECONDS = 300;

/**
 * Reads a certificate with its key, and signs assertions with it.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials for header and claims
 */
export const assertionsSignedBy =
  (clientId: string, now: Now) =>
  (text: string): Content<(tokenEndpoint: string) => Promise<string>> => {
    const content = certificateIn(text);
    if ('problems' in content) return content;
    const { certificate, privateKey } = content.usable;
    return {
      usable: (tokenEndpoint) => {
        const issuedAt = Math.floor(now().getTime() / 1_000);
        return new SignJWT()
          .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprintOf(certificate.raw) })
          .setIssuer(clientId)
          .setSubject(clientId)
          .setAudience(tokenEndpoint)
          .setJti(randomUUID())
          .setIssuedAt(issuedAt)
          .setNotBefore(issuedAt)
          .setExpirationTime(issuedAt + LIFE_SECONDS)
          .sign(privateKey);
      },
    };
  };

const thumbprintOf = (der: Buffer) => createHash('sha256').update(der).digest('base64url');
