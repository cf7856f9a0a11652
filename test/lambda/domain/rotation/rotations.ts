import type { Decision, Rotation, RotationState, Vote } from '../../../../lambda/domain/rotation/rotation.ts';
import { someFacts } from '../accounts/directories.ts';

/** Rotations in each state. */

export const HOME = '0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f';
export const ADA = '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01';
export const BRUNO = '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b02';
export const CHIARA = '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b03';
const ID = 'f'.repeat(32);

export const aDecision = (more: Partial<Decision> = {}): Decision & { readonly reason: string } => ({
  by: { kind: 'technician', objectId: ADA, tenantId: HOME, name: 'Ada Lindqvist' },
  at: '2026-12-07T08:00:00.000Z',
  reason: 'planned',
  ...more,
});

/** What one technician said. */
export const aVote = (objectId: string, more: Partial<Vote> = {}): Vote => ({
  by: { kind: 'technician', objectId, tenantId: HOME, name: objectId === ADA ? 'Ada Lindqvist' : 'Someone' },
  at: '2026-12-07T08:30:00.000Z',
  ...more,
});

export function inState<S extends RotationState>(
  state: S,
  more: Partial<Rotation> = {},
): Rotation & { readonly state: S } {
  return {
    cycleId: '2026-12-07-admin-monthly',
    tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
    accountId: '00000000-0000-4000-8000-000000000001',
    rotationId: ID,
    account: {
      accountId: '00000000-0000-4000-8000-000000000001',
      userPrincipalName: 'ops@contoso.example',
      displayName: 'Ops',
      class: 'admin',
      reasons: [],
      globalAdministrator: false,
      passwordNeverExpires: false,
      observed: someFacts,
    },
    tenantDisplayName: 'Contoso Ltd',
    decideBefore: '2026-12-09T04:00:00.000Z',
    closed: false,
    revision: 1,
    ...more,
    state,
  };
}

const decision = aDecision();
const staged = { decision, versionId: ID };
const attempted = {
  ...staged,
  passwordChangedBefore: '2026-06-01T10:00:00Z',
  attemptedFrom: '2026-12-07T08:09:55.000Z',
  attemptedAt: '2026-12-07T08:09:55.000Z',
};
const applied = { ...attempted, answer: { kind: 'answered', graphRequestId: 'request-1' } } as const;
const proven = { ...applied, passwordChangedAt: '2026-12-07T08:10:00Z' };

/** One of each. */
export const states = {
  awaiting: { status: 'awaiting-approval' },
  approved: { status: 'approved', decision },
  rejected: { status: 'rejected', decision },
  expired: { status: 'expired' },
  staged: { status: 'staged', ...staged },
  maybeApplied: { status: 'maybe-applied', ...attempted, attemptedAt: '2026-12-07T08:09:59.400Z' },
  applied: { status: 'applied', ...applied },
  proven: { status: 'proven', ...proven },
  current: { status: 'current', ...proven },
  delivered: { status: 'delivered', ...proven, linkId: 'a'.repeat(32) },
  rotated: { status: 'rotated', ...proven, linkId: 'a'.repeat(32) },
  failed: { status: 'failed', decision, reason: 'ResetRefused' },
  uncertain: { status: 'uncertain', ...attempted, reason: 'ResetOutcomeUnknown' },
} as const satisfies Readonly<Record<string, RotationState>>;
