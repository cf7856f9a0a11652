import type { PendingSignIn, WebSession } from '../../../lambda/domain/sessions/session.ts';
import type { SessionStore } from '../../../lambda/ports/sessions.ts';

/** Web sessions and sign-ins under way, in memory. */
export function sessionsIn(sessions: Map<string, WebSession>, pending: Map<string, PendingSignIn>): SessionStore {
  return {
    create: async (hash, session) => putNew(sessions, hash, session),
    find: async (hash, now) => stillGood(sessions.get(hash), now),
    async noteUse(hash, now) {
      const session = sessions.get(hash);
      if (session !== undefined) sessions.set(hash, { ...session, lastUsedAt: now });
    },
    remove: async (hash) => void sessions.delete(hash),
    ofTechnician: async (objectId, now) =>
      [...sessions.values()]
        .filter((each) => each.objectId === objectId && each.expiresAt > now)
        .toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime()),
    async removeAllOf(objectId) {
      for (const [hash, session] of sessions) if (session.objectId === objectId) sessions.delete(hash);
    },
    startSignIn: async (hash, signIn) => putNew(pending, hash, signIn),
    takeSignIn: async (hash, now) => {
      const taken = pending.get(hash);
      pending.delete(hash);
      return stillGood(taken, now);
    },
  };
}

function putNew<T>(rows: Map<string, T>, hash: string, row: T): void {
  if (rows.has(hash)) throw new Error('there is such a row');
  rows.set(hash, row);
}

const stillGood = <T extends { readonly expiresAt: Date }>(row: T | undefined, now: Date): T | undefined =>
  row !== undefined && row.expiresAt > now ? row : undefined;
