import type { AuditAction, AuditFact } from '../../lambda/domain/audit/audit-record.ts';
import { awkwardTexts } from './awkward-texts.ts';
import type { MadeAccount, MadeTechnician } from './estate.ts';
import type { Seeded } from './seeded.ts';

/** A fact without what the moment adds: time, and cycle. */
export type Untimed = Omit<AuditFact, 'time' | 'cycleId'>;

/** What happens to one account in a cycle, step by step. Other accounts' steps come in between. */
export function stepsOf(account: MadeAccount, technician: MadeTechnician, random: Seeded): readonly Untimed[] {
  const rotationId = random.guid();
  const by = (action: AuditAction, more: Partial<Untimed> = {}): Untimed => ({
    action,
    outcome: 'success',
    actor: { kind: 'system', name: 'RotationCycle' },
    component: componentOf(action),
    ...account,
    rotationId,
    ...more,
  });
  const person = (action: AuditAction, more: Partial<Untimed> = {}) =>
    by(action, {
      actor: technician,
      source: { address: `203.0.113.${random.below(256)}`, userAgent: 'Mozilla/5.0 (X11; "Linux"; rv:140.0)' },
      ...more,
    });
  const discovered = by('account.discovered', { evidence: { detail: random.of(awkwardTexts) } });
  const asked = by('approval.requested', { evidence: { ticket: String(random.below(100_000)) } });
  const reason = random.of(awkwardTexts);
  const fate = random.below(20);
  if (fate === 0) return [by('account.excluded', { outcome: 'refused', reason: 'break-glass' })];
  if (fate === 1) return [discovered, asked, person('approval.rejected', { outcome: 'refused', reason })];
  if (fate === 2) return [discovered, asked, by('approval.expired', { outcome: 'refused' }), by('rotation.closed')];
  const secretVersionId = random.guid();
  const proof = { graphRequestId: random.guid(), clientRequestId: random.guid() };
  const linkFingerprint = random.hex(16);
  return [
    discovered,
    asked,
    person('approval.approved', { reason }),
    by('credential.staged', { evidence: { secretVersionId } }),
    by('reset.attempted', { evidence: { clientRequestId: proof.clientRequestId } }),
    fate === 3
      ? by('reset.uncertain', { outcome: 'uncertain', reason: 'timeout', evidence: proof })
      : by('reset.succeeded', { evidence: proof }),
    by('reset.proven', { evidence: { ...proof, secretVersionId } }),
    by('tokens.revoked', { evidence: proof }),
    by('link.created', { evidence: { linkFingerprint } }),
    person('link.revealed', { evidence: { linkFingerprint, secretVersionId } }),
    by('vault.written', { times: 1, evidence: { detail: random.of(awkwardTexts) } }),
    by('rotation.closed'),
  ];
}

const componentOf = (action: AuditAction): string =>
  ({ account: 'discover', approval: 'decide', reset: 'reset-password', link: 'reveal', vault: 'write-vault' })[
    action.slice(0, action.indexOf('.'))
  ] ?? 'close-rotation';
