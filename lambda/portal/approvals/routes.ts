import * as z from 'zod';
import { asError } from '../../domain/as-error.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { type DecideRotationPorts, decideRotation } from '../../usecases/approval/decide-rotation.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { notFoundPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import { sourceOf } from '../request-source.ts';
import type { Visitor } from '../visitor.ts';
import { approvalsPage } from './approvals-page.tsx';
import { choiceFor, problemsOf, readChoices, strangeChoices } from './choices.ts';
import { confirmPage } from './confirm-page.tsx';
import { type Decided, resultPage } from './result-page.tsx';
import {
  type ApprovalsReader,
  allRotations,
  approvalsOf,
  type CycleApprovals,
  openRotations,
} from './waiting-rotations.ts';

export interface ApprovalsPorts extends ApprovalsReader {
  readonly rotations: ApprovalsReader['rotations'] & DecideRotationPorts['rotations'];
  readonly taskTokens: DecideRotationPorts['taskTokens'];
}

const stepSchema = z.enum(['review', 'edit', 'confirm']).catch('review');

/** Shows the approvals of a cycle; every choice starts at "later". */
export async function showApprovals(
  c: PortalContext,
  settings: PortalSettings,
  ports: ApprovalsReader,
  visitor: Visitor,
  cycleId: string | undefined,
): Promise<Response> {
  const approvals = await approvalsIn(settings, ports, visitor, cycleId);
  if (approvals === undefined) return show(c, settings, notFoundPage);
  const { csrfToken } = visitor.session;
  return show(
    c,
    settings,
    approvalsPage({ approvals, choices: new Map(), csrfToken, problems: [], nothingChosen: false }),
  );
}

/** The form's three steps: review the choices, go back to them, or confirm them. */
export async function takeApprovals(
  c: PortalContext,
  settings: PortalSettings,
  ports: ApprovalsPorts,
  visitor: Visitor,
  form: ReadonlyMap<string, string>,
  cycleId: string | undefined,
): Promise<Response> {
  const approvals = await approvalsIn(settings, ports, visitor, cycleId);
  if (approvals === undefined) {
    await noteRefused(c, settings, { action: 'approval.refused', reason: 'no-such-approvals', who: visitor.actor });
    return show(c, settings, notFoundPage);
  }
  const step = stepSchema.parse(form.get('step'));
  const { csrfToken } = visitor.session;
  const open = openRotations(approvals);
  const choices = readChoices(form, open);
  const problems = problemsOf(choices, open);
  if (step === 'edit' || problems.length > 0) {
    const shown = step === 'edit' ? [] : problems;
    return show(c, settings, approvalsPage({ approvals, choices, csrfToken, problems: shown, nothingChosen: false }));
  }
  if (step === 'confirm') {
    const results = await decideAll(c, settings, ports, visitor, approvals, form);
    await noteRefusedDecisions(c, settings, visitor, results, strangeChoices(form, allRotations(approvals)));
    return show(c, settings, resultPage(approvals.cycle.cycleId, results));
  }
  const nothingChosen = open.every(({ rotationId }) => choiceFor(choices, rotationId).answer === 'later');
  return show(
    c,
    settings,
    nothingChosen
      ? approvalsPage({ approvals, choices, csrfToken, problems: [], nothingChosen })
      : confirmPage({ approvals, choices, csrfToken }),
  );
}

async function approvalsIn(
  settings: PortalSettings,
  ports: ApprovalsReader,
  visitor: Visitor,
  cycleId: string | undefined,
): Promise<CycleApprovals | undefined> {
  return cycleId === undefined ? undefined : await approvalsOf(ports, visitor, cycleId, settings.now());
}

/**
 * Records the confirmed decisions. Rotations that another technician decided in the meantime go to the use case too: it refuses
 * them, and the page shows why.
 */
async function decideAll(
  c: PortalContext,
  settings: PortalSettings,
  { rotations, taskTokens }: ApprovalsPorts,
  visitor: Visitor,
  approvals: CycleApprovals,
  form: ReadonlyMap<string, string>,
): Promise<Decided[]> {
  const { estate, now } = settings;
  const reportFailure = (error: unknown) =>
    settings.reportFailure(asError(error, 'A task token could not be completed'));
  const ports = { rotations, taskTokens, estate, now, reportFailure };
  const offered = allRotations(approvals);
  const choices = readChoices(form, offered);
  const by = { actor: visitor.actor, source: sourceOf(c) };
  const results = await mapConcurrently(offered, async (rotation) => {
    const { answer, reason } = choiceFor(choices, rotation.rotationId);
    if (answer === 'later') return [];
    const choice =
      answer === 'approve' ? { decision: answer, ...(reason === '' ? {} : { reason }) } : { decision: answer, reason };
    const result = await decideRotation(ports, by, rotation, choice).catch((error: unknown) => {
      // One account that fails does not stop the others, and the technician learns which one it was.
      settings.reportFailure(asError(error, 'A decision failed'));
      return undefined;
    });
    return [{ rotation, answer, result }];
  });
  return results.flat();
}

/** R5: what was refused leaves a record too, one for each reason and account, bounded. */
async function noteRefusedDecisions(
  c: PortalContext,
  settings: PortalSettings,
  visitor: Visitor,
  results: readonly Decided[],
  strange: number,
): Promise<void> {
  const refused = { action: 'approval.refused', who: visitor.actor } as const;
  const byReason = new Map<string, Rotation[]>();
  for (const { rotation, result } of results) {
    if (result?.outcome !== 'refused') continue;
    const { reason } = result.refusal;
    byReason.set(reason, [...(byReason.get(reason) ?? []), rotation]);
  }
  for (const [reason, about] of byReason) await noteRefused(c, settings, { ...refused, reason, about });
  if (strange === 0) return;
  const evidence = { detail: `${strange} choices in one form` };
  await noteRefused(c, settings, { ...refused, reason: 'not-offered', evidence });
}
