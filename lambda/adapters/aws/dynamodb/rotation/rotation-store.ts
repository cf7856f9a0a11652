import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { rotationSort, stateAttribute, stateTableIndex, tenantPartition } from '../../../../../contract/table-keys.ts';
import { type VaultWriting, vaultWritingSchema } from '../../../../domain/credential/vault-writing.ts';
import { endsMoved } from '../../../../domain/cycle/ends.ts';
import { vaultMoved } from '../../../../domain/cycle/vault-counts.ts';
import { isIn, type Rotation, rotationStateSchema } from '../../../../domain/rotation/rotation.ts';
import { type RotationStore, StaleState } from '../../../../ports/rotation.ts';
import { type Change, commit, sentBetweenTransactions, type Tables } from '../audit/audited-transaction.ts';
import { madeCurrent, stillCurrent } from '../credential/exposure-rows.ts';
import { putLink, putRetirement } from '../credential/link-store.ts';
import { indexRows, partitionRows, readAttributes, readRow } from '../reading.ts';
import { fitting, rowKind } from '../row-kind.ts';
import { key } from '../state-keys.ts';
import { acquireLock, firstUnlocked, lockOf, released } from './account-locks.ts';
import { rotationRow, waitingRotationRow } from './rotation-row.ts';

export function rotationStore(tables: Tables): RotationStore {
  return {
    find: (rotationKey) => readRow(tables, key.rotation(rotationKey), rotationRow),
    ofTenant: (cycleId, tenantId) =>
      partitionRows(tables, tenantPartition(cycleId, tenantId), rotationSort(''), rotationRow),

    openFor: (tenantId) =>
      indexRows(tables, stateTableIndex.openApprovals, stateAttribute.openFor, tenantId, waitingRotationRow),

    async advance(from, to, fact) {
      const current = isIn(to, 'current') ? [madeCurrent(tables, to)] : [];
      await commit(tables, [advanced(tables, from, to), ...recounted(tables, from, to), ...current], [fact]);
      return { ...to, revision: from.revision + 1 };
    },

    async lockHolder({ tenantId, accountId }) {
      const lock = await lockOf(tables, { tenantId, accountId });
      return lock.holder === 'rotation' ? { cycleId: lock.cycleId, tenantId, accountId } : undefined;
    },
    acquireLock: (rotation, now) => acquireLock(tables, rotation, now),
    isAnyUnlocked: async (tenantId, accountIds) => (await firstUnlocked(tables, tenantId, accountIds)) !== undefined,

    async deliver(from, to, link, facts) {
      const made = link === undefined ? [] : [putLink(tables, link)];
      await commit(tables, [advanced(tables, from, to), ...made, ...recounted(tables, from, to)], facts);
      return { ...to, revision: from.revision + 1 };
    },

    async settleVault(from, to, facts, { link, retirement }) {
      const changes = [
        vaultSettled(tables, to, link?.linkId),
        ...(link === undefined ? [] : [putLink(tables, link), stillCurrent(tables, from)]),
        ...recounted(tables, from, to),
        ...(retirement === undefined ? [] : await putRetirement(tables, retirement)),
      ];
      await commit(tables, changes, facts);
    },

    async close(from, to, fact) {
      const closed = { ...to, closed: true };
      const lock = await lockOf(tables, from);
      // An uncertain rotation keeps the lock: no second password until its outcome is settled (R3). A lock that was not acquired is
      // released too, because staging may acquire it at this moment for this rotation, which then has ended.
      const releases =
        to.state.status !== 'uncertain' && (lock.holder !== 'rotation' || lock.rotationId === from.rotationId);
      await commit(
        tables,
        [
          advanced(tables, from, closed),
          ...recounted(tables, from, closed),
          ...(releases ? [released(tables, from)] : []),
        ],
        [fact],
      );
      return { ...closed, ...(from.closed ? {} : { countedAs: to.state.status }), revision: from.revision + 1 };
    },

    async taskTokenOf(rotationKey) {
      return (await readAttributes(tables, key.rotation(rotationKey), [stateAttribute.taskToken], tokenRow))?.taskToken;
    },

    async forgetTaskToken(rotationKey, taskToken) {
      try {
        const forgotten = new UpdateCommand({
          TableName: tables.state,
          Key: key.rotation(rotationKey),
          UpdateExpression: 'REMOVE #taskToken',
          ConditionExpression: '#taskToken = :taskToken',
          ExpressionAttributeNames: { '#taskToken': stateAttribute.taskToken },
          ExpressionAttributeValues: { ':taskToken': taskToken },
        });
        await sentBetweenTransactions(() => tables.client.send(forgotten));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error; // a newer wait has its own token
      }
    },

    note: (fact) => commit(tables, [], [fact]),
  };
}

const tokenRow = rowKind({
  name: 'task token of a rotation',
  value: z.strictObject({ [stateAttribute.taskToken]: z.string().optional() }),
});

/**
 * Sets only the attributes that a change may change: a task token that the workflow stores meanwhile stays. Every change has a
 * revision of its own, so that the revision alone shows a stale one. A rotation that was counted stays counted. What waits for a decision,
 * also for one that was withdrawn, is in the index of open approvals.
 */
function advanced(tables: Tables, from: Rotation, to: Rotation): Change {
  // A rotation that was counted changes only where it may be settled or reopened; these ends are final.
  if (from.closed && isIn(from, 'rotated', 'rejected', 'expired')) throw new StaleState('the rotation has ended');
  const waits = to.state.status === 'awaiting-approval';
  const counted = to.closed && !from.closed;
  const vault = to.vault === from.vault || to.vault === undefined ? undefined : writingOf(to.vault);
  const more = Object.entries({ reopened: to.reopened, run: to.run, replaced: to.replaced, vault }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    Update: {
      TableName: tables.state,
      Key: key.rotation(from),
      UpdateExpression: `SET #state = :state, #status = :status, #closed = :closed, #revision = :next${more.map(([name]) => `, #${name} = :${name}`).join('')}${counted ? ', #countedAs = :countedAs' : ''}${waits ? ', #openFor = :openFor' : ' REMOVE #openFor'}`,
      ConditionExpression: '#revision = :revision AND #closed = :wasClosed',
      ExpressionAttributeNames: {
        '#state': 'state',
        '#status': stateAttribute.status,
        '#closed': 'closed',
        '#revision': 'revision',
        ...Object.fromEntries(more.map(([name]) => [`#${name}`, name])),
        ...(counted ? { '#countedAs': 'countedAs' } : {}),
        '#openFor': stateAttribute.openFor,
      },
      ExpressionAttributeValues: {
        ':state': fitting('new state of a rotation', rotationStateSchema, to.state),
        ':status': to.state.status,
        ':closed': from.closed || to.closed,
        ':wasClosed': from.closed,
        ...Object.fromEntries(more.map(([name, value]) => [`:${name}`, value])),
        ...(counted ? { ':countedAs': to.state.status } : {}),
        ...(waits ? { ':openFor': from.tenantId } : {}),
        ':revision': from.revision,
        ':next': from.revision + 1,
      },
    },
  };
}

const writingOf = (vault: VaultWriting) => fitting('what became of a password in the vault', vaultWritingSchema, vault);

/**
 * As long as it waits for the vault. The workflow may close the rotation at the same time: that is no reason to write again. Its revision
 * moves, so that whoever read it before reads it again.
 */
const vaultSettled = (
  tables: Tables,
  to: Rotation & { readonly vault: VaultWriting },
  linkId: string | undefined,
): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.rotation(to),
    UpdateExpression: `SET #vault = :vault, #revision = #revision + :one${linkId === undefined ? '' : ', #state.#linkId = :linkId'}`,
    ConditionExpression: `#vault.#status = :queued${linkId === undefined ? '' : ' AND attribute_not_exists(#state.#linkId)'}`,
    ExpressionAttributeNames: {
      '#vault': 'vault',
      '#status': 'status',
      '#revision': 'revision',
      ...(linkId === undefined ? {} : { '#state': 'state', '#linkId': 'linkId' }),
    },
    ExpressionAttributeValues: {
      ':vault': writingOf(to.vault),
      ':queued': 'queued',
      ':one': 1,
      ...(linkId === undefined ? {} : { ':linkId': linkId }),
    },
  },
});

/**
 * What the change means for the row of the tenant: a rotation that is closed for the first time is not open any more; whenever a closed
 * one reaches an end, or leaves one, the row counts it there; and it counts what became of the password in the vault.
 */
function recounted(tables: Tables, from: Rotation, to: Rotation): Change[] {
  const after = { ...to, closed: from.closed || to.closed };
  const isFirstEnd = after.closed && !from.closed;
  const moved = Object.entries({ ...endsMoved(from, after), ...vaultMoved(from, to) });
  if (!isFirstEnd && moved.length === 0) return [];
  return [
    {
      Update: {
        TableName: tables.state,
        Key: key.tenant(from.cycleId, from.tenantId),
        UpdateExpression: `${isFirstEnd ? 'SET #openCount = #openCount - :one ' : ''}ADD ${moved.map(([end]) => `#${end} :${end}`).join(', ')}`,
        ConditionExpression: isFirstEnd ? '#openCount >= :one' : 'attribute_exists(#openCount)',
        ExpressionAttributeNames: {
          '#openCount': stateAttribute.openCount,
          ...Object.fromEntries(moved.map(([end]) => [`#${end}`, end])),
        },
        ExpressionAttributeValues: {
          ...(isFirstEnd ? { ':one': 1 } : {}),
          ...Object.fromEntries(moved.map(([end, by]) => [`:${end}`, by])),
        },
      },
    },
  ];
}
