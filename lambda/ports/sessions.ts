import type { PendingSignIn, WebSession } from '../domain/sessions/session.ts';

/**
 * Web sessions of signed-in technicians.
 */

export interface SessionStore {
  create(sessionIdHash: string, session: WebSession): Promise<void>;
  find(sessionIdHash: string, now: Date): Promise<WebSession | undefined>;
  /** Notes that a session was used. Does nothing for one that is not there any more. */
  noteUse(sessionIdHash: string, now: Date): Promise<void>;
  remove(sessionIdHash: string): Promise<void>;
  /** All sessions of a technician that are not over, the newest first. */
  ofTechnician(objectId: string, now: Date): Promise<readonly WebSession[]>;
  /** Ends every session of a technician, on whatever device. */
  removeAllOf(objectId: string): Promise<void>;
  startSignIn(stateHash: string, pending: PendingSignIn): Promise<void>;
  /** Removes a pending sign-in and returns it to one caller only; `undefined` for every later one, and when it has expired. */
  takeSignIn(stateHash: string, now: Date): Promise<PendingSignIn | undefined>;
}
