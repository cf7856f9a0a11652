import { asError } from '../../domain/as-error.ts';
import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import { cut } from '../../domain/text/cut.ts';
import { oneLine } from '../../domain/text/printable.ts';
import { type WithdrawDecisionPorts, withdrawDecision } from '../../usecases/approval/withdraw-decision.ts';
import { noteRefused } from '../access-notes.ts';
import { accountText } from '../approvals/choices.ts';
import { noteRefusedDecisions } from '../approvals/note-refused.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import type { Fields } from '../form-guard.ts';
import { notFoundPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import { sourceOf } from '../request-source.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { type DecidedAccount, type DecisionsReader, decisionsOf } from './decided-rotations.ts';
import { decisionsPage } from './decisions-page.tsx';
import { isWithdrawField, withdrawField } from './withdraw-field.ts';
import { askWithdrawalPage, type Withdrawn, withdrawnPage } from './withdrawal-pages.tsx';

export interface DecisionsPorts extends DecisionsReader {
  readonly rotations: DecisionsReader['rotations'] & WithdrawDecisionPorts['rotations'];
}

export async function showDecisions(
  c: PortalContext,
  settings: PortalSettings,
  ports: DecisionsReader,
  visitor: TechnicianVisitor,
  cycleId: string | undefined,
): Promise<Response> {
  const by = c.req.query('by') === 'everybody' ? 'everybody' : 'me';
  const found = cycleId === undefined ? undefined : await decisionsOf(ports, visitor, cycleId, by);
  if (found === undefined) return show(c, settings, notFoundPage);
  const part = Math.max(1, Number.parseInt(c.req.query('part') ?? '1', 10) || 1);
  return show(c, settings, decisionsPage({ ...found, by, part, csrfToken: visitor.session.csrfToken }));
}

/** No further withdrawal begins after these, of the 29 seconds that a function with pages has. */
const WITHDRAWALS_MS = 20_000;

/** Asks once more, or takes approvals back. */
export async function takeWithdrawals(
  c: PortalContext,
  settings: PortalSettings,
  ports: DecisionsPorts,
  visitor: TechnicianVisitor,
  form: Fields,
  cycleId: string | undefined,
): Promise<Response> {
  const found = cycleId === undefined ? undefined : await decisionsOf(ports, visitor, cycleId, 'everybody');
  if (found === undefined) {
    await noteRefused(c, settings, { action: 'approval.refused', reason: 'no-such-approvals', who: visitor.actor });
    return show(c, settings, notFoundPage);
  }
  const ticked = found.decided.filter(({ rotation }) => form.get(withdrawField(rotation)) === 'yes');
  const { cycle } = found;
  const gone = notOffered(form, found.decided);
  if (form.get('step') !== 'confirm') {
    const possible = ticked.filter((each) => each.mayWithdraw);
    const late = ticked.length - possible.length;
    return show(c, settings, askWithdrawalPage(cycle.cycleId, possible, { late, gone }, visitor.session.csrfToken));
  }
  const { results, left } = await withdrawAll(c, settings, ports, visitor, ticked, form.get('reason') ?? '');
  await noteRefusedDecisions(
    c,
    settings,
    visitor,
    results.map(({ result }) => result),
    gone,
  );
  return show(c, settings, withdrawnPage(cycle.cycleId, results, { left, gone }));
}

/** How many accounts a form wants withdrawn that are not offered to this technician: somebody was first, they are of others' tenants, or made up. */
function notOffered(form: Fields, decided: readonly DecidedAccount[]): number {
  const offered = new Set(decided.map(({ rotation }) => withdrawField(rotation)));
  return [...form].filter(([name, value]) => isWithdrawField(name) && value === 'yes' && !offered.has(name)).length;
}

async function withdrawAll(
  c: PortalContext,
  settings: PortalSettings,
  { rotations }: DecisionsPorts,
  visitor: TechnicianVisitor,
  ticked: readonly DecidedAccount[],
  reason: string,
): Promise<{ readonly results: readonly Withdrawn[]; readonly left: number }> {
  const { estate, now } = settings;
  const begun = now().getTime();
  const by = { actor: visitor.actor, source: sourceOf(c) };
  const results: Withdrawn[] = [];
  await mapConcurrently(ticked, async ({ rotation }) => {
    if (now().getTime() - begun >= WITHDRAWALS_MS) return;
    const said = cut(oneLine(reason), LONGEST_REASON);
    const result = await withdrawDecision({ rotations, estate, now }, by, rotation, said).catch((error: unknown) => {
      settings.reportFailure(asError(error, 'An approval could not be withdrawn'));
      return undefined;
    });
    results.push({ account: accountText(rotation), result });
  });
  return { results, left: ticked.length - results.length };
}
