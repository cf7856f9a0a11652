import type { Estate, TenantWithRules } from '../../../config/estate.ts';
import { tenantWithRules } from '../../../config/tenants-with-rules.ts';
import { furtherReads } from '../../domain/accounts/tenant-rules.ts';
import { asError } from '../../domain/as-error.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import { ALL_SCHEDULES } from '../../domain/cycle/measurement.ts';
import { TenantNotReady } from '../../domain/errors.ts';
import { breakGlassResult, designatedAccounts } from '../../domain/inspection/break-glass-drill.ts';
import { consentRefused, consentResult } from '../../domain/inspection/consent-drift.ts';
import { drillStanding } from '../../domain/inspection/drill-standing.ts';
import { isInspectionDue } from '../../domain/inspection/due.ts';
import {
  type Inspection,
  type InspectionKind,
  inspectionOf,
  notReadable,
  type Result,
  type Verdict,
} from '../../domain/inspection/inspection.ts';
import type { DirectoryReader } from '../../ports/accounts.ts';
import type { Now } from '../../ports/clock.ts';
import { type InspectionStore, ReaderNotTrusted, type TenantInspector } from '../../ports/inspections.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { ActingOperator } from '../facts.ts';
import { inspectionFacts } from './inspection-facts.ts';
import { type TellPorts, tellInspections } from './tell-inspections.ts';

export interface InspectPorts extends Omit<TellPorts, 'inspections'> {
  readonly directory: Pick<DirectoryReader, 'readTenant'>;
  readonly inspector: TenantInspector;
  readonly inspections: Pick<InspectionStore, 'ofKind' | 'save'>;
  readonly estate: Estate;
  readonly metrics: Metrics;
  readonly now: Now;
  /** Asked before each tenant: what does not fit into this run is left to the next one. */
  readonly hasTime: () => boolean;
  /** Called for each tenant that could not be looked at. */
  readonly report: (tenant: string, error: Error) => void;
}

export interface WantedInspection {
  readonly kind: InspectionKind;
  /** A person wants it now: these tenants, where they were not looked at since. Left out: whatever is due. */
  readonly asked?: { readonly tenantIds: readonly string[]; readonly since: string; readonly by: ActingOperator };
}

export type Inspected = Readonly<Record<Verdict, number>> & {
  readonly inspected: number;
  /** Tenants that the next run takes: there was no time for them, or their directories did not answer. */
  readonly left: number;
  /** Tenants that have begun to fail. */
  readonly newlyFailed: number;
};

/** Their token requests and pages overlap; each has limits of its own at Graph. */
const TENANTS_AT_ONCE = 5;

/**
 * Looks at the tenants that are due, who waits longest first, and records what is new. It runs every hour: what does not fit into its time
 * is left to the next run (R8), so that a thousand tenants need no more than one function. No tenant stops another (R9).
 *
 * @throws {ReaderNotTrusted} it would be the same in every tenant, and no tenant is to blame
 */
export async function inspectTenants(ports: InspectPorts, wanted: WantedInspection): Promise<Inspected> {
  const last = new Map((await ports.inspections.ofKind(wanted.kind)).map((each) => [each.tenantId, each]));
  const due = dueTenants(ports, wanted, last);
  const count = { inspected: 0, left: 0, newlyFailed: 0, passed: 0, failed: 0, unknown: 0, waived: 0 };
  await mapConcurrently(
    due,
    async (tenantId) => {
      const tenant = tenantWithRules(ports.estate, tenantId);
      if (tenant === undefined) return;
      if (!ports.hasTime()) {
        count.left += 1;
        return;
      }
      try {
        const before = last.get(tenantId);
        const inspection = await inspected(ports, wanted, tenant, before);
        last.set(tenantId, inspection);
        count.inspected += 1;
        count[inspection.verdict] += 1;
        if (before?.failedSince === undefined && inspection.failedSince !== undefined) count.newlyFailed += 1;
      } catch (caught) {
        if (caught instanceof ReaderNotTrusted) throw caught;
        ports.report(tenant.name, asError(caught, 'it could not be looked at'));
        count.left += 1;
      }
    },
    TENANTS_AT_ONCE,
  );
  if (wanted.kind === 'break-glass') measureDrills(ports, [...last.values()]);
  await tellInspections(ports, wanted.kind);
  return count;
}

/** Of the whole estate, at each run, so that a dashboard shows it though nothing was due. */
function measureDrills({ metrics, estate, now }: InspectPorts, results: readonly Inspection[]): void {
  const { failed, unknown, missing } = drillStanding(estate.tenants, results, now());
  metrics.put({ schedule: ALL_SCHEDULES, values: { DrillsFailing: failed.length, DrillsUnknown: unknown + missing } });
}

function dueTenants(
  { estate, now }: Pick<InspectPorts, 'estate' | 'now'>,
  { kind, asked }: WantedInspection,
  last: ReadonlyMap<string, Inspection>,
): readonly string[] {
  const began = now();
  const atOf = (tenantId: string) => last.get(tenantId)?.at ?? '';
  return estate.tenants
    .map(({ tenantId }) => tenantId)
    .filter((tenantId) =>
      asked === undefined
        ? isInspectionDue(kind, last.get(tenantId), began)
        : asked.tenantIds.includes(tenantId) && atOf(tenantId) < asked.since,
    )
    .toSorted((one, other) => (atOf(one) < atOf(other) ? -1 : 1));
}

async function inspected(
  ports: InspectPorts,
  { kind, asked }: WantedInspection,
  tenant: TenantWithRules,
  last: Inspection | undefined,
): Promise<Inspection> {
  const { tenantId, displayName: tenantName } = tenant;
  const result = await look[kind](ports, tenant);
  const now = ports.now();
  const inspection = inspectionOf({ kind, tenantId, tenantName }, result, last, now);
  const isNew = inspection.changedAt === inspection.at;
  // A drill that somebody asks for is a proof, also where it finds what the one before found.
  const isRecorded = isNew || (asked !== undefined && kind === 'break-glass');
  await ports.inspections.save(inspection, last, isRecorded ? inspectionFacts(inspection, asked?.by, now) : []);
  return inspection;
}

const look: Readonly<Record<InspectionKind, (ports: InspectPorts, tenant: TenantWithRules) => Promise<Result>>> = {
  async 'break-glass'({ directory, inspector, now }, tenant) {
    const { tenantId } = tenant;
    try {
      const permissions = await inspector.readerPermissions(tenantId);
      const snapshot = await directory.readTenant(tenantId, furtherReads(tenant));
      const { licence } = snapshot;
      const accounts = designatedAccounts(snapshot, tenant);
      const facts = await inspector.emergencyFacts(tenantId, accounts, { permissions, licence });
      return breakGlassResult(snapshot, tenant, facts, now());
    } catch (error) {
      // That the tenant does not let us in is told by the look at its consent.
      if (error instanceof TenantNotReady) return notReadable(error.message);
      throw error;
    }
  },
  async consent({ directory, inspector, estate }, tenant) {
    const { tenantId } = tenant;
    try {
      const readerPermissions = await inspector.readerPermissions(tenantId);
      const snapshot = await directory.readTenant(tenantId, furtherReads(tenant));
      const writer = await inspector.writerFacts(tenantId, readerPermissions);
      return consentResult(
        {
          snapshot,
          writer,
          classes: new Set(estate.schedules.map((each) => each.class)),
          ...(readerPermissions === undefined ? {} : { readerPermissions }),
        },
        tenant,
      );
    } catch (error) {
      if (error instanceof TenantNotReady) return consentRefused(error.message);
      throw error;
    }
  },
};
