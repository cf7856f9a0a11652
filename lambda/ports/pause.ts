import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { Pause, PausedAccount, PauseScope } from '../domain/rotation/pause.ts';

/** Pauses: the switches that stop resets. Each change is committed with the fact that records it (R5). Reads see every earlier write. */
export interface PauseStore {
  /** All that are on. */
  active(): Promise<readonly Pause[]>;
  /** Those that stop the resets of an account: what a step asks that is about to act. */
  over(account: PausedAccount): Promise<readonly Pause[]>;
  /** @returns `already`: one of ours of this scope is on, and stays as it is. A contact's stop is on beside it */
  set(pause: Pause, fact: AuditFact): Promise<'set' | 'already'>;
  /** Ends ours and a contact's alike. @returns `not-paused`: none of this scope is on */
  end(scope: PauseScope, fact: AuditFact): Promise<'ended' | 'not-paused'>;
}
