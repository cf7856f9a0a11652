import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { cycleIdSchema, rotationKeySchema } from '../../domain/identifiers.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { notFoundPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import type { PathParameters } from '../path-parameters.ts';
import { asksForCsv, csvAnswer } from '../tables/csv-answer.ts';
import { seesWholeEstate, type TechnicianVisitor, type Visitor } from '../visitor.ts';
import {
  accountColumns,
  cycleColumns,
  leftOutColumns,
  planColumns,
  planRows,
  recordColumns,
  tenantColumns,
} from './csv-tables.ts';
import { cycleListPage } from './cycle-list-page.tsx';
import { type CyclePorts, overviewOf } from './cycle-overview.ts';
import { cyclePage, tenantsFound } from './cycle-page.tsx';
import { homePage } from './home-page.tsx';
import { accountsOf, type TenantView, tenantOverviewOf } from './tenant-overview.ts';
import { tenantPage } from './tenant-page.tsx';
import { type TimelinePorts, timelineOf } from './timeline.ts';
import { timelinePage } from './timeline-page.tsx';
import { type WaitingPorts, waitingFor } from './waiting.ts';

/** Cycles on a page of their list. */
const CYCLES_ON_A_PAGE = 50;
/** The most that is read at once: years of monthly cycles. */
const CYCLES_IN_A_FILE = 100;

export async function showHome(
  c: PortalContext,
  settings: PortalSettings,
  ports: WaitingPorts,
  visitor: TechnicianVisitor,
): Promise<Response> {
  return show(c, settings, homePage(await waitingFor(ports, settings, visitor), visitor));
}

/** `?before=<cycle>`: what comes after this one in the list. */
export async function showCycles(
  c: PortalContext,
  settings: PortalSettings,
  { cycles }: CyclePorts,
  visitor: Visitor,
): Promise<Response> {
  const whole = seesWholeEstate(visitor);
  const known = (found: readonly Cycle[]) => (whole ? found : cyclesOf(cycles, visitor, found));
  if (asksForCsv(c)) {
    return csvAnswer(c, 'cycles', cycleColumns(whole), await known(await cycles.latest(CYCLES_IN_A_FILE)));
  }
  const wanted = cycleIdSchema.safeParse(c.req.query('before')).data;
  const before = wanted === undefined ? undefined : await cycles.find(wanted);
  const found = await cycles.latest(CYCLES_ON_A_PAGE + 1, before);
  return show(
    c,
    settings,
    cycleListPage({
      cycles: await known(found.slice(0, CYCLES_ON_A_PAGE)),
      last: found.slice(0, CYCLES_ON_A_PAGE).at(-1)?.cycleId,
      hasMore: found.length > CYCLES_ON_A_PAGE,
      isFirst: before === undefined,
      whole,
    }),
  );
}

/** Those that one of the visitor's tenants was part of: what else was run, and for whom, is not for an auditor of some tenants. */
async function cyclesOf(
  cycles: Pick<CyclePorts['cycles'], 'tenantsOf'>,
  { tenants }: Visitor,
  found: readonly Cycle[],
): Promise<readonly Cycle[]> {
  const mine = await mapConcurrently(found, async ({ cycleId }) =>
    (await cycles.tenantsOf(cycleId)).some(({ tenantId }) => tenants.some((each) => each.tenantId === tenantId)),
  );
  return found.filter((_, n) => mine[n]);
}

/** `?q=`, `?page=`: tenants whose names hold a text, and a further page of them. */
export async function showCycle(
  c: PortalContext,
  settings: PortalSettings,
  ports: CyclePorts,
  visitor: Visitor,
  { cycleId }: PathParameters,
): Promise<Response> {
  const cycle = cycleId === undefined ? undefined : await ports.cycles.find(cycleId);
  if (cycle === undefined) return show(c, settings, notFoundPage);
  const overview = await overviewOf(ports, visitor, cycle, settings.now());
  if (overview.tenants.length === 0 && !seesWholeEstate(visitor)) return show(c, settings, notFoundPage);
  if (asksForCsv(c)) {
    return csvAnswer(c, `${cycle.cycleId}-tenants`, tenantColumns, tenantsFound(overview, c.req.query('q')));
  }
  const view = { search: c.req.query('q'), page: c.req.query('page') };
  return show(c, settings, cyclePage(overview, settings.estate.retention, view, visitor));
}

/** `?q=`, `?status=`, `?page=`: some of its accounts; `?left-out=`: those that were left out. */
export async function showTenant(
  c: PortalContext,
  settings: PortalSettings,
  ports: CyclePorts,
  visitor: Visitor,
  { cycleId, tenantId }: PathParameters,
): Promise<Response> {
  const view = {
    search: c.req.query('q'),
    status: c.req.query('status'),
    page: c.req.query('page'),
    leftOut: c.req.query('left-out') !== undefined,
  };
  const cycle = cycleId === undefined || tenantId === undefined ? undefined : await ports.cycles.find(cycleId);
  if (asksForCsv(c) && cycle !== undefined && tenantId !== undefined && !cycle.dryRun) {
    return tenantFile(c, settings, ports, visitor, cycle, tenantId, view);
  }
  const overview =
    cycle && tenantId !== undefined
      ? await tenantOverviewOf(ports, visitor, cycle, tenantId, view, settings.now())
      : undefined;
  if (overview?.plan !== undefined && asksForCsv(c)) {
    return csvAnswer(c, `${overview.cycle.cycleId}-${overview.tenantName}-plan`, planColumns, planRows(overview.plan));
  }
  return show(c, settings, overview === undefined ? notFoundPage : tenantPage(overview, view, visitor));
}

async function tenantFile(
  c: PortalContext,
  settings: PortalSettings,
  ports: CyclePorts,
  visitor: Visitor,
  cycle: Cycle,
  tenantId: string,
  view: TenantView,
): Promise<Response> {
  const found = await accountsOf(ports, visitor, cycle, tenantId, view);
  if (found === undefined) return show(c, settings, notFoundPage);
  const tenant = visitor.tenants.find((each) => each.tenantId === tenantId)?.name ?? tenantId;
  return view.leftOut
    ? csvAnswer(c, `${cycle.cycleId}-${tenant}-left-out`, leftOutColumns, found.leftOut)
    : csvAnswer(c, `${cycle.cycleId}-${tenant}-accounts`, accountColumns, found.rotations);
}

/** `?before=<number>`: records before that one. */
export async function showTimeline(
  c: PortalContext,
  settings: PortalSettings,
  ports: TimelinePorts,
  visitor: Visitor,
  parameters: PathParameters,
): Promise<Response> {
  const key = rotationKeySchema.safeParse(parameters).data;
  const timeline = key === undefined ? undefined : await timelineOf(ports, visitor, key, c.req.query('before'));
  if (timeline !== undefined && asksForCsv(c)) {
    return csvAnswer(c, `${timeline.key.cycleId}-${timeline.key.accountId}-records`, recordColumns, timeline.all);
  }
  return show(c, settings, timeline === undefined ? notFoundPage : timelinePage(timeline, visitor));
}
