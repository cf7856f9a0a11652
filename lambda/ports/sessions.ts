import type { PendingSignIn, WebSession } from '../domain/sessions/session.ts';

/**
 * Web sessions of signed-in technicians.
 */

export interface SessionStore {
  create(sessionIdHash: string, session: WebSession): Promise<void>;
  find(sessionIdHash: string, now: Date): Promise<WebSession | undefined>;
  remove(sessionIdHash: string): Promise<void>;
  startSignIn(stateHash: string, pending: PendingSignIn): Promise<void>;
  /** Removes a pending sign-in and returns it to one caller only; `undefined` for every later one, and when it has expired. */
  takeSignIn(stateHash: string, now: Date): Promise<PendingSignIn | undefined>;
}
