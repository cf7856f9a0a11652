import { type Held, type Hold, holdSchema, type Release } from '../../../../domain/cycle/hold.ts';
import type { HoldStore } from '../../../../ports/hold.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { type Change, commit, type Tables } from '../audit/audited-transaction.ts';
import { partitionRows, readRows } from '../reading.ts';
import { fitting, rowKind } from '../row-kind.ts';
import { HOLDS_PARTITION, key } from '../state-keys.ts';

/** A row per tenant and class: none while nothing is known, which means on hold. It is never deleted, whatever is deployed. */
const holdRow = rowKind({ name: 'hold', value: holdSchema });

/** Of one request that reads rows by their keys. */
const MOST_KEYS = 100;

export function holdStore(tables: Tables): HoldStore {
  return {
    async of(held) {
      const rows: Hold[] = [];
      for (let from = 0; from < held.length; from += MOST_KEYS) {
        rows.push(...(await readRows(tables, held.slice(from, from + MOST_KEYS).map(key.hold), holdRow)));
      }
      return rows;
    },
    all: () => partitionRows(tables, HOLDS_PARTITION, '', holdRow),

    async release(held, release, fact) {
      try {
        await commit(tables, [released(tables, held, release)], [fact]);
        return 'released';
      } catch (error) {
        if (error instanceof StaleState && (await readRows(tables, [key.hold(held)], holdRow))[0]?.released) {
          return 'already';
        }
        throw error;
      }
    },
  };
}

const released = (tables: Tables, held: Held, release: Release): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.hold(held),
    UpdateExpression: 'SET #released = :released, #tenantId = :tenantId, #class = :class',
    ConditionExpression: 'attribute_not_exists(#released)',
    ExpressionAttributeNames: { '#released': 'released', '#tenantId': 'tenantId', '#class': 'class' },
    ExpressionAttributeValues: {
      ':released': fitting('release of a tenant', holdSchema.shape.released, release),
      ':tenantId': held.tenantId,
      ':class': held.class,
    },
  },
});

/** That a dry run has read the tenant: part of the transaction that records what it found. */
export const dryRunDone = (tables: Tables, held: Held, dryRun: NonNullable<Hold['dryRun']>): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.hold(held),
    UpdateExpression: 'SET #dryRun = :dryRun, #tenantId = :tenantId, #class = :class',
    ExpressionAttributeNames: { '#dryRun': 'dryRun', '#tenantId': 'tenantId', '#class': 'class' },
    ExpressionAttributeValues: { ':dryRun': dryRun, ':tenantId': held.tenantId, ':class': held.class },
  },
});
