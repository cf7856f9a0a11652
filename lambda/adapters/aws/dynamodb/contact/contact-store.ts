import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { contactLinkSchema } from '../../../../domain/contact/contact-link.ts';
import type { ContactStore } from '../../../../ports/contact.ts';
import { StaleState } from '../../../../ports/rotation.ts';
import { type Change, commit, type Tables } from '../audit/audited-transaction.ts';
import { readRow } from '../reading.ts';
import { pauseRow } from '../rotation/pause-store.ts';
import { rowKind } from '../row-kind.ts';
import { keptUntil, key, ownAttribute } from '../state-keys.ts';

/** For how long rows stay after nothing can be stopped any more. */
const DAYS_KEPT = 90;

const contactLinkRow = rowKind({
  name: 'contact link',
  value: contactLinkSchema,
  besides: [stateAttribute.expiresAt],
  secretKey: true,
  stored: {
    toValue: ({ [ownAttribute.validUntil]: expiresAt, ...rest }) => ({ ...rest, expiresAt }),
    toRow: ({ expiresAt, ...rest }) => ({ ...rest, [ownAttribute.validUntil]: expiresAt }),
  },
});

export function contactStore(tables: Tables): ContactStore {
  const find = (linkId: string) => readRow(tables, key.contactLink(linkId), contactLinkRow);
  const standing: ContactStore['standing'] = async (of) => {
    const row = await readRow(tables, key.contactStop(of), pauseRow);
    if (row === undefined) return undefined;
    return row.pause === undefined ? 'lifted' : 'stopped';
  };
  return {
    find,
    standing,

    async link(link, fact) {
      const put = newRow(tables, key.contactLink(link.linkId), contactLinkRow.write(link), link.expiresAt * 1000);
      try {
        await commit(tables, [put], [fact]);
        return link;
      } catch (error) {
        const first = error instanceof StaleState ? await find(link.linkId) : undefined;
        if (first === undefined) throw error;
        return first;
      }
    },

    // A new row, or nothing: the row stays when a technician ends the stop, so that it is not stopped again.
    async stop(pause, fact) {
      const until = pause.until === undefined ? Date.parse(fact.time) : Date.parse(pause.until);
      try {
        await commit(tables, [newRow(tables, key.contactStop(pause.scope), pauseRow.write({ pause }), until)], [fact]);
        return 'stopped';
      } catch (error) {
        const stands = error instanceof StaleState ? await standing(pause.scope) : undefined;
        if (stands === undefined) throw error;
        return stands === 'stopped' ? 'already' : 'lifted';
      }
    },
  };
}

const newRow = (tables: Tables, rowKey: Record<string, string>, item: object, untilMs: number): Change => ({
  Put: {
    TableName: tables.state,
    Item: { ...rowKey, ...item, [stateAttribute.expiresAt]: keptUntil(new Date(untilMs), DAYS_KEPT) },
    ConditionExpression: 'attribute_not_exists(#pk)',
    ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
  },
});
