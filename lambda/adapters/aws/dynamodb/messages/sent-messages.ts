import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import type { Immutable } from '../../../../domain/immutable.ts';
import type { SentMessages } from '../../../../ports/messages.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { commit, type Tables } from '../audit/audited-transaction.ts';
import { readRow } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { keptUntil, key } from '../state-keys.ts';

/** The queue keeps a message for 14 days at most; some more for redrives by hand. */
const DAYS_REMEMBERED = 90;

/** A message was sent, or is claimed, if its row exists. */
const sentSchema = z.strictObject({
  claimedBy: z.string().optional(),
  /** ISO 8601, UTC: somebody is sending it, until then at the latest. Left out: it was sent. */
  reservedUntil: z.string().optional(),
});
type Sent = Immutable<z.output<typeof sentSchema>>;
const sentRow = rowKind({ name: 'sent message', value: sentSchema, besides: [stateAttribute.expiresAt] });

/** Rows that one transaction takes beside the records: a batch of messages may ask for a mail by more. */
const ROWS_WITH_RECORDS = 90;

export function sentMessages(tables: Tables): SentMessages {
  const find = async (messageKey: string): Promise<Sent | undefined> => {
    const row = await readRow(tables, key.sentMessage(messageKey), sentRow);
    return row?.reservedUntil === undefined ? row : undefined;
  };
  const itemOf = (messageKey: string, now: Date, sent: Sent) => ({
    TableName: tables.state,
    Item: {
      ...key.sentMessage(messageKey),
      ...sentRow.write(sent),
      [stateAttribute.expiresAt]: keptUntil(now, DAYS_REMEMBERED),
    },
  });
  const put = async (messageKey: string, now: Date, sent: Sent, condition: Partial<PutCommandInput> = {}) => {
    await tables.client.send(new PutCommand({ ...itemOf(messageKey, now, sent), ...condition }));
  };
  /** @returns whether the condition held */
  const putIf = async (...args: Parameters<typeof put>): Promise<boolean> => {
    try {
      await put(...args);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };
  return {
    has: async (messageKey) => (await find(messageKey)) !== undefined,
    add: (messageKey, now) => put(messageKey, now, {}),
    async record(keys, facts, now) {
      const changes = keys.slice(0, ROWS_WITH_RECORDS).map((each) => ({ Put: itemOf(each, now, {}) }));
      await commit(tables, changes, facts);
      for (const each of keys.slice(ROWS_WITH_RECORDS)) await put(each, now, {});
    },
    async recordOnce(messageKey, fact, now) {
      const told = {
        ...itemOf(messageKey, now, {}),
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': stateAttribute.partitionKey },
      };
      try {
        await commit(tables, [{ Put: told }], [fact]);
        return true;
      } catch (error) {
        if (error instanceof StaleState) return false;
        throw error;
      }
    },
    claim: (messageKey, by, now) =>
      putIf(
        messageKey,
        now,
        { claimedBy: by },
        {
          ConditionExpression: 'attribute_not_exists(#key) OR #by = :by',
          ExpressionAttributeNames: { '#key': stateAttribute.partitionKey, '#by': 'claimedBy' },
          ExpressionAttributeValues: { ':by': by },
        },
      ),
    reserve: (messageKey, now, until) =>
      putIf(
        messageKey,
        now,
        { reservedUntil: until.toISOString() },
        {
          ConditionExpression: 'attribute_not_exists(#key) OR #until < :now',
          ExpressionAttributeNames: { '#key': stateAttribute.partitionKey, '#until': 'reservedUntil' },
          ExpressionAttributeValues: { ':now': now.toISOString() },
        },
      ),
    async release(messageKey, now, until) {
      await putIf(
        messageKey,
        now,
        { reservedUntil: new Date(0).toISOString() },
        {
          ConditionExpression: '#until = :until',
          ExpressionAttributeNames: { '#until': 'reservedUntil' },
          ExpressionAttributeValues: { ':until': until.toISOString() },
        },
      );
    },
  };
}
