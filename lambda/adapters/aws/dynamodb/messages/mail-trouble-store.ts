import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { mailTroubleSchema } from '../../../../domain/messages/mail-trouble.ts';
import type { MailTroubles } from '../../../../ports/mail-troubles.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { commit, type StateTable, type Tables } from '../audit/audited-transaction.ts';
import { partitionRows } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { keptUntil, key, MAIL_TROUBLES_PARTITION } from '../state-keys.ts';

/** SES tells of a mail for a few days; queues keep what they have for four, and dead letters for fourteen. */
const DAYS_REMEMBERED = 90;

/** A row per recipient, in one small partition, so that pages and commands list them. */
export const mailTroubleRow = rowKind({
  name: 'mail trouble',
  value: mailTroubleSchema,
  besides: [stateAttribute.expiresAt],
});

export const mailTroubleReader = (tables: StateTable): Pick<MailTroubles, 'all'> => ({
  all: () => partitionRows(tables, MAIL_TROUBLES_PARTITION, '', mailTroubleRow),
});

export const mailTroubleStore = (tables: Tables): MailTroubles => ({
  ...mailTroubleReader(tables),
  async record(eventId, trouble, fact, now) {
    const expiry = { [stateAttribute.expiresAt]: keptUntil(now, DAYS_REMEMBERED) };
    const TableName = tables.state;
    const told = {
      Put: {
        TableName,
        // As a message that was sent: that it is there says all.
        Item: { ...key.sentMessage(`mail-event:${eventId}`), ...expiry },
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': stateAttribute.partitionKey },
      },
    };
    const Item = { ...key.mailTrouble(trouble.recipient), ...mailTroubleRow.write(trouble), ...expiry };
    try {
      await commit(tables, [told, { Put: { TableName, Item } }], [fact]);
      return true;
    } catch (error) {
      if (error instanceof StaleState) return false; // one condition alone can fail
      throw error;
    }
  },
});
