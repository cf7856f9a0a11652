import { approvals, exclusions, messages, refusals, resets, reveals } from './audit-views/acts.ts';
import { conflicts, records } from './audit-views/records.ts';
import { rotations } from './audit-views/rotations.ts';
import { accounts, cycles, tenants } from './audit-views/sums.ts';
import type { View } from './audit-views/view.ts';

export {
  contentSql,
  otherAttributes,
  type StoredAttribute,
  storedAttributes,
  storedType,
} from './audit-views/stored-lines.ts';
export { selectOf, type View } from './audit-views/view.ts';

/** What the archive and the exports hold, as tables: the same in Athena and on an auditor's machine. Each uses only those before it. */
export const auditViews: readonly [View, ...View[]] = [
  records,
  rotations,
  approvals,
  resets,
  reveals,
  exclusions,
  refusals,
  messages,
  cycles,
  tenants,
  accounts,
  conflicts,
];
