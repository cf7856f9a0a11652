import { cycleIdSchema, rotationKeySchema } from '../../domain/identifiers.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { notFoundPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import type { PathParameters } from '../path-parameters.ts';
import type { Visitor } from '../visitor.ts';
import { cycleListPage } from './cycle-list-page.tsx';
import { type CyclePorts, overviewOf } from './cycle-overview.ts';
import { cyclePage } from './cycle-page.tsx';
import { homePage } from './home-page.tsx';
import { tenantOverviewOf } from './tenant-overview.ts';
import { tenantPage } from './tenant-page.tsx';
import { type TimelinePorts, timelineOf } from './timeline.ts';
import { timelinePage } from './timeline-page.tsx';
import { waitingFor } from './waiting.ts';

/** Cycles on a page of their list. */
const CYCLES_ON_A_PAGE = 50;

export async function showHome(
  c: PortalContext,
  settings: PortalSettings,
  ports: CyclePorts,
  visitor: Visitor,
): Promise<Response> {
  return show(c, settings, homePage(await waitingFor(ports, settings, visitor), visitor));
}

/** `?before=<cycle>`: what comes after this one in the list. */
export async function showCycles(
  c: PortalContext,
  settings: PortalSettings,
  { cycles }: CyclePorts,
): Promise<Response> {
  const wanted = cycleIdSchema.safeParse(c.req.query('before')).data;
  const before = wanted === undefined ? undefined : await cycles.find(wanted);
  const found = await cycles.latest(CYCLES_ON_A_PAGE + 1, before);
  return show(
    c,
    settings,
    cycleListPage({
      cycles: found.slice(0, CYCLES_ON_A_PAGE),
      hasMore: found.length > CYCLES_ON_A_PAGE,
      isFirst: before === undefined,
    }),
  );
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
  const view = { search: c.req.query('q'), page: c.req.query('page') };
  return show(c, settings, cyclePage(overview, settings.estate.retention, view));
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
  const overview =
    cycle && tenantId !== undefined
      ? await tenantOverviewOf(ports, visitor, cycle, tenantId, view, settings.now())
      : undefined;
  return show(c, settings, overview === undefined ? notFoundPage : tenantPage(overview, view, visitor));
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
  return show(c, settings, timeline === undefined ? notFoundPage : timelinePage(timeline));
}
