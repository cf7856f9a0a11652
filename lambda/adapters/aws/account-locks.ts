import * as z from 'zod';
import type { Rotation } from '../../domain/rotation.ts';
import { type RotationStore, StaleState } from '../../ports.ts';
import { type Change, commit, type Tables } from './audited-transaction.ts';
import { readRow } from './reading.ts';
import { key } from './state-keys.ts';

/** A row per account names the one rotation of it that is under way, in whatever cycle. */

type Account = Pick<Rotation, 'tenantId' | 'accountId'>;

/** A stand-in may be taken between look and transaction; each time another one is chosen. */
const TRIES = 10;

/**
 * See the port. That a stand-in is free is a condition of the transaction that takes the account: of two Global Administrators who
 * stand in for each other, and are taken at the same instant, one comes first and the other one finds it taken.
 *
 * @throws {StaleState} the stand-ins change hands too fast: workflows try again
 */
export async function occupy(tables: Tables, rotation: Rotation): ReturnType<RotationStore['occupy']> {
  const { standIns } = rotation.account;
  for (let tries = 1; ; tries += 1) {
    const holder = await holderOf(tables, rotation);
    // Taken by an earlier run of the same rotation: a stand-in was free then, and whoever came later saw this one taken.
    if (holder !== undefined) return holder === rotation.rotationId ? 'occupied' : 'account-busy';
    const standIn = standIns && (await firstFree(tables, rotation.tenantId, standIns));
    if (standIns !== undefined && standIn === undefined) return 'last-global-administrator';
    try {
      await commit(tables, [taken(tables, rotation), ...(standIn === undefined ? [] : [free(tables, standIn)])], []);
      return 'occupied';
    } catch (error) {
      if (!(error instanceof StaleState) || tries === TRIES) throw error;
    }
  }
}

/** @returns the id of the rotation that is under way, if one is */
export async function holderOf(tables: Tables, account: Account): Promise<string | undefined> {
  return (await readRow(tables, key.account(account), lockRow))?.rotationId;
}

const lockRow = z.object({ rotationId: z.string().optional() });

export async function firstFree(
  tables: Tables,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Account | undefined> {
  for (const accountId of accountIds) {
    if ((await holderOf(tables, { tenantId, accountId })) === undefined) return { tenantId, accountId };
  }
  return undefined;
}

const taken = (tables: Tables, rotation: Rotation): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.account(rotation),
    UpdateExpression: 'SET #rotationId = :rotationId',
    ConditionExpression: 'attribute_not_exists(#rotationId)',
    ExpressionAttributeNames: { '#rotationId': 'rotationId' },
    ExpressionAttributeValues: { ':rotationId': rotation.rotationId },
  },
});

const free = (tables: Tables, account: Account): Change => ({
  ConditionCheck: {
    TableName: tables.state,
    Key: key.account(account),
    ConditionExpression: 'attribute_not_exists(#rotationId)',
    ExpressionAttributeNames: { '#rotationId': 'rotationId' },
  },
});

export const released = (tables: Tables, rotation: Rotation): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.account(rotation),
    UpdateExpression: 'REMOVE #rotationId',
    ConditionExpression: '#rotationId = :rotationId',
    ExpressionAttributeNames: { '#rotationId': 'rotationId' },
    ExpressionAttributeValues: { ':rotationId': rotation.rotationId },
  },
});
