/**
 * Web sessions of signed-in technicians.
 */

export interface WebSession {
  readonly objectId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly csrfToken: string;
  /** Instant after which the session is over, whatever the table's TTL does. */
  readonly expiresAt: Date;
}

/** What a sign-in must remember between leaving for Entra and coming back. */
export interface PendingSignIn {
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Own path to go to afterwards. */
  readonly wantedPath: string;
  /** SHA-256, hex, of the cookie of the browser that started it. */
  readonly browserHash: string;
  readonly expiresAt: Date;
}

export interface SessionStore {
  create(sessionIdHash: string, session: WebSession): Promise<void>;
  find(sessionIdHash: string, now: Date): Promise<WebSession | undefined>;
  remove(sessionIdHash: string): Promise<void>;
  startSignIn(stateHash: string, pending: PendingSignIn): Promise<void>;
  /** Takes a pending sign-in, once. */
  takeSignIn(stateHash: string, now: Date): Promise<PendingSignIn | undefined>;
}
