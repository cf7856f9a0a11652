import { inspectionSchema } from '../../../../domain/inspection/inspection.ts';
import { inspectionTicketSchema } from '../../../../domain/inspection/inspection-ticket.ts';
import type { InspectionStore } from '../../../../ports/inspections.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { commit, type StateTable, type Tables } from '../audit/audited-transaction.ts';
import { partitionRows, readRow } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { inspectionsPartition, key } from '../state-keys.ts';

const inspectionRow = rowKind({ name: 'inspection', value: inspectionSchema });
const ticketRow = rowKind({ name: 'ticket of an inspection', value: inspectionTicketSchema });

/** What pages, messages and commands read of inspections. */
export const inspectionResults = (tables: StateTable): Pick<InspectionStore, 'ofKind' | 'find'> => ({
  ofKind: (kind) => partitionRows(tables, inspectionsPartition(kind), '', inspectionRow),
  find: (kind, tenantId) => readRow(tables, key.inspection(kind, tenantId), inspectionRow),
});

export const inspectionStore = (tables: Tables): InspectionStore => ({
  ...inspectionResults(tables),

  async save(inspection, last, facts) {
    const put = {
      Put: {
        TableName: tables.state,
        Item: { ...key.inspection(inspection.kind, inspection.tenantId), ...inspectionRow.write(inspection) },
        ExpressionAttributeNames: { '#at': 'at' },
        ...(last === undefined
          ? { ConditionExpression: 'attribute_not_exists(#at)' }
          : { ConditionExpression: '#at = :last', ExpressionAttributeValues: { ':last': last.at } }),
      },
    };
    try {
      await commit(tables, [put], facts);
      return true;
    } catch (error) {
      if (error instanceof StaleState) return false;
      throw error;
    }
  },

  ticketOf: (kind, tenantId) => readRow(tables, key.inspectionTicket(kind, tenantId), ticketRow),

  async saveTicket(ticket, facts) {
    const put = {
      Put: {
        TableName: tables.state,
        Item: { ...key.inspectionTicket(ticket.kind, ticket.tenantId), ...ticketRow.write(ticket) },
        ExpressionAttributeNames: { '#revision': 'revision' },
        ...(ticket.revision === 1
          ? { ConditionExpression: 'attribute_not_exists(#revision)' }
          : {
              ConditionExpression: '#revision = :before',
              ExpressionAttributeValues: { ':before': ticket.revision - 1 },
            }),
      },
    };
    await commit(tables, [put], facts);
  },
});
