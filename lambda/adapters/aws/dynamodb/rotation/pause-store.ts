import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { CONTACT_STOPS_PARTITION, stateAttribute } from '../../../../../contract/table-keys.ts';
import { type Pause, pauseSchema, scopesOver } from '../../../../domain/rotation/pause.ts';
import type { PauseStore } from '../../../../ports/pause.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { type Change, commit, type Tables } from '../audit/audited-transaction.ts';
import { partitionRows } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { key, PAUSES_PARTITION } from '../state-keys.ts';

/**
 * A row per scope, in one small partition; what contacts have stopped is in one of its own, beside a pause of ours of the same scope. A row
 * stays when its pause has ended, without the pause.
 */
export const pauseRow = rowKind({
  name: 'pause',
  value: z.strictObject({ pause: pauseSchema.optional() }),
  besides: [stateAttribute.expiresAt],
});

export function pauseStore(tables: Tables): PauseStore {
  return {
    active: async () =>
      on([
        ...(await partitionRows(tables, PAUSES_PARTITION, '', pauseRow)),
        ...(await partitionRows(tables, CONTACT_STOPS_PARTITION, '', pauseRow)),
      ]),

    // By their keys: who resets passwords needs no right to query the table.
    over: async (account) =>
      on(await rowsOf(tables, [...scopesOver(account).map(key.pause), key.contactStop(account)])),

    set: (pause, fact) => changed(() => commit(tables, [isSet(tables, pause)], [fact]), 'set', 'already'),

    // Whichever of them are on, in one transaction with one record. What is set meanwhile stays on.
    async end(scope, fact) {
      const ours = key.pause(scope);
      const ofContact = scope.of === 'tenant-in-cycle' ? key.contactStop(scope) : undefined;
      for (const keys of ofContact === undefined ? [[ours]] : [[ours, ofContact], [ours], [ofContact]]) {
        const changes = keys.map((each) => isEnded(tables, each));
        const outcome = await changed(() => commit(tables, changes, [fact]), 'ended', 'not-paused');
        if (outcome === 'ended') return outcome;
      }
      return 'not-paused';
    },
  };
}

const on = (rows: readonly { readonly pause?: Pause | undefined }[]): readonly Pause[] =>
  rows.flatMap(({ pause }) => (pause === undefined ? [] : [pause]));

/** @throws when the table did not tell all rows: a pause that is not seen must not let anything pass (R11) */
async function rowsOf({ client, state }: Tables, keys: readonly Record<string, string>[]) {
  const Keys = [...keys];
  const answer = await client.send(new BatchGetCommand({ RequestItems: { [state]: { Keys, ConsistentRead: true } } }));
  if ((answer.UnprocessedKeys?.[state]?.Keys ?? []).length > 0) {
    throw new StaleState('the table did not tell whether resets are paused');
  }
  return (answer.Responses?.[state] ?? []).map((each) => pauseRow.read(each));
}

async function changed<Yes, No>(change: () => Promise<void>, yes: Yes, no: No): Promise<Yes | No> {
  try {
    await change();
    return yes;
  } catch (error) {
    if (error instanceof StaleState) return no;
    throw error;
  }
}

const isSet = (tables: Tables, pause: Pause): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.pause(pause.scope),
    UpdateExpression: 'SET #pause = :pause',
    ConditionExpression: 'attribute_not_exists(#pause)',
    ExpressionAttributeNames: { '#pause': 'pause' },
    ExpressionAttributeValues: { ':pause': pauseRow.write({ pause }).pause },
  },
});

const isEnded = (tables: Tables, Key: Record<string, string>): Change => ({
  Update: {
    TableName: tables.state,
    Key,
    UpdateExpression: 'REMOVE #pause',
    ConditionExpression: 'attribute_exists(#pause)',
    ExpressionAttributeNames: { '#pause': 'pause' },
  },
});
