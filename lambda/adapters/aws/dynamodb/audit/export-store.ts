import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ExportState, exportStateSchema } from '../../../../domain/audit/export-plan.ts';
import type { ExportStore } from '../../../../ports/exports.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { readRow } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { key } from '../state-keys.ts';
import { commit, sentBetweenTransactions, type Tables } from './audited-transaction.ts';

const exportRow = rowKind({ name: 'export', value: exportStateSchema });

export function exportStore(tables: Tables): ExportStore {
  return {
    find: async () => (await readRow(tables, key.auditExport(), exportRow)) ?? {},
    async plan(before, after) {
      try {
        await sentBetweenTransactions(() => tables.client.send(new PutCommand(put(tables, before, after))));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        throw new StaleState('somebody else planned an export first', { cause: error });
      }
    },
    end: (before, after, fact) => commit(tables, [{ Put: put(tables, before, after) }], [fact]),
  };
}

/** Nobody else has planned or ended an export since. */
function put(tables: Tables, before: ExportState, after: ExportState) {
  const conditions = [
    ['exportedUntil', before.exportedUntil],
    ['planned.#token', before.planned?.token],
  ] as const;
  const known = conditions.flatMap(([, value], i) => (value === undefined ? [] : [[`:v${i}`, value] as const]));
  return {
    TableName: tables.state,
    Item: { ...key.auditExport(), ...exportRow.write(after) },
    ConditionExpression: conditions
      .map(([path, value], i) => (value === undefined ? `attribute_not_exists(${path})` : `${path} = :v${i}`))
      .join(' AND '),
    ExpressionAttributeNames: { '#token': 'token' },
    ...(known.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(known) }),
  };
}
