import type { AccountClass } from '../../accounts/account.ts';
import type { AuditRecord } from '../audit-record.ts';
import { type Decision, decisionsIn } from './approvals.ts';
import { type Collection, collectionIn } from './collection.ts';
import { type Exception, exceptionsIn } from './exceptions.ts';
import { graphRequestsIn, type Proof, proofIn, type Reset, resetsIn } from './resets.ts';
import { type Result, resultIn } from './result.ts';

/** One account that a cycle was to rotate, from question to hand-over. */
export interface AccountReport {
  readonly accountId: string;
  /** As it was called when it was last on record in this cycle. */
  readonly userPrincipalName: string;
  /** Left out: no record of it tells. */
  readonly class: AccountClass | undefined;
  /** Left out in a dry run. */
  readonly rotationId: string | undefined;
  /** Why it is rotated: its role, or the rule of the estate. Left out: its discovery is not on record. */
  readonly because: string | undefined;
  /** When its password was last changed before, as discovery found it: ISO 8601. Left out: the directory did not tell it. */
  readonly passwordChangedBefore: string | undefined;
  /** When technicians were asked: ISO 8601, UTC. Left out: nobody was. */
  readonly askedAt: string | undefined;
  readonly decisions: readonly Decision[];
  readonly resets: readonly Reset[];
  /** Left out: nothing shows a change. */
  readonly proof: Proof | undefined;
  readonly graphRequestIds: readonly string[];
  readonly result: Result;
  readonly collection: Collection;
  readonly exceptions: readonly Exception[];
}

/** The cycle, as far as an account's report depends on it. */
export interface CycleOfAccount {
  readonly emergency: boolean;
  /** A cycle that is closed leaves no rotation open. */
  readonly closed: boolean;
}

/** @param records  of one account in one cycle, in the order of its chain */
export function accountReport(records: readonly AuditRecord[], cycle: CycleOfAccount): AccountReport {
  const decisions = decisionsIn(records);
  const resets = resetsIn(records, decisions, cycle);
  const proof = proofIn(records);
  const result = resultIn(records);
  const collection = collectionIn(records);
  const discovered = records.find(({ action }) => action === 'account.discovered');
  return {
    accountId: records[0]?.accountId ?? '',
    userPrincipalName: latest(records, 'userPrincipalName') ?? '',
    class: latest(records, 'class'),
    rotationId: latest(records, 'rotationId'),
    because: discovered?.evidence?.detail,
    passwordChangedBefore: discovered?.passwordChangedAt,
    askedAt: records.find(({ action, outcome }) => action === 'approval.requested' && outcome === 'success')?.time,
    decisions,
    resets,
    proof,
    graphRequestIds: graphRequestsIn(records),
    result,
    collection,
    exceptions: exceptionsIn({ records, resets, proof, result, collection }, cycle),
  };
}

const latest = <M extends 'userPrincipalName' | 'class' | 'rotationId'>(records: readonly AuditRecord[], member: M) =>
  records.findLast((each) => each[member] !== undefined)?.[member];
