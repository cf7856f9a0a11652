import type { AuditAction, AuditRecord } from '../audit-record.ts';
import type { NotApproved } from './approvals.ts';
import type { Collection } from './collection.ts';
import type { Proof, Reset } from './resets.ts';
import type { Result } from './result.ts';

/** What an auditor has to look at, about one account. */
export interface Exception {
  readonly kind:
    | 'reset-without-approval'
    | 'failed'
    | 'uncertain'
    /** The cycle is closed, and the rotation has no end. */
    | 'not-ended'
    /** Rotated, and only a person's word says that the new password works. */
    | 'proven-by-a-person-only'
    /** Rotated, and nothing on record shows the change. */
    | 'not-proven'
    | 'not-collected'
    | 'replaced-uncollected'
    | 'link-reported'
    | 'vault-given-up'
    | 'sessions-not-ended'
    | 'reset-refused'
    /** Somebody has read the password past the product. */
    | 'read-outside'
    | 'changed-elsewhere';
  /** ISO 8601, UTC. Left out: it is the absence of something. */
  readonly at?: string | undefined;
  /** A code, an error, or a person's words. */
  readonly reason?: string | undefined;
  readonly why?: NotApproved;
}

interface Found {
  readonly records: readonly AuditRecord[];
  readonly resets: readonly Reset[];
  readonly proof: Proof | undefined;
  readonly result: Result;
  readonly collection: Collection;
}

/** Worst first. */
export function exceptionsIn(found: Found, cycle: { readonly closed: boolean }): readonly Exception[] {
  return [...unapproved(found), ...ofResult(found, cycle), ...ofProof(found), ...ofCollection(found), ...noted(found)];
}

const unapproved = ({ resets }: Found): readonly Exception[] =>
  resets.flatMap(({ at, approval }) =>
    approval.approved ? [] : { kind: 'reset-without-approval', at, why: approval.why },
  );

function ofResult({ result }: Found, { closed }: { readonly closed: boolean }): readonly Exception[] {
  const { kind, at, reason } = result;
  if (kind === 'failed' || kind === 'uncertain') {
    return [{ kind, at, reason }];
  }
  return kind === 'under-way' && closed ? [{ kind: 'not-ended' }] : [];
}

function ofProof({ result, proof }: Found): readonly Exception[] {
  if (result.kind !== 'rotated') return [];
  if (proof === undefined) return [{ kind: 'not-proven' }];
  return proof.by === 'person' ? [{ kind: 'proven-by-a-person-only', at: proof.at }] : [];
}

function ofCollection({ collection }: Found): readonly Exception[] {
  const { state, currentSince, reported, vaultGivenUp } = collection;
  return [
    ...(state === 'waits' ? [{ kind: 'not-collected', at: currentSince } as const] : []),
    ...(state === 'replaced' ? [{ kind: 'replaced-uncollected', at: currentSince } as const] : []),
    ...reported.map(({ at }) => ({ kind: 'link-reported', at }) as const),
    ...vaultGivenUp.map(({ at }) => ({ kind: 'vault-given-up', at }) as const),
  ];
}

const byAction: ReadonlyMap<AuditAction, { readonly kind: Exception['kind']; readonly only?: AuditRecord['outcome'] }> =
  new Map([
    ['tokens.revoked', { kind: 'sessions-not-ended', only: 'failed' }],
    ['reset.refused', { kind: 'reset-refused' }],
    // AWS let them read it; an attempt that it refused shows nobody a password.
    ['credential.read-outside', { kind: 'read-outside', only: 'success' }],
    ['password.changed-elsewhere', { kind: 'changed-elsewhere' }],
  ]);

const noted = ({ records }: Found): readonly Exception[] =>
  records.flatMap(({ action, outcome, time, reason }) => {
    const known = byAction.get(action);
    if (known === undefined || (known.only ?? outcome) !== outcome) return [];
    return { kind: known.kind, at: time, reason };
  });
