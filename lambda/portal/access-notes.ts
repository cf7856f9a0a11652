import { asError } from '../domain/as-error.ts';
import { type AccessFact, MANY, STRANGERS } from '../domain/audit/access.ts';
import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { Rotation } from '../domain/rotation/rotation.ts';
import type { PortalContext, PortalSettings } from './environment.ts';
import { sourceOf } from './request-source.ts';

/**
 * The one place that records what a visitor was refused, and when one signed in or out (R5). Nothing that a stranger wrote goes into
 * these records, but for the user agent, which is cut.
 */

type Who = Extract<AuditFact['actor'], { readonly kind: 'technician' | 'auditor' }>;

export interface Refused {
  readonly action: 'approval.refused' | 'command.refused' | 'link.refused' | 'form.refused' | 'sign-in.refused';
  /** A code of ours: refusals with the same one are counted together. */
  readonly reason: string;
  /** Left out: nobody whom the estate lists. */
  readonly who?: Who | undefined;
  /** The rotations that it was about. */
  readonly about?: readonly Rotation[];
  readonly evidence?: AuditFact['evidence'];
}

/** Records a refusal. Never fails: the visitor gets the answer that the refusal has, and nobody else waits for it. */
export async function noteRefused(c: PortalContext, settings: PortalSettings, refused: Refused): Promise<void> {
  const { action, reason, who, about = [], evidence } = refused;
  const base = factOf(c, settings, { action, outcome: 'refused', reason, who });
  const facts = about.map((rotation): AccessFact => ({ ...base, ...factsOf(rotation) }));
  const [first = { ...base, ...(evidence === undefined ? {} : { evidence }) }, ...others] = facts;
  try {
    const { before, count } = await settings.accessLog.note([first, ...others]);
    if (before < MANY && count >= MANY) settings.callForMany();
  } catch (error) {
    settings.reportFailure(asError(error, 'A refusal could not be recorded'));
  }
}

/**
 * Records that a technician or an auditor signs in or out. Nobody is signed in without a record; but who wants to be signed out is, whatever happens.
 * @throws when a sign-in cannot be recorded
 */
export async function noteSession(
  c: PortalContext,
  settings: PortalSettings,
  action: 'session.started' | 'session.ended',
  who: Who,
): Promise<void> {
  try {
    await settings.accessLog.note([factOf(c, settings, { action, outcome: 'success', who })]);
  } catch (error) {
    if (action === 'session.started') throw error;
    settings.reportFailure(asError(error, 'A sign-out could not be recorded'));
  }
}

function factOf(
  c: PortalContext,
  { now, component }: PortalSettings,
  { who, ...what }: Pick<AccessFact, 'action' | 'outcome' | 'reason'> & { readonly who: Who | undefined },
): AccessFact {
  return {
    ...what,
    time: now().toISOString(),
    actor: who ?? { kind: 'unknown' },
    component,
    source: sourceOf(c),
    accessOf: who?.objectId ?? STRANGERS,
  };
}

const factsOf = ({ cycleId, tenantId, accountId, rotationId, account }: Rotation) => ({
  cycleId,
  tenantId,
  accountId,
  userPrincipalName: account.userPrincipalName,
  class: account.class,
  rotationId,
});
