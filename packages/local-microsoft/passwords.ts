import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
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
const fileSchema = z.object({
  passwords: z.record(z.string(), changeSchema),
  sessionsValidFrom: z.record(z.string(), z.string()),
});
type Stored = z.output<typeof fileSchema>;

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
  const file = join(folder, 'passwords.json');
  const stored = await read(file);
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  /** One write that has not begun yet is enough for all changes before it. */
  const write = () => {
    next ??= writing.then(() => {
      next = undefined;
      return writeWhole(file, stored);
    });
    writing = next.catch(() => undefined);
    return next;
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
      stored.passwords[accountKey] = {
        salt,
        hash,
        changedAt: changeAfter(stored.passwords[accountKey]?.changedAt, at),
        visibleAt: new Date(now().getTime() + showAfterMs).toISOString(),
        ...(shownBefore === undefined ? {} : { shownBefore }),
      };
      await write();
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
      stored.passwords[accountKey] = { ...change, visibleAt: now().toISOString() };
      await write();
    },
    async revokeSessions(accountKey) {
      stored.sessionsValidFrom[accountKey] = inSeconds(now());
      await write();
    },
    sessionsValidFrom: (accountKey) => stored.sessionsValidFrom[accountKey],
    close: () => writing,
  };
}

async function read(file: string): Promise<Stored> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? { passwords: {}, sessionsValidFrom: {} } : fileSchema.parse(JSON.parse(text));
}

/** Beside everything else, unlike other files here: it holds every password's hash, and thousands change within minutes. */
async function writeWhole(file: string, stored: Stored): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(stored, null, 2)}\n`, { mode: OWN_FILE });
  await rename(`${file}.new`, file);
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
