import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import type { SessionStore } from '../../../../ports/sessions.ts';
import type { StateTable } from '../audit/audited-transaction.ts';
import { readRow } from '../reading.ts';
import type { Attributes } from '../row-kind.ts';
import { keptUntil, key } from '../state-keys.ts';
import { pendingSignInRow, webSessionRow } from './session-rows.ts';

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
  return {
    create: (sessionIdHash, session) =>
      put(key.session(sessionIdHash), webSessionRow.write(session), session.expiresAt),

    async find(sessionIdHash, now) {
      const session = await readRow(tables, key.session(sessionIdHash), webSessionRow);
      return session !== undefined && session.expiresAt > now ? session : undefined;
    },

    async remove(sessionIdHash) {
      await tables.client.send(new DeleteCommand({ TableName: tables.state, Key: key.session(sessionIdHash) }));
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
