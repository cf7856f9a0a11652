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
    const rows = await readRows(tables, all.map(key.currentVersion), currentVersionRow);
    const current = new Map(rows.map((each) => [accountOf(each), each.versionId]));
    return all.filter((each) => isStillCurrent(each, current.get(accountOf(each))));
  },
});

const accountOf = ({ tenantId, accountId }: Pick<Exposure, 'tenantId' | 'accountId'>) => `${tenantId}#${accountId}`;
