import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { vaultCheckSchema } from '../../../../domain/credential/vault-check.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import type { VaultChecks } from '../../../../ports/vault-checks.ts';
import { commit, type Tables } from '../audit/audited-transaction.ts';
import { partitionRows, readRow } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { keptUntil, key, VAULT_CHECK_PREFIX, vaultChecksPartition } from '../state-keys.ts';

/** A cycle is told about for some days; its checks stay a while for whoever asks what was known. */
const DAYS_KEPT = 90;

const checkRow = rowKind({ name: 'vault check', value: vaultCheckSchema, besides: [stateAttribute.expiresAt] });
const toldRow = rowKind({
  name: 'told vault checks',
  value: z.strictObject({ since: z.string() }),
  besides: [stateAttribute.expiresAt],
});

/** A partition for each coming cycle: its tenants, and whether people were told. */
export const vaultChecks = (tables: Tables): VaultChecks => ({
  ofCycle: (cycleId) => partitionRows(tables, vaultChecksPartition(cycleId), VAULT_CHECK_PREFIX, checkRow),

  async record(check, since, fact) {
    const put = {
      Put: {
        TableName: tables.state,
        Item: {
          ...key.vaultCheck(check),
          ...checkRow.write(check),
          [stateAttribute.expiresAt]: keptUntil(new Date(check.at), DAYS_KEPT),
        },
        ConditionExpression: 'attribute_not_exists(#at) OR #at < :since',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':since': since },
      },
    };
    try {
      await commit(tables, [put], [fact]);
      return true;
    } catch (error) {
      if (error instanceof StaleState) return false;
      throw error;
    }
  },

  isTold: async (cycleId, since) => (await readRow(tables, key.vaultChecksTold(cycleId), toldRow))?.since === since,

  async setTold(cycleId, since, now) {
    const Item = {
      ...key.vaultChecksTold(cycleId),
      ...toldRow.write({ since }),
      [stateAttribute.expiresAt]: keptUntil(now, DAYS_KEPT),
    };
    await tables.client.send(new PutCommand({ TableName: tables.state, Item }));
  },
});
