import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { recordedEstateSchema } from '../../../../domain/audit/recorded-estate.ts';
import type { EstateLog } from '../../../../ports/estates.ts';
import { readRow } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { key } from '../state-keys.ts';
import { commit, type Tables } from './audited-transaction.ts';

const recordedEstateRow = rowKind({ name: 'recorded estate', value: recordedEstateSchema });

/** One row: the estates themselves are larger than a row may be. */
export const estateLog = (tables: Tables): EstateLog => ({
  last: () => readRow(tables, key.recordedEstate(), recordedEstateRow),
  async move(from, to, facts) {
    const Item = { ...key.recordedEstate(), ...recordedEstateRow.write(to) };
    const condition = from === undefined ? IS_NEW : isStill(from.revision);
    await commit(tables, [{ Put: { TableName: tables.state, Item, ...condition } }], facts);
  },
});

const IS_NEW = {
  ConditionExpression: 'attribute_not_exists(#key)',
  ExpressionAttributeNames: { '#key': stateAttribute.partitionKey },
};
const isStill = (revision: number) => ({
  ConditionExpression: '#revision = :revision',
  ExpressionAttributeNames: { '#revision': 'revision' },
  ExpressionAttributeValues: { ':revision': revision },
});
