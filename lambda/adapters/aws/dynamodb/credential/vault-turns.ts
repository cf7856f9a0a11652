import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { VaultTurns } from '../../../../ports/vault-queue.ts';
import type { StateTable } from '../audit/audited-transaction.ts';
import { readRow } from '../reading.ts';
import { key } from '../state-keys.ts';
import { currentVersionRow } from './exposure-rows.ts';

/** A row per account, which nobody reads: its condition tells whose turn it is. */
export const vaultTurns = (tables: StateTable): VaultTurns => ({
  currentVersion: async (account) => (await readRow(tables, key.currentVersion(account), currentVersionRow))?.versionId,

  async take(rotation, now, until) {
    try {
      await tables.client.send(
        new UpdateCommand({
          TableName: tables.state,
          Key: key.vaultTurn(rotation),
          UpdateExpression: 'SET #rotationId = :rotationId, #until = :until',
          // Of its own turn only a longer one: a request of an earlier run, which arrives late, must not shorten it.
          ConditionExpression:
            'attribute_not_exists(#until) OR #until < :now OR (#rotationId = :rotationId AND #until < :until)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ExpressionAttributeNames: { '#rotationId': 'rotationId', '#until': 'until' },
          ExpressionAttributeValues: {
            ':rotationId': rotation.rotationId,
            ':until': until.toISOString(),
            ':now': now.toISOString(),
          },
        }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item?.rotationId?.S === rotation.rotationId;
    }
  },
});
