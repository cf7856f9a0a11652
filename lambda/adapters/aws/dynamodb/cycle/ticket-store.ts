import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { type TicketProgress, ticketProgressSchema } from '../../../../domain/cycle/ticket-progress.ts';
import type { TicketStore } from '../../../../ports/tickets.ts';
import { type Change, commit, type Tables } from '../audit/audited-transaction.ts';
import { readRow } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { key } from '../state-keys.ts';

const ticketRow = rowKind({ name: 'ticket', value: ticketProgressSchema });
const restRow = rowKind({ name: 'rest of the PSA', value: z.strictObject({ until: z.string() }) });

/** What was written of tickets: a row for each tenant and cycle, whose number the tenant's row has too. */
export function ticketStore(tables: Tables): TicketStore {
  return {
    find: (cycleId, tenantId) => readRow(tables, key.ticket(cycleId, tenantId), ticketRow),

    async save(from, to, facts) {
      const saved = { ...to, revision: from.revision + 1 };
      const isNew = saved.number !== from.number;
      await commit(tables, [putTicket(tables, from, saved), ...(isNew ? [numberOnTenant(tables, saved)] : [])], facts);
      return saved;
    },

    async restUntil() {
      const row = await readRow(tables, key.psaRest(), restRow);
      return row === undefined ? undefined : new Date(row.until);
    },

    async rest(until) {
      const Item = { ...key.psaRest(), ...restRow.write({ until: until.toISOString() }) };
      await tables.client.send(new PutCommand({ TableName: tables.state, Item }));
    },
  };
}

const putTicket = (tables: Tables, { revision }: TicketProgress, saved: TicketProgress): Change => ({
  Put: {
    TableName: tables.state,
    Item: { ...key.ticket(saved.cycleId, saved.tenantId), ...ticketRow.write(saved) },
    ...(revision === 0
      ? {
          ConditionExpression: 'attribute_not_exists(#pk)',
          ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
        }
      : {
          ConditionExpression: '#revision = :before',
          ExpressionAttributeNames: { '#revision': 'revision' },
          ExpressionAttributeValues: { ':before': revision },
        }),
  },
});

/** For pages, which read tenants and no tickets. */
const numberOnTenant = (tables: Tables, { cycleId, tenantId, number }: TicketProgress): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.tenant(cycleId, tenantId),
    UpdateExpression: 'SET #ticket = :ticket',
    // Without a tenant there would be a row that holds a ticket and nothing else, which nobody could read.
    ConditionExpression: 'attribute_exists(#status)',
    ExpressionAttributeNames: { '#ticket': 'ticket', '#status': 'status' },
    ExpressionAttributeValues: { ':ticket': number },
  },
});
