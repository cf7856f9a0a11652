import { stateAttribute, stateTableIndex } from '../../../../../contract/table-keys.ts';
import { exposureOf } from '../../../../domain/credential/exposure.ts';
import {
  type ApprovalsLink,
  type CredentialLink,
  credentialLinkStateSchema,
  isOpen,
  replacedBy,
} from '../../../../domain/credential/link.ts';
import type { Retirement } from '../../../../domain/credential/retirement.ts';
import type { LinkStore } from '../../../../ports/credential.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { type Change, commit, type Tables } from '../audit/audited-transaction.ts';
import { indexRows, readRow } from '../reading.ts';
import { fitting } from '../row-kind.ts';
import { keptUntil, key, ownAttribute } from '../state-keys.ts';
import { linkRow, retirementRow } from './credential-rows.ts';
import { seen } from './exposure-rows.ts';

/** For how long the page of an expired link still says why it shows nothing. */
const DAYS_KEPT_AFTER_EXPIRY = 90;

export function linkStore(tables: Tables): LinkStore {
  const approvalsAt = async (rowKey: Record<string, string>) => {
    const link = await readRow(tables, rowKey, linkRow);
    return link?.purpose === 'approvals' ? link : undefined;
  };
  return {
    async approvalsLink(link, fact) {
      const pointer = key.asked(link.cycleId, link.recipientObjectId);
      const existing = await approvalsAt(pointer);
      if (existing !== undefined) return existing;
      try {
        await commit(tables, [putLink(tables, link, pointer), putLink(tables, link)], [fact]);
        return link;
      } catch (error) {
        const first = error instanceof StaleState ? await approvalsAt(pointer) : undefined;
        if (first === undefined) throw error;
        return first;
      }
    },

    findApprovals: (linkId) => approvalsAt(key.link(linkId)),
    async findCredential(linkId) {
      const link = await readRow(tables, key.link(linkId), linkRow);
      return link?.purpose === 'credential' ? link : undefined;
    },

    async openIn(tenantId) {
      const rows = await indexRows(tables, stateTableIndex.openLinks, stateAttribute.collectIn, tenantId, linkRow);
      return rows.flatMap((each) => (each.purpose === 'credential' ? [each] : []));
    },

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
            '#validUntil': ownAttribute.validUntil,
            '#recipient': 'recipientObjectId',
          },
          ExpressionAttributeValues: {
            ':revealed': newState(revealed),
            ':ready': 'ready',
            ':now': Math.floor(now.getTime() / 1000),
            ':recipient': link.recipientObjectId,
          },
        },
      };
      try {
        await commit(tables, [claimed, ...(await seen(tables, exposureOf(link, revealed.at)))], [fact]);
        return true;
      } catch (error) {
        if (error instanceof StaleState) return false;
        throw error;
      }
    },

    async change(link, to, fact, retirement) {
      const kept = retirement && keptUntil(new Date(retirement.dueAt), DAYS_KEPT_AFTER_EXPIRY);
      const retired = retirement === undefined ? [] : await putRetirement(tables, retirement);
      await commit(tables, [stateChanged(tables, link, to, kept), ...retired], [fact]);
    },

    renew: (old, renewed, fact) =>
      commit(
        tables,
        [
          stateChanged(tables, old, replacedBy(renewed, old, fact.time)),
          putLink(tables, renewed),
          linkReplaced(tables, old, renewed),
        ],
        [fact],
      ),
  };
}

/** A link that is new, under its own key or under the one that points to it. */
export const putLink = (
  tables: Tables,
  link: ApprovalsLink | CredentialLink,
  rowKey: Record<string, string> = key.link(link.linkId),
): Change => ({
  Put: {
    TableName: tables.state,
    Item: {
      ...rowKey,
      ...linkRow.write(link),
      ...(link.purpose === 'credential' && isOpen(link)
        ? { [stateAttribute.collectIn]: link.tenantId, [stateAttribute.collectBefore]: link.expiresAt }
        : {}),
      [stateAttribute.expiresAt]: keptUntil(new Date(link.expiresAt * 1000), DAYS_KEPT_AFTER_EXPIRY),
    },
    ConditionExpression: 'attribute_not_exists(#pk)',
    ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
  },
});

/**
 * The retirement of an account's newest confirmed password. A late confirmation of an older password must not replace a newer
 * confirmation.
 */
export async function putRetirement(tables: Tables, retirement: Retirement): Promise<readonly Change[]> {
  const existing = await readRow(tables, key.retirement(retirement), retirementRow);
  if (existing !== undefined && existing.resetAt > retirement.resetAt) return [];
  const same =
    existing === undefined
      ? {
          ConditionExpression: 'attribute_not_exists(#storedAt)',
          ExpressionAttributeNames: { '#storedAt': 'storedAt' },
        }
      : sameRetirement(existing);
  return [
    {
      Put: {
        TableName: tables.state,
        Item: { ...key.retirement(retirement), ...retirementRow.write(retirement) },
        ...same,
      },
    },
  ];
}

/** A later confirmation, or receipt, of the same account puts another retirement into the same row. */
export const sameRetirement = ({ versionId, storedAt }: Retirement) => ({
  ConditionExpression: '#versionId = :versionId AND #storedAt = :storedAt',
  ExpressionAttributeNames: { '#versionId': 'versionId', '#storedAt': 'storedAt' },
  ExpressionAttributeValues: { ':versionId': versionId, ':storedAt': storedAt },
});

/**
 * Changes the state under the condition that it still is the given one, which its status identifies, and whether the password was
 * stored and a further link asked for.
 * @param kept  time to live of the row from now on: the deletion of a password reads its confirmation again
 */
function stateChanged(tables: Tables, link: CredentialLink, to: CredentialLink['state'], kept?: number): Change {
  const exists = (name: 'storedAt' | 'askedAt') =>
    `${new Map(Object.entries(link.state)).get(name) === undefined ? 'attribute_not_exists' : 'attribute_exists'}(#state.#${name})`;
  const waits = isOpen({ state: to });
  return {
    Update: {
      TableName: tables.state,
      Key: key.link(link.linkId),
      UpdateExpression: `SET #state = :to${kept === undefined ? '' : ', #expiresAt = :kept'}${waits ? '' : ' REMOVE #collectIn, #collectBefore'}`,
      ConditionExpression: `#state.#status = :status AND ${exists('storedAt')} AND ${exists('askedAt')}`,
      ExpressionAttributeNames: {
        '#state': 'state',
        '#status': 'status',
        '#storedAt': 'storedAt',
        '#askedAt': 'askedAt',
        ...(waits ? {} : { '#collectIn': stateAttribute.collectIn, '#collectBefore': stateAttribute.collectBefore }),
        ...(kept === undefined ? {} : { '#expiresAt': stateAttribute.expiresAt }),
      },
      ExpressionAttributeValues: {
        ':status': link.state.status,
        ':to': newState(to),
        ...(kept === undefined ? {} : { ':kept': kept }),
      },
    },
  };
}

const newState = (state: CredentialLink['state']) => fitting('new state of a link', credentialLinkStateSchema, state);

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
