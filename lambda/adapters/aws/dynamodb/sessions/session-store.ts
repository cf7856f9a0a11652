import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { mapConcurrently } from '../../../../domain/concurrency.ts';
import type { SessionStore } from '../../../../ports/sessions.ts';
import type { StateTable } from '../audit/audited-transaction.ts';
import { partitionRows, readRow } from '../reading.ts';
import type { Attributes } from '../row-kind.ts';
import { keptUntil, key, SESSION_POINTER_PREFIX, sessionsOfPartition } from '../state-keys.ts';
import { pendingSignInRow, sessionPointerRow, webSessionRow } from './session-rows.ts';

/** The table's TTL removes expired rows some time later; until then the instant in the row shows that it has expired. */
export function sessionStore(tables: StateTable): SessionStore {
  const put = async (rowKey: Record<string, string>, row: Attributes, expiresAt: Date) => {
    await tables.client.send(
      new PutCommand({
        TableName: tables.state,
        Item: {
          ...rowKey,
          ...row,
          [stateAttribute.expiresAt]: keptUntil(expiresAt, 1),
        },
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
      }),
    );
  };
  const remove = async (sessionIdHash: string) => {
    await tables.client.send(new DeleteCommand({ TableName: tables.state, Key: key.session(sessionIdHash) }));
  };
  const pointersOf = (objectId: string) =>
    partitionRows(tables, sessionsOfPartition(objectId), SESSION_POINTER_PREFIX, sessionPointerRow);
  return {
    async create(sessionIdHash, session) {
      // The pointer first: a session without one could be ended by nobody but its own browser. It stays when the session ends, until the
      // table's TTL removes it, so that ending all sessions finds those, too, that are being made meanwhile.
      const pointer = sessionPointerRow.write({ sessionIdHash });
      await put(key.sessionOf(session.objectId, sessionIdHash), pointer, session.expiresAt);
      await put(key.session(sessionIdHash), webSessionRow.write(session), session.expiresAt);
    },

    async find(sessionIdHash, now) {
      const session = await readRow(tables, key.session(sessionIdHash), webSessionRow);
      return session !== undefined && session.expiresAt > now ? session : undefined;
    },

    async noteUse(sessionIdHash, now) {
      try {
        await tables.client.send(
          new UpdateCommand({
            TableName: tables.state,
            Key: key.session(sessionIdHash),
            UpdateExpression: 'SET #lastUsedAt = :now',
            ConditionExpression: 'attribute_exists(#pk)',
            ExpressionAttributeNames: { '#lastUsedAt': 'lastUsedAt', '#pk': stateAttribute.partitionKey },
            ExpressionAttributeValues: { ':now': now.getTime() },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error; // ended meanwhile: it stays ended
      }
    },

    remove,

    async ofTechnician(objectId, now) {
      const sessions = await mapConcurrently(await pointersOf(objectId), ({ sessionIdHash }) =>
        readRow(tables, key.session(sessionIdHash), webSessionRow),
      );
      return sessions
        .flatMap((each) => (each !== undefined && each.expiresAt > now ? [each] : []))
        .toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
    },

    async removeAllOf(objectId) {
      await mapConcurrently(await pointersOf(objectId), ({ sessionIdHash }) => remove(sessionIdHash));
    },

    startSignIn: (stateHash, pending) => put(key.signIn(stateHash), pendingSignInRow.write(pending), pending.expiresAt),

    async takeSignIn(stateHash, now) {
      // Deleting returns the row to one caller only, however many come at once.
      const { Attributes } = await tables.client.send(
        new DeleteCommand({ TableName: tables.state, Key: key.signIn(stateHash), ReturnValues: 'ALL_OLD' }),
      );
      const pending = Attributes === undefined ? undefined : pendingSignInRow.read(Attributes);
      return pending !== undefined && pending.expiresAt > now ? pending : undefined;
    },
  };
}
