import { endOf, notYetTold } from '../../domain/audit/access.ts';
import type { AccessCounts } from '../../ports/audit.ts';
import type { Now } from '../../ports/clock.ts';
import { StaleState } from '../../ports/rotation.ts';

export interface TellAccessCountsPorts {
  readonly accessCounts: AccessCounts;
  readonly now: Now;
}

/**
 * Records how many refusals and sign-ins there were that have no record of their own, one record for each kind and stretch of ten
 * minutes. Repeating it tells nothing twice.
 *
 * @returns how many records it made
 */
export async function tellAccessCounts({ accessCounts, now }: TellAccessCountsPorts): Promise<number> {
  const at = now();
  let made = 0;
  for (const count of await accessCounts.ended(at)) {
    const times = notYetTold(count);
    if (times === 0) continue;
    const { accessOf, action, outcome, reason, from } = count;
    try {
      await accessCounts.tell(count, {
        action,
        outcome,
        ...(reason === '-' ? {} : { reason }),
        time: at.toISOString(),
        actor: { kind: 'system', name: 'remind' },
        component: 'remind',
        accessOf,
        times,
        evidence: { detail: `${times} more from ${from} to ${endOf(from).toISOString()}` },
      });
      made += 1;
    } catch (error) {
      if (!(error instanceof StaleState)) throw error; // another run has told it
    }
  }
  return made;
}
