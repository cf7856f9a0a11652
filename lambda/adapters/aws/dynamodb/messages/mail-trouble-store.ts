import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { isLaterThan, mailTroubleSchema, type Undelivered } from '../../../../domain/messages/mail-trouble.ts';
import type { MailTroubles } from '../../../../ports/mail-troubles.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { commit, type StateTable, type Tables } from '../audit/audited-transaction.ts';
import { partitionRows, readRow } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { keptUntil, key, MAIL_TROUBLES_PARTITION } from '../state-keys.ts';
import { sentMessages } from './sent-messages.ts';

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
    // As a message that was sent: that it is there says all.
    const seen = `mail-event:${eventId}`;
    const told = {
      Put: {
        TableName,
        Item: { ...key.sentMessage(seen), ...expiry },
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': stateAttribute.partitionKey },
      },
    };
    const Item = { ...key.mailTrouble(trouble.recipient), ...mailTroubleRow.write(trouble), ...expiry };
    for (let tries = 1; ; tries += 1) {
      const known = (await readRow(tables, key.mailTrouble(trouble.recipient), mailTroubleRow))?.last;
      const last = { Put: { TableName, Item, ...unlessMoved(known) } };
      try {
        await commit(tables, isLaterThan(trouble.last, known) ? [told, last] : [told], [fact]);
        return true;
      } catch (error) {
        if (!(error instanceof StaleState)) throw error;
        if (await sentMessages(tables).has(seen)) return false;
        if (tries === MOST_TRIES) throw error; // the queue delivers it again
      }
    }
  },
});

/** Others may tell of the same recipient at the same moment. */
const MOST_TRIES = 10;

interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, string>;
}

/** That the last one is still what it was read to be. */
const unlessMoved = (known: Undelivered | undefined): Condition =>
  known === undefined
    ? {
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': stateAttribute.partitionKey },
      }
    : {
        ConditionExpression: '#last.#at = :at',
        ExpressionAttributeNames: { '#last': 'last', '#at': 'at' },
        ExpressionAttributeValues: { ':at': known.at },
      };
