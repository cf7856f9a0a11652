import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWN_FILE, privateFolder } from '@m365-rotation/loopback';
import * as z from 'zod';

const changeSchema = z.object({
  salt: z.string(),
  /** Hex. The password itself is kept nowhere. */
  hash: z.string(),
  /** ISO 8601, UTC. */
  changedAt: z.string(),
  /** From when on the directory shows the change. */
  visibleAt: z.string(),
  /** What the directory shows until then, if an earlier change was visible. */
  shownBefore: z.string().optional(),
});
/** One line of the file, of which the last one about an account counts: thousands change within minutes. */
const lineSchema = z.object({
  account: z.string(),
  password: changeSchema.optional(),
  sessionsValidFrom: z.string().optional(),
});
interface Stored {
  readonly passwords: Record<string, z.output<typeof changeSchema>>;
  readonly sessionsValidFrom: Record<string, string>;
}

/** Which password is effective for each account, as salted hashes; survives a restart. */
export interface PasswordStore {
  /**
   * @param showAfterMs  real milliseconds until the directory shows the change
   * @param at  when it was changed, as the directory says; now, if left out
   */
  set(accountKey: string, password: string, showAfterMs: number, at?: Date): Promise<void>;
  /** Whether this is the account's password now. Always `false` before the first `set`. */
  isEffective(accountKey: string, password: string): Promise<boolean>;
  /** Lets the directory show the last change now. */
  show(accountKey: string): Promise<void>;
  /** `lastPasswordChangeDateTime` as the directory shows it now; `undefined` before the first visible change. */
  shownChange(accountKey: string): string | undefined;
  revokeSessions(accountKey: string): Promise<void>;
  sessionsValidFrom(accountKey: string): string | undefined;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

export const accountKeyOf = (tenantId: string, accountId: string): string => `${tenantId}/${accountId}`;

export async function passwordStore(folder: string, now: () => Date): Promise<PasswordStore> {
  privateFolder(folder);
  const file = join(folder, 'passwords.jsonl');
  const stored = await read(file);
  let writing: Promise<void> = Promise.resolve();
  const write = (line: z.output<typeof lineSchema>): Promise<void> => {
    const written = writing.then(() => appendFile(file, `${JSON.stringify(line)}\n`, { mode: OWN_FILE }));
    writing = written.catch(() => undefined);
    return written;
  };
  const shownChange = (accountKey: string) => {
    const change = stored.passwords[accountKey];
    if (change === undefined) return undefined;
    return now().toISOString() >= change.visibleAt ? change.changedAt : change.shownBefore;
  };
  return {
    async set(accountKey, password, showAfterMs, at = now()) {
      const salt = randomBytes(16).toString('hex');
      const hash = (await hashOf(password, salt)).toString('hex');
      const shownBefore = shownChange(accountKey);
      const change = {
        salt,
        hash,
        changedAt: changeAfter(stored.passwords[accountKey]?.changedAt, at),
        visibleAt: new Date(now().getTime() + showAfterMs).toISOString(),
        ...(shownBefore === undefined ? {} : { shownBefore }),
      };
      stored.passwords[accountKey] = change;
      await write({ account: accountKey, password: change });
    },
    async isEffective(accountKey, password) {
      const change = stored.passwords[accountKey];
      if (change === undefined) return false;
      return timingSafeEqual(await hashOf(password, change.salt), Buffer.from(change.hash, 'hex'));
    },
    shownChange,
    async show(accountKey) {
      const change = stored.passwords[accountKey];
      if (change === undefined) return;
      const shown = { ...change, visibleAt: now().toISOString() };
      stored.passwords[accountKey] = shown;
      await write({ account: accountKey, password: shown });
    },
    async revokeSessions(accountKey) {
      const sessionsValidFrom = inSeconds(now());
      stored.sessionsValidFrom[accountKey] = sessionsValidFrom;
      await write({ account: accountKey, sessionsValidFrom });
    },
    sessionsValidFrom: (accountKey) => stored.sessionsValidFrom[accountKey],
    close: () => writing,
  };
}

async function read(file: string): Promise<Stored> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const stored: Stored = { passwords: {}, sessionsValidFrom: {} };
  // A line that a kill cut off never took effect: nobody was told that it did.
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    if (line === '') continue;
    const { account, password, sessionsValidFrom } = lineSchema.parse(JSON.parse(line));
    if (password !== undefined) stored.passwords[account] = password;
    if (sessionsValidFrom !== undefined) stored.sessionsValidFrom[account] = sessionsValidFrom;
  }
  return stored;
}

/** Waits pass faster here than real time does: two changes that lie apart for callers must not show the same second. */
function changeAfter(earlier: string | undefined, now: Date): string {
  const soonest = earlier === undefined ? 0 : Date.parse(earlier) + 1_000;
  return inSeconds(new Date(Math.max(now.getTime(), soonest)));
}

/** Entra's times have no fractions of a second. */
const inSeconds = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z');

/** Little, as tests compare thousands: what is hashed here was drawn at random, and nobody guesses that. */
const HASH_COST = 1024;

function hashOf(password: string, salt: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, { cost: HASH_COST }, (error, hash) => (error === null ? resolve(hash) : reject(error)));
  });
}
