import * as z from 'zod';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import type { Fields } from '../form-guard.ts';
import type { KeptForm } from '../kept-form.ts';
import { notFoundPage } from '../notices.tsx';
import { type Page, show } from '../pages.tsx';
import { sourceOf } from '../request-source.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { approvalsPage } from './approvals-page.tsx';
import { choicesIn, only, problemsOf, problemsOfReview } from './choices.ts';
import { type DecidedReader, decidedLike } from './decided-like.ts';
import { everything, type Filter, filtered, filterIn, saysSomething } from './filter.ts';
import { keptPage } from './kept-page.tsx';
import { noteRefusedDecisions } from './note-refused.ts';
import { type RecordingPorts, recordDecisions } from './record-decisions.ts';
import { resultPage } from './result-page.tsx';
import { reviewOf, reviewOfAll } from './review.ts';
import { reviewPage } from './review-page.tsx';
import { type ApprovalsReader, approvalsOf, type CycleApprovals } from './waiting-rotations.ts';

export interface ApprovalsPorts extends ApprovalsReader, RecordingPorts {
  readonly rotations: ApprovalsReader['rotations'] & RecordingPorts['rotations'] & DecidedReader['rotations'];
}

type Reader = ApprovalsReader & DecidedReader;

const stepSchema = z.enum(['review', 'edit', 'confirm']).catch('review');
const viewSchema = z.enum(['approve', 'reject']).optional().catch(undefined);
const partSchema = z.coerce.number().int().min(1).max(1_000).catch(1);

/** Shows the approvals of a cycle, or the review of one answer for all that are listed; nothing is chosen before. */
export async function showApprovals(
  c: PortalContext,
  settings: PortalSettings,
  ports: Reader,
  visitor: TechnicianVisitor,
  cycleId: string | undefined,
): Promise<Response> {
  const approvals = cycleId === undefined ? undefined : await approvalsOf(ports, settings, visitor, cycleId);
  if (approvals === undefined) return show(c, settings, notFoundPage);
  const query = new URL(c.req.url).searchParams;
  const { csrfToken } = visitor.session;
  const answer = viewSchema.parse(query.get('view') ?? undefined);
  if (answer === undefined)
    return show(c, settings, approvalsPage(await viewOf(ports, settings, approvals, query, csrfToken)));
  const filter = filterIn(query);
  const found = filtered(approvals.tenants, filter, settings.now());
  return show(c, settings, reviewPage(reviewOfAll(approvals, found, filter, answer), csrfToken));
}

/** What a page lists of the approvals. */
async function viewOf(
  ports: DecidedReader,
  settings: PortalSettings,
  approvals: CycleApprovals,
  query: URLSearchParams,
  csrfToken: string,
) {
  const filter = filterIn(query);
  const now = settings.now();
  const found = filtered(approvals.tenants, filter, now);
  return {
    approvals,
    filter,
    found,
    csrfToken,
    part: partSchema.parse(query.get('part')),
    decided: listsDecided(approvals, filter) ? await decidedLike(ports, approvals, filter, now) : [],
  };
}

/** What is decided moves away, but for small cycles, where it is in nobody's way. */
const MOST_BESIDE = 25;
const listsDecided = ({ tenants }: CycleApprovals, filter: Filter): boolean =>
  filter.status === 'decided' ||
  (!saysSomething(filter) &&
    tenants.reduce((sum, each) => sum + each.open.length + each.others.length + each.decided, 0) <= MOST_BESIDE);

/** The form's three steps: review the choices, go back to them, or confirm them. */
export async function takeApprovals(
  c: PortalContext,
  settings: PortalSettings,
  ports: ApprovalsPorts,
  visitor: TechnicianVisitor,
  form: Fields,
  cycleId: string | undefined,
): Promise<Response> {
  const step = stepSchema.parse(form.get('step'));
  const answer = cycleId !== undefined && step === 'confirm' ? confirmed : reviewed;
  const page = cycleId === undefined ? undefined : await answer(c, settings, ports, visitor, form, cycleId, step);
  if (page !== undefined) return show(c, settings, page);
  await noteRefused(c, settings, { action: 'approval.refused', reason: 'no-such-approvals', who: visitor.actor });
  return show(c, settings, notFoundPage);
}

/** Shows the choices once more, or the form in which they were made. Changes nothing. */
async function reviewed(
  _: PortalContext,
  settings: PortalSettings,
  ports: Reader,
  visitor: TechnicianVisitor,
  form: Fields,
  cycleId: string,
  step: string,
): Promise<Page | undefined> {
  const approvals = await approvalsOf(ports, settings, visitor, cycleId);
  if (approvals === undefined) return undefined;
  const choices = choicesIn(form);
  const { csrfToken } = visitor.session;
  const query = new URLSearchParams(form.get('filter') ?? '');
  const problems = step === 'edit' ? [] : problemsOf(choices);
  const nothingChosen = step !== 'edit' && choices.byAccount.size === 0;
  if (step === 'edit' || problems.length > 0 || nothingChosen) {
    const view = await viewOf(ports, settings, approvals, query, csrfToken);
    return approvalsPage({ ...view, choices, problems, nothingChosen });
  }
  return reviewPage(reviewOf(approvals, filterIn(query), choices), csrfToken);
}

/**
 * Records the confirmed decisions. Which accounts a technician may decide, the use case says, from the estate and the row; it also says
 * why where another technician was first.
 */
async function confirmed(
  c: PortalContext,
  settings: PortalSettings,
  ports: ApprovalsPorts,
  visitor: TechnicianVisitor,
  form: Fields,
  cycleId: string,
): Promise<Page | undefined> {
  const cycle = await ports.cycles.find(cycleId);
  if (cycle === undefined || cycle.dryRun) return undefined;
  const all = choicesIn(form);
  const { csrfToken } = visitor.session;
  const problems = problemsOfReview(all);
  if (problems.length > 0) {
    const approvals = await approvalsOf(ports, settings, visitor, cycleId);
    const filter = filterIn(new URLSearchParams(form.get('filter') ?? ''));
    return approvals && reviewPage(reviewOf(approvals, filter, all), csrfToken, { problems });
  }
  const mine = new Set(visitor.tenants.map(({ tenantId }) => tenantId));
  const choices = only(
    all,
    [...all.byAccount].flatMap(([account, { tenantId }]) => (mine.has(tenantId) ? [account] : [])),
  );
  const by = { actor: visitor.actor, source: sourceOf(c) };
  const recorded = await recordDecisions(ports, settings, by, cycleId, choices);
  const results = recorded.decided.map(({ result }) => result);
  const unknown = results.filter((each) => each?.outcome === 'refused' && each.rotation === undefined).length;
  await noteRefusedDecisions(
    c,
    settings,
    visitor,
    results.filter((each) => each?.outcome !== 'refused' || each.rotation !== undefined),
    all.strange + unknown + all.byAccount.size - choices.byAccount.size,
  );
  return resultPage(cycleId, recorded, choices, csrfToken);
}

/** What becomes of the form when its session ends while it is open. */
export const keptApprovals = (settings: PortalSettings, ports: Reader): KeptForm => ({
  page: (form, why, { cycleId }) => {
    const choices = choicesIn(form);
    return cycleId === undefined || choices.byAccount.size === 0 ? undefined : keptPage(cycleId, choices, why);
  },
  again: async (visitor, form, { cycleId }) => {
    const choices = choicesIn(form);
    if (cycleId === undefined || choices.byAccount.size === 0) return undefined;
    const approvals = await approvalsOf(ports, settings, visitor, cycleId);
    return (
      approvals &&
      reviewPage(reviewOf(approvals, everything, choices), visitor.session.csrfToken, {
        notice: 'These are the choices that you made before you signed in again. Nothing of them counts yet.',
      })
    );
  },
});
