import * as z from 'zod';
import type { Rotation } from '../../../../domain/rotation/rotation.ts';
import { type RotationStore, StaleState } from '../../../../ports/rotation.ts';
import { type Change, commit, type Tables } from '../audit/audited-transaction.ts';
import { readRow } from '../reading.ts';
import { type Attributes, rowKind } from '../row-kind.ts';
import { key } from '../state-keys.ts';

/**
 * The account lock: a row per account that names the one rotation which may change its password, in whatever cycle. While the
 * credential is being deleted, the row is reserved for seconds instead. A rotation that acquires the lock removes a reservation that
 * has lapsed, so that its deletion is not sent any more.
 */

type Account = Pick<Rotation, 'tenantId' | 'accountId'>;

/** A stand-in's lock may be acquired between the read and the transaction; each try chooses a stand-in anew. */
const TRIES = 10;

/**
 * See the port. That a stand-in is unlocked is a condition of the transaction that acquires the lock: of two Global Administrators
 * who stand in for each other, and whose rotations begin at the same instant, one comes first and the other finds it locked.
 *
 * @throws {StaleState} the credential is being deleted at this moment, or other rotations acquired the locks of stand-ins in all
 *   tries: workflows try again
 */
export async function acquireLock(
  tables: Tables,
  rotation: Rotation,
  now: Date,
): ReturnType<RotationStore['acquireLock']> {
  const { standIns } = rotation.account;
  for (let tries = 1; ; tries += 1) {
    const lock = await lockOf(tables, rotation);
    // Acquired by an earlier run of the same rotation: a stand-in was unlocked then, and later rotations found this account locked.
    if (lock.holder === 'rotation') return lock.rotationId === rotation.rotationId ? 'acquired' : 'account-busy';
    if (lock.holder === 'retirement' && lock.reservedUntil >= now.toISOString()) {
      throw new StaleState('the credential of this account is being deleted at this moment');
    }
    const standIn = standIns && (await firstUnlocked(tables, rotation.tenantId, standIns));
    if (standIns !== undefined && standIn === undefined) return 'last-global-administrator';
    try {
      const conditions = [unchanged(tables, rotation), ...(standIn === undefined ? [] : [unlocked(tables, standIn)])];
      await commit(tables, [acquired(tables, rotation, now), ...conditions], []);
      return 'acquired';
    } catch (error) {
      if (!(error instanceof StaleState) || tries === TRIES) throw error;
    }
  }
}

/** What holds an account lock: a rotation until it is closed, or a retirement for seconds. */
export const lockSchema = z.discriminatedUnion('holder', [
  z.strictObject({ holder: z.literal('nobody') }),
  z.strictObject({ holder: z.literal('rotation'), rotationId: z.string(), cycleId: z.string() }),
  z.strictObject({ holder: z.literal('retirement'), retiring: z.string(), reservedUntil: z.string() }),
]);

/** The row has no field for its holder: the fields that it has show it. */
export const lockRow = rowKind({
  name: 'account lock',
  value: lockSchema,
  stored: {
    toValue: (row) => ({ ...row, holder: holderOf(row) }),
    toRow: ({ holder: _, ...fields }) => fields,
  },
});

const holderOf = (row: Attributes) =>
  'rotationId' in row ? 'rotation' : 'reservedUntil' in row ? 'retirement' : 'nobody';

/** An account without a row is unlocked. */
export const lockOf = async (tables: Tables, account: Account): Promise<z.output<typeof lockSchema>> =>
  (await readRow(tables, key.accountLock(account), lockRow)) ?? { holder: 'nobody' };

/** The first of the accounts whose lock no rotation holds; `undefined`: there is none. */
export async function firstUnlocked(
  tables: Tables,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Account | undefined> {
  for (const accountId of accountIds) {
    if ((await lockOf(tables, { tenantId, accountId })).holder !== 'rotation') return { tenantId, accountId };
  }
  return undefined;
}

const acquired = (tables: Tables, rotation: Rotation, now: Date): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.accountLock(rotation),
    UpdateExpression: 'SET #rotationId = :rotationId, #cycleId = :cycleId REMOVE #retiring, #reservedUntil',
    ConditionExpression:
      'attribute_not_exists(#rotationId) AND (attribute_not_exists(#reservedUntil) OR #reservedUntil < :now)',
    ExpressionAttributeNames: {
      '#rotationId': 'rotationId',
      '#cycleId': 'cycleId',
      '#retiring': 'retiring',
      '#reservedUntil': 'reservedUntil',
    },
    ExpressionAttributeValues: {
      ':rotationId': rotation.rotationId,
      ':cycleId': rotation.cycleId,
      ':now': now.toISOString(),
    },
  },
});

/** A rotation that was closed meanwhile must not acquire the lock: nothing would release it. */
const unchanged = (tables: Tables, rotation: Rotation): Change => ({
  ConditionCheck: {
    TableName: tables.state,
    Key: key.rotation(rotation),
    ConditionExpression: 'attribute_not_exists(#revision) OR #revision = :revision',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':revision': rotation.revision },
  },
});

export const unlocked = (tables: Tables, account: Account): Change => ({
  ConditionCheck: {
    TableName: tables.state,
    Key: key.accountLock(account),
    ConditionExpression: 'attribute_not_exists(#rotationId)',
    ExpressionAttributeNames: { '#rotationId': 'rotationId' },
  },
});

/** Releases the lock; its condition fails where another rotation holds the lock. */
export const released = (tables: Tables, rotation: Rotation): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.accountLock(rotation),
    UpdateExpression: 'REMOVE #rotationId, #cycleId',
    ConditionExpression: 'attribute_not_exists(#rotationId) OR #rotationId = :rotationId',
    ExpressionAttributeNames: { '#rotationId': 'rotationId', '#cycleId': 'cycleId' },
    ExpressionAttributeValues: { ':rotationId': rotation.rotationId },
  },
});
