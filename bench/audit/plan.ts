import { type FolderPlan, smallPlan } from '../../test/evidence/honest-folder.ts';

const TENANTS = 100;
/** Accounts in all, of ten thousand records or more per cycle. */
const MOST_ACCOUNTS = 50_000;
/** 650,000 records a month. */
const PACE_MS = 4_000;

/** A folder like that of an MSP with 50,000 accounts in 100 tenants: 900 records an hour, a checkpoint each hour. */
export const planOf = (records: number, exports: FolderPlan['exports']): FolderPlan => ({
  ...smallPlan,
  records,
  tenants: TENANTS,
  accounts: Math.max(1, Math.min(MOST_ACCOUNTS, Math.ceil(records / 20)) / TENANTS),
  pace: PACE_MS,
  exports,
  batch: 400,
  allHeadsEvery: 168,
});
