import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { rotationSort, stateAttribute, stateTableIndex, tenantPartition } from '../../../config/keys.ts';
import type { Rotation } from '../../domain/rotation.ts';
import type { RotationStore } from '../../ports.ts';
import { firstFree, holderOf, occupy, released } from './account-locks.ts';
import { type Change, commit, type Tables } from './audited-transaction.ts';
import { putLink } from './link-store.ts';
import { partitionRows, queryAll, readRow } from './reading.ts';
import { rotationRow } from './rows.ts';
import { key } from './state-keys.ts';

export function rotationStore(tables: Tables): RotationStore {
  return {
    find: (rotationKey) => readRow(tables, key.rotation(rotationKey), rotationRow),
    ofTenant: (cycleId, tenantId) =>
      partitionRows(tables, tenantPartition(cycleId, tenantId), rotationSort(''), rotationRow),

    openFor: (tenantId) =>
      queryAll(
        tables,
        {
          TableName: tables.state,
          IndexName: stateTableIndex.openApprovals,
          KeyConditionExpression: '#openFor = :tenantId',
          ExpressionAttributeNames: { '#openFor': stateAttribute.openFor },
          ExpressionAttributeValues: { ':tenantId': tenantId },
        },
        rotationRow,
      ),

    async advance(from, to, fact) {
      await commit(tables, [advanced(tables, from, to)], [fact]);
      return { ...to, revision: from.revision + 1 };
    },

    occupy: (rotation, now) => occupy(tables, rotation, now),
    isAnyFree: async (tenantId, accountIds) => (await firstFree(tables, tenantId, accountIds)) !== undefined,

    async deliver(from, to, link, fact) {
      await commit(tables, [advanced(tables, from, to), putLink(tables, link)], [fact]);
      return { ...to, revision: from.revision + 1 };
    },

    async close(from, to, fact) {
      const closed = { ...to, closed: true };
      const release = (await holderOf(tables, from)) === from.rotationId ? [released(tables, from)] : [];
      await commit(tables, [advanced(tables, from, closed), countedAsDone(tables, from), ...release], [fact]);
      return { ...closed, revision: from.revision + 1 };
    },

    async taskTokenOf(rotationKey) {
      return (await readRow(tables, key.rotation(rotationKey), tokenRow))?.taskToken;
    },

    async forgetTaskToken(rotationKey, taskToken) {
      try {
        await tables.client.send(
          new UpdateCommand({
            TableName: tables.state,
            Key: key.rotation(rotationKey),
            UpdateExpression: 'REMOVE #taskToken',
            ConditionExpression: '#taskToken = :taskToken',
            ExpressionAttributeNames: { '#taskToken': stateAttribute.taskToken },
            ExpressionAttributeValues: { ':taskToken': taskToken },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error; // a newer wait has its own token
      }
    },

    note: (fact) => commit(tables, [], [fact]),
  };
}

const tokenRow = z.object({ [stateAttribute.taskToken]: z.string().optional() });

/**
 * The row of a rotation that is new. While it waits for a decision it is in the index of open approvals.
 * `status` is written beside `state` for workflows, which read it.
 */
export const newRotationRow = (rotation: Rotation) => ({
  ...key.rotation(rotation),
  ...rotation,
  [stateAttribute.status]: rotation.state.status,
  ...(rotation.state.status === 'awaiting-approval' ? { [stateAttribute.openFor]: rotation.tenantId } : {}),
});

/** Only what a change may change: a task token that the workflow stores meanwhile stays. */
function advanced(tables: Tables, from: Rotation, to: Rotation): Change {
  const waits = to.state.status === 'awaiting-approval';
  return {
    Update: {
      TableName: tables.state,
      Key: key.rotation(from),
      UpdateExpression: `SET #state = :state, #status = :status, #closed = :closed, #revision = :next${waits ? '' : ' REMOVE #openFor'}`,
      ConditionExpression: '#revision = :revision AND #closed = :open',
      ExpressionAttributeNames: {
        '#state': 'state',
        '#status': stateAttribute.status,
        '#closed': 'closed',
        '#revision': 'revision',
        ...(waits ? {} : { '#openFor': stateAttribute.openFor }),
      },
      ExpressionAttributeValues: {
        ':state': to.state,
        ':status': to.state.status,
        ':closed': to.closed,
        ':open': false,
        ':revision': from.revision,
        ':next': from.revision + 1,
      },
    },
  };
}

const countedAsDone = (tables: Tables, rotation: Rotation): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.tenant(rotation.cycleId, rotation.tenantId),
    UpdateExpression: 'SET #openCount = #openCount - :one',
    ConditionExpression: '#openCount >= :one',
    ExpressionAttributeNames: { '#openCount': stateAttribute.openCount },
    ExpressionAttributeValues: { ':one': 1 },
  },
});
