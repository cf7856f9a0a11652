import type { Actor } from '../../rotation/rotation.ts';
import { compareNames } from '../../text/compare-names.ts';
import type { AuditRecord } from '../audit-record.ts';
import { openedWords, opensEmergency } from '../opened-words.ts';
import { recordsOfCycle } from './cycle-records.ts';
import { grouped } from './grouped.ts';
import { messagesIn, type NotedMessage } from './messages.ts';
import { type TenantReport, tenantReport } from './tenant-report.ts';

/** What the records say of one cycle. It is made of records alone: no row of the product, and no estate, is asked. */
export interface CycleReport {
  readonly cycleId: string;
  /** Left out: its opening is not among the records. */
  readonly opened:
    | {
        readonly at: string;
        readonly by: Actor;
        /** Why it was started by hand. Left out: it was not, or nobody said. */
        readonly reason: string | undefined;
        readonly detail: string | undefined;
        /** SHA-256 of the estate, and version of the code. Left out by versions that did not record it. */
        readonly estate: string | undefined;
        readonly code: string | undefined;
      }
    | undefined;
  readonly emergency: boolean;
  readonly dryRun: boolean;
  readonly closed:
    | {
        readonly at: string;
        readonly failed: boolean;
        readonly reason: string | undefined;
        readonly detail: string | undefined;
      }
    | undefined;
  readonly sealed:
    | { readonly at: string; readonly checkpoint: string | undefined; readonly detail: string | undefined }
    | undefined;
  /** By name. */
  readonly tenants: readonly TenantReport[];
  /** About more than one tenant. */
  readonly messages: readonly NotedMessage[];
  /** When the newest record was written that it is made of: ISO 8601, UTC. Left out: there is none. */
  readonly asOf: string | undefined;
  readonly records: number;
}

/**
 * The report of one cycle.
 *
 * @param records  of any cycle and chain, in any order, each once
 */
export function cycleReport(cycleId: string, records: Iterable<AuditRecord>): CycleReport {
  const own = recordsOfCycle(cycleId, [...records]);
  const ofCycle = own.filter(({ tenantId }) => tenantId === undefined);
  const find = (action: AuditRecord['action']) => ofCycle.findLast((each) => each.action === action);
  const [opened, closed, sealed] = [find('cycle.opened'), find('cycle.closed'), find('cycle.sealed')];
  const words = opened?.evidence?.detail?.split(', ') ?? [];
  const cycle = {
    emergency: opened !== undefined && opensEmergency(opened),
    dryRun: words.includes(openedWords.dryRun),
    closed: closed !== undefined,
  };
  return {
    cycleId,
    opened: opened && {
      at: opened.time,
      by: opened.actor,
      reason: opened.reason,
      detail: opened.evidence?.detail,
      estate: opened.estate,
      code: opened.code,
    },
    emergency: cycle.emergency,
    dryRun: cycle.dryRun,
    closed: closed && {
      at: closed.time,
      failed: closed.outcome === 'failed',
      reason: closed.reason,
      detail: closed.evidence?.detail,
    },
    sealed: sealed && { at: sealed.time, checkpoint: sealed.evidence?.checkpoint, detail: sealed.evidence?.detail },
    tenants: grouped(own, ({ tenantId }) => tenantId)
      .map(([tenantId, its]) => tenantReport(tenantId, its, cycle))
      .sort((a, b) => compareNames(a.tenantName ?? a.tenantId, b.tenantName ?? b.tenantId)),
    messages: messagesIn(ofCycle),
    asOf: newestOf(own),
    records: own.length,
  };
}

/** When the newest of some records was written. */
export const newestOf = (records: readonly AuditRecord[]): string | undefined =>
  records.reduce<string | undefined>(
    (newest, { time }) => (newest === undefined || time > newest ? time : newest),
    undefined,
  );
