import { createHash, randomBytes } from 'node:crypto';
import type { EntraCode } from './entra-error.ts';

/** What a code stands for. */
interface Authorization {
  readonly objectId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  /** S256 challenge of PKCE. */
  readonly codeChallenge: string;
  /** When the person last proved who they are. */
  readonly authenticatedAt: Date;
  /** Whether the token must say so, because the app sent `max_age`. */
  readonly tellsWhen: boolean;
  /** Authentication contexts that the app asked for, and that were satisfied. */
  readonly contexts: readonly string[];
}

export interface AuthorizationCodes {
  issue(authorization: Authorization): string;
  /** Redeems a code, once: also a try that fails uses it up. */
  redeem(code: string, redirectUri: string, codeVerifier: string): Authorization | EntraCode;
}

/** How long a code waits to be redeemed. */
const LIFE_MS = 10 * 60_000;

export function authorizationCodes(now: () => Date): AuthorizationCodes {
  const issued = new Map<string, { readonly authorization: Authorization; readonly until: number; used: boolean }>();
  return {
    issue(authorization) {
      const code = randomBytes(32).toString('base64url');
      issued.set(code, { authorization, until: now().getTime() + LIFE_MS, used: false });
      return code;
    },
    redeem(code, redirectUri, codeVerifier) {
      const entry = issued.get(code);
      if (entry === undefined) return 70008;
      if (entry.used) return 54005;
      entry.used = true;
      if (entry.until < now().getTime()) return 70008;
      if (entry.authorization.redirectUri !== redirectUri) return 500112;
      const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
      return challenge === entry.authorization.codeChallenge ? entry.authorization : 501481;
    },
  };
}
