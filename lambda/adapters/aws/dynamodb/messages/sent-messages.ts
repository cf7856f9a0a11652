import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import type { SentMessages } from '../../../../ports/messages.ts';
import type { StateTable } from '../audit/audited-transaction.ts';
import { readRow } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { keptUntil, key } from '../state-keys.ts';

/** The queue keeps a message for 14 days at most; some more for redrives by hand. */
const DAYS_REMEMBERED = 90;

/** A message was sent, or is claimed, if its row exists. */
const sentRow = rowKind({
  name: 'sent message',
  value: z.strictObject({ claimedBy: z.string().optional() }),
  besides: [stateAttribute.expiresAt],
});

export function sentMessages(tables: StateTable): SentMessages {
  return {
    has: async (messageKey) => (await readRow(tables, key.sentMessage(messageKey), sentRow)) !== undefined,
    async add(messageKey, now) {
      await tables.client.send(
        new PutCommand({
          TableName: tables.state,
          Item: { ...key.sentMessage(messageKey), [stateAttribute.expiresAt]: keptUntil(now, DAYS_REMEMBERED) },
        }),
      );
    },
    async claim(messageKey, by, now) {
      try {
        await tables.client.send(
          new PutCommand({
            TableName: tables.state,
            Item: {
              ...key.sentMessage(messageKey),
              claimedBy: by,
              [stateAttribute.expiresAt]: keptUntil(now, DAYS_REMEMBERED),
            },
            ConditionExpression: 'attribute_not_exists(#pk) OR #claimedBy = :by',
            ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey, '#claimedBy': 'claimedBy' },
            ExpressionAttributeValues: { ':by': by },
          }),
        );
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return false;
      }
    },
  };
}
