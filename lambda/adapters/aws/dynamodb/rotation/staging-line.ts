import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { LONGEST_MS, PLACE_MS } from '../../../../domain/rotation/line.ts';
import type { StagingLine } from '../../../../ports/line.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import type { Tables } from '../audit/audited-transaction.ts';
import { key } from '../state-keys.ts';

const answer = z.object({ nextPlace: z.number() });
/** Each of the two ways fails only where somebody else was faster by the other one. */
const MOST_TRIES = 8;

/** One row tells the first place that is free, in ms since 1970. DynamoDB counts it up without losing any: some thousand times in a second. */
export function stagingLine({ client, state }: Pick<Tables, 'client' | 'state'>): StagingLine {
  const advance = async (UpdateExpression: string, ConditionExpression: string, from: number) => {
    const command = new UpdateCommand({
      TableName: state,
      Key: key.stagingLine(),
      UpdateExpression,
      ConditionExpression,
      ExpressionAttributeNames: { '#next': 'nextPlace' },
      ExpressionAttributeValues: { ':now': from, ':step': PLACE_MS, ':farthest': from + LONGEST_MS },
      ReturnValues: 'UPDATED_NEW',
    });
    try {
      const { Attributes } = await client.send(command);
      return new Date(answer.parse(Attributes).nextPlace - PLACE_MS);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };
  return {
    async take(now) {
      const from = now.getTime();
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const place =
          (await advance('SET #next = #next + :step', '#next > :now AND #next <= :farthest', from)) ??
          (await advance(
            'SET #next = :now + :step',
            'attribute_not_exists(#next) OR #next <= :now OR #next > :farthest',
            from,
          ));
        if (place !== undefined) return place;
      }
      throw new StaleState('others took each place in line first');
    },
  };
}
