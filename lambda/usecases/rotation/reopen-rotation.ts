import type { Estate } from '../../../config/estate.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import { modeWords, nextOf, type ReopeningMode, reopening } from '../../domain/rotation/reopening.ts';
import { type Requester, requesterActor, requestProblem } from '../../domain/rotation/requester.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { TicketQueue } from '../../ports/tickets.ts';
import { requireRotation } from '../approval/standing-approval.ts';
import { factAbout } from '../facts.ts';

export interface ReopenRotationPorts {
  readonly rotations: Pick<RotationStore, 'find' | 'advance' | 'close' | 'note'>;
  readonly ticketQueue: TicketQueue;
  readonly estate: Estate;
  readonly now: Now;
}

export interface ReopenRequest {
  /** The number of this reopening of the rotation, from 1. Repeating the latest number changes nothing; an older one is refused. */
  readonly n: number;
  readonly mode: ReopeningMode;
  readonly requestedBy: Exclude<Requester, { readonly rule: string }>;
  readonly reason?: string | undefined;
}

export type Reopened =
  | { readonly next: (typeof nextOf)[ReopeningMode] }
  /** Nothing was changed; the sentence names no account, for it travels in workflow state. */
  | { readonly next: 'refused'; readonly sentence: string };

/** Moves a rotation that has failed or is uncertain to where its workflow goes on, with the record of who asked; a refusal has one too (R5). */
export async function reopenRotation(
  ports: ReopenRotationPorts,
  key: RotationKey,
  request: ReopenRequest,
): Promise<Reopened> {
  const rotation = await requireRotation(ports.rotations, key);
  const reopened = rotation.reopened ?? 0;
  const goesOn = async (): Promise<Reopened> => {
    const next = nextOf[request.mode];
    // No later step ends the rotation, and tells its ticket.
    if (next === 'nothing') await ports.ticketQueue.send({ cycleId: key.cycleId, tenantId: key.tenantId });
    return { next };
  };
  if (reopened === request.n) return goesOn(); // by an earlier run; the steps read the state themselves
  const now = ports.now();
  const by = { actor: requesterActor(request.requestedBy, ports.estate) };
  const refused = async (sentence: string): Promise<Reopened> => {
    await ports.rotations.note(
      factAbout(rotation, {
        action: 'command.refused',
        outcome: 'refused',
        reason: sentence,
        evidence: { detail: `asked ${asked[request.mode]}` },
        by,
        component: 'reopen-rotation',
        now,
      }),
    );
    return { next: 'refused', sentence };
  };
  if (reopened !== request.n - 1) return refused(`It was reopened ${reopened} times: somebody else came first.`);
  const tenant = ports.estate.tenants.find((each) => each.tenantId === key.tenantId);
  if (tenant === undefined) return refused('The estate does not have its tenant any more.');
  const notAllowed = requestProblem(request.requestedBy, [tenant], ports.estate);
  if (notAllowed !== undefined) return refused(notAllowed);
  const answer = reopening(rotation, request.mode, tenant, ports.estate, now);
  if (!answer.allowed) return refused(answer.sentence);
  const fact = factAbout(rotation, {
    action: request.mode.startsWith('works-') ? 'rotation.resolved' : 'rotation.reopened',
    reason: request.reason,
    evidence: { ...versionOf(answer.to), detail: modeWords[request.mode] },
    by,
    component: 'reopen-rotation',
    now,
  });
  if (isIn(answer.to, 'failed')) await ports.rotations.close(rotation, answer.to, fact);
  else await ports.rotations.advance(rotation, answer.to, fact);
  return goesOn();
}

const asked: Readonly<Record<ReopeningMode, string>> = {
  retry: 'that it is tried again',
  poll: 'that the directory is polled once more',
  'works-new': 'that the new password counts as the one that works',
  'works-old': 'that the old password counts as the one that works',
};

const versionOf = ({ state }: Rotation) => ('versionId' in state ? { secretVersionId: state.versionId } : {});
