import { stateAttribute } from '../../../config/keys.ts';
import type { ApprovalsLink, CredentialLink } from '../../domain/link.ts';
import { type LinkStore, StaleState } from '../../ports.ts';
import { type Change, commit, type Tables } from './audited-transaction.ts';
import { readRow } from './reading.ts';
import { approvalsLinkRow, credentialLinkRow } from './rows.ts';
import { keptUntil, key } from './state-keys.ts';

/** A link that is over still answers "gone, and why" for this long. */
const DAYS_KEPT_AFTER_EXPIRY = 90;

export function linkStore(tables: Tables): LinkStore {
  return {
    async approvalsLink(link, fact) {
      const pointer = key.asked(link.cycleId, link.recipientObjectId);
      const existing = await readRow(tables, pointer, approvalsLinkRow);
      if (existing !== undefined) return existing;
      try {
        await commit(tables, [putLink(tables, link, pointer), putLink(tables, link)], [fact]);
        return link;
      } catch (error) {
        const first = error instanceof StaleState ? await readRow(tables, pointer, approvalsLinkRow) : undefined;
        if (first === undefined) throw error;
        return first;
      }
    },

    findApprovals: (linkId) => readRow(tables, key.link(linkId), approvalsLinkRow.or(otherLink)),
    findCredential: (linkId) => readRow(tables, key.link(linkId), credentialLinkRow.or(otherLink)),

    async claim(link, revealed, now, fact) {
      const claimed: Change = {
        Update: {
          TableName: tables.state,
          Key: key.link(link.linkId),
          UpdateExpression: 'SET #state = :revealed',
          ConditionExpression: '#state.#status = :ready AND #validUntil > :now AND #recipient = :recipient',
          ExpressionAttributeNames: {
            '#state': 'state',
            '#status': 'status',
            '#validUntil': 'validUntil',
            '#recipient': 'recipientObjectId',
          },
          ExpressionAttributeValues: {
            ':revealed': revealed,
            ':ready': 'ready',
            ':now': Math.floor(now.getTime() / 1000),
            ':recipient': link.recipientObjectId,
          },
        },
      };
      try {
        await commit(tables, [claimed], [fact]);
        return true;
      } catch (error) {
        if (error instanceof StaleState) return false;
        throw error;
      }
    },

    change: (link, to, fact) => commit(tables, [stateChanged(tables, link, to)], [fact]),

    renew: (old, renewed, fact) =>
      commit(
        tables,
        [
          stateChanged(tables, old, { status: 'revoked', at: fact.time, renewedAs: renewed.linkId }),
          putLink(tables, renewed),
          linkReplaced(tables, old, renewed),
        ],
        [fact],
      ),
  };
}

/** A row of the other purpose: as if there were none. */
const otherLink = approvalsLinkRow.or(credentialLinkRow).transform(() => undefined);

/** A link that is new, under its own key or under the one that points to it. */
export const putLink = (
  tables: Tables,
  link: ApprovalsLink | CredentialLink,
  rowKey: Record<string, string> = key.link(link.linkId),
): Change => {
  const { expiresAt, ...rest } = link;
  return {
    Put: {
      TableName: tables.state,
      Item: {
        ...rowKey,
        ...rest,
        validUntil: expiresAt,
        [stateAttribute.expiresAt]: keptUntil(new Date(expiresAt * 1000), DAYS_KEPT_AFTER_EXPIRY),
      },
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
    },
  };
};

/** Only where the link still is as given. A state is told by its status and, once opened, by whether it was stored. */
function stateChanged(tables: Tables, link: CredentialLink, to: CredentialLink['state']): Change {
  const stored = link.state.status === 'revealed' && link.state.storedAt !== undefined;
  return {
    Update: {
      TableName: tables.state,
      Key: key.link(link.linkId),
      UpdateExpression: 'SET #state = :to',
      ConditionExpression: `#state.#status = :status AND ${stored ? 'attribute_exists' : 'attribute_not_exists'}(#state.#storedAt)`,
      ExpressionAttributeNames: { '#state': 'state', '#status': 'status', '#storedAt': 'storedAt' },
      ExpressionAttributeValues: { ':status': link.state.status, ':to': to },
    },
  };
}

/** The rotation names its newest link. Its revision moves too: a step that read the old one must read again. */
const linkReplaced = (tables: Tables, old: CredentialLink, renewed: CredentialLink): Change => ({
  Update: {
    TableName: tables.state,
    Key: key.rotation(old),
    UpdateExpression: 'SET #state.#linkId = :renewed, #revision = #revision + :one',
    ConditionExpression: '#state.#linkId = :old',
    ExpressionAttributeNames: { '#state': 'state', '#linkId': 'linkId', '#revision': 'revision' },
    ExpressionAttributeValues: { ':old': old.linkId, ':renewed': renewed.linkId, ':one': 1 },
  },
});
