import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import type { Retirement } from '../../../../domain/credential/retirement.ts';
import type { RetirementStore } from '../../../../ports/credential.ts';
import {
  type Change,
  commit,
  type StateTable,
  sentBetweenTransactions,
  type Tables,
} from '../audit/audited-transaction.ts';
import { queryAll, readRow } from '../reading.ts';
import { key, ownAttribute, RETIREMENTS_PARTITION } from '../state-keys.ts';
import { retirementRow } from './credential-rows.ts';
import { sameRetirement } from './link-store.ts';

export function retirementStore(tables: Tables): RetirementStore {
  return {
    find: (account) => readRow(tables, key.retirement(account), retirementRow),

    async due(now, limit) {
      const due = await queryAll(
        tables,
        {
          TableName: tables.state,
          KeyConditionExpression: '#pk = :retirements',
          FilterExpression: '#dueAt <= :now',
          ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey, '#dueAt': 'dueAt' },
          ExpressionAttributeValues: { ':retirements': RETIREMENTS_PARTITION, ':now': now.toISOString() },
        },
        retirementRow,
      );
      return [...due].sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1)).slice(0, limit);
    },

    reserve: (retirement, now, until) =>
      holds(tables, {
        Key: key.accountLock(retirement),
        UpdateExpression: 'SET #retiring = :versionId, #reservedUntil = :until',
        ConditionExpression:
          'attribute_not_exists(#rotationId) AND (attribute_not_exists(#reservedUntil) OR #reservedUntil < :now)',
        ExpressionAttributeNames: {
          '#retiring': 'retiring',
          '#reservedUntil': 'reservedUntil',
          '#rotationId': 'rotationId',
        },
        ExpressionAttributeValues: {
          ':versionId': retirement.versionId,
          ':until': until.toISOString(),
          ':now': now.toISOString(),
        },
      }),

    async putOff(retirement, dueAt) {
      await holds(tables, {
        Key: key.retirement(retirement),
        UpdateExpression: 'SET #dueAt = :dueAt',
        ...stillThis(retirement, { '#dueAt': 'dueAt' }, { ':dueAt': dueAt.toISOString() }),
      });
    },

    async release(retirement) {
      await holds(tables, released(retirement));
    },

    attempt: (retirement, fact) =>
      commit(
        tables,
        [
          update(tables, {
            Key: key.retirement(retirement),
            UpdateExpression: 'SET #attemptedAt = :attemptedAt',
            ...stillThis(retirement, { '#attemptedAt': ownAttribute.attemptedAt }, { ':attemptedAt': fact.time }),
          }),
          update(tables, {
            Key: key.accountLock(retirement),
            UpdateExpression: 'SET #retiring = :versionId',
            ConditionExpression: '#retiring = :versionId AND attribute_not_exists(#rotationId)',
            ExpressionAttributeNames: { '#retiring': 'retiring', '#rotationId': 'rotationId' },
            ExpressionAttributeValues: { ':versionId': retirement.versionId },
          }),
        ],
        [fact],
      ),

    finish: (retirement, fact) =>
      commit(
        tables,
        [
          { Delete: { TableName: tables.state, Key: key.retirement(retirement), ...stillThis(retirement) } },
          update(tables, released(retirement)),
        ],
        [fact],
      ),
  };
}

type RowUpdate = Omit<NonNullable<Change['Update']>, 'TableName'>;

const update = ({ state }: StateTable, change: RowUpdate): Change => ({ Update: { TableName: state, ...change } });

/** Makes a change. @returns `false` when its condition does not hold: then nothing is changed */
async function holds({ client, state }: StateTable, change: RowUpdate): Promise<boolean> {
  try {
    await sentBetweenTransactions(() => client.send(new UpdateCommand({ TableName: state, ...change })));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const stillThis = (
  retirement: Retirement,
  names: Readonly<Record<string, string>> = {},
  values: Readonly<Record<string, string>> = {},
) => {
  const same = sameRetirement(retirement);
  return {
    ...same,
    ExpressionAttributeNames: { ...same.ExpressionAttributeNames, ...names },
    ExpressionAttributeValues: { ...same.ExpressionAttributeValues, ...values },
  };
};

/** Releases the account lock, where it is still reserved for this retirement. */
const released = (retirement: Retirement): RowUpdate => ({
  Key: key.accountLock(retirement),
  UpdateExpression: 'REMOVE #retiring, #reservedUntil',
  ConditionExpression: '#retiring = :versionId',
  ExpressionAttributeNames: { '#retiring': 'retiring', '#reservedUntil': 'reservedUntil' },
  ExpressionAttributeValues: { ':versionId': retirement.versionId },
});
