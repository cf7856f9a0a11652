import { problemsOfChain } from '../../domain/audit/audit-chain.ts';
import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import type { AuditReader } from '../../ports/audit.ts';
import type { RetirementStore } from '../../ports/credential.ts';
import type { ChangedPasswords } from '../../ports/password-watch.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { Visitor } from '../visitor.ts';
import type { Timeline } from './timeline-page.tsx';

/** A rotation leaves about fifteen records. One with thousands was tried or attacked again and again. */
const RECORDS_ON_A_PAGE = 50;

export interface TimelinePorts {
  readonly rotations: Pick<RotationStore, 'find'>;
  readonly audit: Pick<AuditReader, 'recordsOf'>;
  readonly retirements: Pick<RetirementStore, 'find'>;
  readonly changed: Pick<ChangedPasswords, 'changeOf'>;
}

/**
 * What happened to one account in one cycle. The account's whole chain is read and verified, over all cycles.
 * @param before  as it stands in the address: only records before the one with this number are shown; left out: the newest
 * @returns `undefined` when the visitor neither looks after the tenant nor audits it, or nothing is known about the account
 */
export async function timelineOf(
  ports: TimelinePorts,
  visitor: Visitor,
  key: RotationKey,
  before?: string,
): Promise<Timeline | undefined> {
  const tenant = visitor.tenants.find(({ tenantId }) => tenantId === key.tenantId);
  if (tenant === undefined) return undefined;
  const [rotation, chain, retirement, change] = await Promise.all([
    ports.rotations.find(key),
    ports.audit.recordsOf(`${key.tenantId}#${key.accountId}`),
    ports.retirements.find(key),
    ports.changed.changeOf(key),
  ]);
  const records = recordsIn(chain, key.cycleId);
  const wanted = before !== undefined && /^\d{1,9}$/.test(before) ? Number(before) : Number.POSITIVE_INFINITY;
  const earlier = records.filter(({ sequence }) => sequence < wanted);
  if (rotation === undefined && records.length === 0) return undefined;
  return {
    key,
    tenantDisplayName: tenant.displayName,
    rotation,
    // A row of another rotation says nothing about this one's password.
    retirement: retirement?.rotationId === rotation?.rotationId ? retirement : undefined,
    change: change?.rotationId === rotation?.rotationId ? change : undefined,
    all: records,
    records: earlier.slice(-RECORDS_ON_A_PAGE),
    recordsBefore: Math.max(0, earlier.length - RECORDS_ON_A_PAGE),
    recordsAfter: records.length - earlier.length,
    chainLength: chain.length,
    chainProblems: problemsOfChain(chain.map((record) => ({ ...record }))),
  };
}

/** Those of the cycle; and what happened since it came to the account and belongs to no cycle, such as a read past the product. */
function recordsIn(chain: readonly AuditRecord[], wanted: string): readonly AuditRecord[] {
  const first = chain.find(({ cycleId }) => cycleId === wanted)?.sequence ?? Number.POSITIVE_INFINITY;
  return chain.filter(({ cycleId, sequence }) => cycleId === wanted || (cycleId === undefined && sequence > first));
}
