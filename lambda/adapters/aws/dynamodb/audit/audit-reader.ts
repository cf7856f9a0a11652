import { ACCESS_PREFIX } from '../../../../../contract/table-keys.ts';
import type { AuditReader } from '../../../../ports/audit.ts';
import { partitionRows, queryAll } from '../reading.ts';
import { ACCESS_HEADS_PARTITION } from '../state-keys.ts';
import { auditRow, chainHeadRow, chainQuery } from './audit-rows.ts';
import { headsOf, type Tables } from './audited-transaction.ts';

export function auditReader(tables: Tables): AuditReader {
  return {
    recordsOf: (chain) => queryAll(tables, chainQuery(tables.audit, chain), auditRow),
    headsOf: (chains) => headsOf(tables, chains),
    accessHeads: () => partitionRows(tables, ACCESS_HEADS_PARTITION, ACCESS_PREFIX, chainHeadRow),
  };
}
