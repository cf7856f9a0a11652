import { type Exposure, isStillCurrent } from '../../../../domain/credential/exposure.ts';
import type { ExposureReader } from '../../../../ports/exposure.ts';
import type { StateTable } from '../audit/audited-transaction.ts';
import { partitionRows, readRows } from '../reading.ts';
import { exposurePartition, key, SEERS_PARTITION } from '../state-keys.ts';
import { currentVersionRow, exposureRow, seerRow } from './exposure-rows.ts';

export const exposureStore = (tables: StateTable): ExposureReader => ({
  async seers() {
    const all = await partitionRows(tables, SEERS_PARTITION, '', seerRow);
    return all.toSorted((one, other) => (one.technicianName < other.technicianName ? -1 : 1));
  },

  async ofTechnician(technicianObjectId) {
    const all = await partitionRows(tables, exposurePartition(technicianObjectId), '', exposureRow);
    const current = await currentVersions(tables, all);
    return all.filter((each) => isStillCurrent(each, current.get(accountOf(each))));
  },
});

const accountOf = ({ tenantId, accountId }: Pick<Exposure, 'tenantId' | 'accountId'>) => `${tenantId}#${accountId}`;

const MOST_AT_ONCE = 100;

/** The version that is current, by account; accounts that have none on record are left out. */
async function currentVersions(
  tables: StateTable,
  exposures: readonly Exposure[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let start = 0; start < exposures.length; start += MOST_AT_ONCE) {
    const keys = exposures.slice(start, start + MOST_AT_ONCE).map(key.currentVersion);
    for (const each of await readRows(tables, keys, currentVersionRow)) found.set(accountOf(each), each.versionId);
  }
  return found;
}
