import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { rotationSort, stateAttribute, stateTableIndex, tenantPartition } from '../../../../../contract/table-keys.ts';
import { isIn, type Rotation } from '../../../../domain/rotation/rotation.ts';
import { type RotationStore, StaleState } from '../../../../ports/rotation.ts';
import { type Change, commit, type Tables } from '../audit/audited-transaction.ts';
import { putLink } from '../credential/link-store.ts';
import { partitionRows, queryAll, readRow } from '../reading.ts';
import { rotationRow } from '../rows.ts';
import { key } from '../state-keys.ts';
import { acquireLock, firstFree, lockOf, released } from './account-locks.ts';

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

    async lockHolder({ tenantId, accountId }) {
      const { cycleId } = await lockOf(tables, { tenantId, accountId });
      return cycleId === undefined ? undefined : { cycleId, tenantId, accountId };
    },
    acquireLock: (rotation, now) => acquireLock(tables, rotation, now),
    isAnyUnlocked: async (tenantId, accountIds) => (await firstFree(tables, tenantId, accountIds)) !== undefined,

    async deliver(from, to, link, fact) {
      await commit(tables, [advanced(tables, from, to), putLink(tables, link)], [fact]);
      return { ...to, revision: from.revision + 1 };
    },

    async close(from, to, fact) {
      const closed = { ...to, closed: true };
      const holder = (await lockOf(tables, from)).rotationId;
      // No second password until an uncertain outcome is settled (R3). An account that is free is let go of too: staging may take
      // it at this moment, for a rotation that is over then.
      const frees = to.state.status !== 'uncertain' && (holder === undefined || holder === from.rotationId);
      await commit(
        tables,
        [
          advanced(tables, from, closed),
          ...(from.closed ? [] : [countedAsDone(tables, from)]),
          ...(frees ? [released(tables, from)] : []),
        ],
        [fact],
      );
      return { ...closed, ...(from.closed ? {} : { countedAs: to.state.status }), revision: from.revision + 1 };
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

/**
 * Only what a change may change: a task token that the workflow stores meanwhile stays. Every change has a revision of its own,
 * so that the revision alone tells a stale one; that it was counted is never forgotten.
 */
function advanced(tables: Tables, from: Rotation, to: Rotation): Change {
  // What was counted moves on only where it may be settled or reopened; these ends are for good.
  if (from.closed && isIn(from, 'rotated', 'rejected', 'expired')) throw new StaleState('the rotation has ended');
  const waits = to.state.status === 'awaiting-approval';
  const counted = to.closed && !from.closed;
  const numbers = Object.entries({ reopened: to.reopened, run: to.run, replaced: to.replaced }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    Update: {
      TableName: tables.state,
      Key: key.rotation(from),
      UpdateExpression: `SET #state = :state, #status = :status, #closed = :closed, #revision = :next${numbers.map(([name]) => `, #${name} = :${name}`).join('')}${counted ? ', #countedAs = :countedAs' : ''}${waits ? '' : ' REMOVE #openFor'}`,
      ConditionExpression: '#revision = :revision AND #closed = :wasClosed',
      ExpressionAttributeNames: {
        '#state': 'state',
        '#status': stateAttribute.status,
        '#closed': 'closed',
        '#revision': 'revision',
        ...Object.fromEntries(numbers.map(([name]) => [`#${name}`, name])),
        ...(counted ? { '#countedAs': 'countedAs' } : {}),
        ...(waits ? {} : { '#openFor': stateAttribute.openFor }),
      },
      ExpressionAttributeValues: {
        ':state': to.state,
        ':status': to.state.status,
        ':closed': from.closed || to.closed,
        ':wasClosed': from.closed,
        ...Object.fromEntries(numbers.map(([name, value]) => [`:${name}`, value])),
        ...(counted ? { ':countedAs': to.state.status } : {}),
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
