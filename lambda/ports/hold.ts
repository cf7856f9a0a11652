import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { Held, Hold, Release } from '../domain/cycle/hold.ts';

/** Which tenants schedules start for. A change is committed with the fact that records it (R5). Reads see every earlier write. */
export interface HoldStore {
  /** Of those that something is known about. */
  of(held: readonly Held[]): Promise<readonly Hold[]>;
  /** All of which something is known. */
  all(): Promise<readonly Hold[]>;
  /** @returns `already`: it was released before, and that stays as it is */
  release(held: Held, release: Release, fact: AuditFact): Promise<'released' | 'already'>;
}
