import { problemsOfChain } from '../../domain/audit-chain.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import type { AuditReader, RotationStore } from '../../ports.ts';
import type { Visitor } from '../visitor.ts';
import type { Timeline } from './timeline-page.tsx';

export interface TimelinePorts {
  readonly rotations: Pick<RotationStore, 'find'>;
  readonly audit: Pick<AuditReader, 'recordsOf'>;
}

/**
 * What happened to one account in one cycle. The account's whole chain is read and verified, over all cycles.
 * @returns `undefined` when the technician does not look after the tenant, or nothing is known about the account
 */
export async function timelineOf(
  ports: TimelinePorts,
  visitor: Visitor,
  key: RotationKey,
): Promise<Timeline | undefined> {
  const tenant = visitor.tenants.find(({ tenantId }) => tenantId === key.tenantId);
  if (tenant === undefined) return undefined;
  const [rotation, chain] = await Promise.all([
    ports.rotations.find(key),
    ports.audit.recordsOf(`${key.tenantId}#${key.accountId}`),
  ]);
  const records = chain.filter(({ cycleId }) => cycleId === key.cycleId);
  if (rotation === undefined && records.length === 0) return undefined;
  return {
    key,
    tenantDisplayName: tenant.displayName,
    rotation,
    records,
    chainLength: chain.length,
    chainProblems: problemsOfChain(chain.map((record) => ({ ...record }))),
  };
}
