import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/** The web session of a technician who has signed in. */
export const webSessionSchema = z.strictObject({
  objectId: z.string(),
  tenantId: z.string(),
  name: z.string(),
  csrfToken: z.string(),
  /** When the person last proved to Microsoft who they are. */
  authenticatedAt: z.date(),
  /** Conditional Access authentication contexts that were satisfied. */
  authenticationContexts: z.array(z.string()),
  startedAt: z.date(),
  /** Noted every few minutes only. */
  lastUsedAt: z.date(),
  /** From where it was started: the address that API Gateway saw, and the family of the browser. */
  address: z.string(),
  browser: z.string(),
  /** Instant after which the session is over, whatever the table's TTL does. */
  expiresAt: z.date(),
});
export type WebSession = Immutable<z.output<typeof webSessionSchema>>;

/** What is stored of a sign-in between the redirect to Entra and the callback. */
export const pendingSignInSchema = z.strictObject({
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Path of the portal to which the technician goes afterwards. */
  wantedPath: z.string(),
  /** SHA-256, hex, of the cookie of the browser that started it. */
  browserHash: z.string(),
  expiresAt: z.date(),
});
export type PendingSignIn = Immutable<z.output<typeof pendingSignInSchema>>;
