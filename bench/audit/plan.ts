import { type FolderPlan, smallPlan } from '../../test/evidence/honest-folder.ts';

const MOST_TENANTS = 100;
const MOST_ACCOUNTS = 50_000;
/** 650,000 records a month. */
const PACE_MS = 4_000;

const sized = (records: number, accounts: number): FolderPlan => {
  const tenants = Math.min(MOST_TENANTS, accounts);
  return {
    ...smallPlan,
    records,
    tenants,
    accounts: Math.ceil(accounts / tenants),
    pace: PACE_MS,
    exports: 'none',
    batch: 400,
    allHeadsEvery: 168,
  };
};

/** A folder like that of an MSP with up to 50,000 accounts in 100 tenants: 900 records an hour, a checkpoint each hour. */
export const planOf = (records: number): FolderPlan =>
  sized(records, Math.max(1, Math.min(MOST_ACCOUNTS, Math.ceil(records / 20))));

/** Each chain has a record in the first half of the time, and about one in the second. */
export const checkpointPlan = (chains: number): FolderPlan => sized(Math.ceil(chains * 2.2), chains);
