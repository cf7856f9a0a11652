import * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
import { provenResetOf, provenResetSchema } from '../../../../domain/credential/changed-elsewhere.ts';
import { type Exposure, exposureSchema, seerSchema, staysOnRecord } from '../../../../domain/credential/exposure.ts';
import type { InState } from '../../../../domain/rotation/rotation.ts';
import type { Change, Tables } from '../audit/audited-transaction.ts';
import { readRow } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { key } from '../state-keys.ts';

export const exposureRow = rowKind({ name: 'exposure', value: exposureSchema });
export const seerRow = rowKind({ name: 'person who has seen a password', value: seerSchema });

/** Names the version of an account's credential that was made current last, and the reset that set it. */
export const currentVersionRow = rowKind({
  name: 'current version',
  value: z.strictObject({
    tenantId: z.string(),
    accountId: z.string(),
    versionId: z.string(),
    /** Left out: it was made current before this was kept. */
    reset: provenResetSchema.optional(),
  }),
});

/**
 * What claiming a view writes besides. Where the same person opens another link of the same account in between, the claim is stale, and
 * its link stays unopened.
 */
export async function seen(tables: Tables, exposure: Exposure): Promise<readonly Change[]> {
  const [before, current, seer] = await Promise.all([
    readRow(tables, key.exposure(exposure), exposureRow),
    readRow(tables, key.currentVersion(exposure), currentVersionRow),
    readRow(tables, key.seer(exposure.technicianObjectId), seerRow),
  ]);
  const { technicianObjectId, technicianName } = exposure;
  // Once for each person, so that many views at once do not contend for one row.
  const person =
    seer === undefined || seer.technicianName !== technicianName
      ? [put(tables, key.seer(technicianObjectId), seerRow.write({ technicianObjectId, technicianName }))]
      : [];
  if (before !== undefined && staysOnRecord(before, exposure, current?.versionId)) return person;
  return [exposurePut(tables, exposure, before), ...person];
}

const exposurePut = ({ state }: Tables, exposure: Exposure, before: Exposure | undefined): Change => ({
  Put: {
    TableName: state,
    Item: { ...key.exposure(exposure), ...exposureRow.write(exposure) },
    ...(before === undefined
      ? {
          ConditionExpression: 'attribute_not_exists(#pk)',
          ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
        }
      : {
          ConditionExpression: '#link = :link',
          ExpressionAttributeNames: { '#link': 'linkFingerprint' },
          ExpressionAttributeValues: { ':link': before.linkFingerprint },
        }),
  },
});

/** Ends the exposure of earlier passwords: in the transaction that says that this one is current. */
export function madeCurrent(tables: Tables, rotation: InState<'current'>): Change {
  const { tenantId, accountId, state } = rotation;
  const row = { tenantId, accountId, versionId: state.versionId, reset: provenResetOf(rotation) };
  return put(tables, key.currentVersion({ tenantId, accountId }), currentVersionRow.write(row));
}

/** The condition that a version is the one that was made current last. */
export const stillCurrent = (
  tables: Tables,
  { tenantId, accountId, state }: InState<'delivered' | 'rotated'>,
): Change => stillVersion(tables, { tenantId, accountId, versionId: state.versionId });

export const stillVersion = (
  { state }: Tables,
  {
    tenantId,
    accountId,
    versionId,
  }: { readonly tenantId: string; readonly accountId: string; readonly versionId: string },
): Change => ({
  ConditionCheck: {
    TableName: state,
    Key: key.currentVersion({ tenantId, accountId }),
    ConditionExpression: '#versionId = :versionId',
    ExpressionAttributeNames: { '#versionId': 'versionId' },
    ExpressionAttributeValues: { ':versionId': versionId },
  },
});

const put = ({ state }: Tables, rowKey: Record<string, string>, row: object): Change => ({
  Put: { TableName: state, Item: { ...rowKey, ...row } },
});
