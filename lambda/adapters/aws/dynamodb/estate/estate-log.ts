import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { CURRENT_ESTATE, estateAttribute } from '../../../../../contract/estate.ts';
import { recordedEstateSchema } from '../../../../domain/audit/recorded-estate.ts';
import type { EstateLog } from '../../../../ports/estates.ts';
import { commit, type Tables } from '../audit/audited-transaction.ts';
import { rowKind } from '../row-kind.ts';

const currentRow = rowKind({ name: 'estate in force', value: recordedEstateSchema, besides: [estateAttribute.id] });

/** The row that names the estate in force: functions read its hash, and whoever publishes reads and writes the rest. */
export function estateLog(tables: Tables, estateTable: string): EstateLog {
  const key = { [estateAttribute.id]: CURRENT_ESTATE };
  return {
    async last() {
      const { Item } = await tables.client.send(
        new GetCommand({ TableName: estateTable, Key: key, ConsistentRead: true }),
      );
      return Item === undefined ? undefined : currentRow.read(Item);
    },
    async move(from, to, facts) {
      const Item = { ...key, ...currentRow.write(to) };
      const condition = from === undefined ? IS_NEW : isStill(from.revision);
      await commit(tables, [{ Put: { TableName: estateTable, Item, ...condition } }], facts);
    },
  };
}

const IS_NEW = {
  ConditionExpression: 'attribute_not_exists(#id)',
  ExpressionAttributeNames: { '#id': estateAttribute.id },
};
const isStill = (revision: number) => ({
  ConditionExpression: '#revision = :revision',
  ExpressionAttributeNames: { '#revision': 'revision' },
  ExpressionAttributeValues: { ':revision': revision },
});
