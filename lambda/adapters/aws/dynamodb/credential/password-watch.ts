import { PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ChangedElsewhere,
  type CurrentPassword,
  changedElsewhereSchema,
  tenantWatchSchema,
} from '../../../../domain/credential/changed-elsewhere.ts';
import type { ChangedPasswords, PasswordWatch } from '../../../../ports/password-watch.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { commit, type StateTable, type Tables } from '../audit/audited-transaction.ts';
import { partitionRows, readRow, readRows } from '../reading.ts';
import { unlocked } from '../rotation/account-locks.ts';
import { rowKind } from '../row-kind.ts';
import { CHANGED_ELSEWHERE_PARTITION, key, WATCHES_PARTITION } from '../state-keys.ts';
import { currentVersionRow, stillVersion } from './exposure-rows.ts';

const changeRow = rowKind({ name: 'password changed elsewhere', value: changedElsewhereSchema });
const watchRow = rowKind({ name: 'comparison of a tenant', value: tenantWatchSchema });

export const passwordWatch = (tables: Tables): PasswordWatch => ({
  async currentOf(tenantId, accountIds) {
    const accounts = accountIds.map((accountId) => ({ tenantId, accountId }));
    const current = await readRows(tables, accounts.map(key.currentVersion), currentVersionRow);
    return current.flatMap(({ reset, ...each }): CurrentPassword[] =>
      reset === undefined ? [] : [{ ...each, reset }],
    );
  },

  async record(change, fact) {
    const put = {
      Put: {
        TableName: tables.state,
        Item: { ...key.changedElsewhere(change), ...changeRow.write(change) },
        // Of one version each later change counts; a later version begins anew.
        ConditionExpression: 'attribute_not_exists(#changedAt) OR #versionId <> :versionId OR #changedAt < :changedAt',
        ExpressionAttributeNames: { '#changedAt': 'changedAt', '#versionId': 'versionId' },
        ExpressionAttributeValues: { ':changedAt': change.changedAt, ':versionId': change.versionId },
      },
    };
    // Who holds the lock may have reset the password and not made it current yet: then the change may be ours.
    try {
      await commit(tables, [put, stillVersion(tables, change), unlocked(tables, change)], [fact]);
      return true;
    } catch (error) {
      if (error instanceof StaleState) return false;
      throw error;
    }
  },

  watches: () => partitionRows(tables, WATCHES_PARTITION, '', watchRow),

  async setWatch(watch) {
    const Item = { ...key.watch(watch.tenantId), ...watchRow.write(watch) };
    await tables.client.send(new PutCommand({ TableName: tables.state, Item }));
  },
});

/** `BatchGetItem` takes 100 rows. */
const MOST_AT_ONCE = 100;

export const changedPasswords = (tables: StateTable): ChangedPasswords => {
  const stillCurrent = async (changes: readonly ChangedElsewhere[]): Promise<readonly ChangedElsewhere[]> => {
    const current = new Set<string>();
    for (let start = 0; start < changes.length; start += MOST_AT_ONCE) {
      const keys = changes.slice(start, start + MOST_AT_ONCE).map(key.currentVersion);
      for (const each of await readRows(tables, keys, currentVersionRow)) {
        current.add(`${accountOf(each)}#${each.versionId}`);
      }
    }
    return changes.filter((each) => current.has(`${accountOf(each)}#${each.versionId}`));
  };
  return {
    changedElsewhere: async (tenantId) =>
      stillCurrent(
        await partitionRows(
          tables,
          CHANGED_ELSEWHERE_PARTITION,
          tenantId === undefined ? '' : `${tenantId}#`,
          changeRow,
        ),
      ),
    async changeOf(account) {
      const found = await readRow(tables, key.changedElsewhere(account), changeRow);
      return found === undefined ? undefined : (await stillCurrent([found]))[0];
    },
  };
};

const accountOf = ({ tenantId, accountId }: Pick<ChangedElsewhere, 'tenantId' | 'accountId'>) =>
  `${tenantId}#${accountId}`;
