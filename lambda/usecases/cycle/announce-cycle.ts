import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CycleSeal } from '../../domain/cycle/cycle-digest.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { TicketQueue } from '../../ports/tickets.ts';
import { factAboutCycle } from '../facts.ts';

export interface AnnounceCyclePorts {
  readonly cycles: Pick<CycleStore, 'find' | 'tenantsOf' | 'recordSeal' | 'recordUnsealed'>;
  readonly messageQueue: MessageQueue;
  readonly ticketQueue: TicketQueue;
  readonly now: Now;
}

/** No checkpoint seals the cycle. The next hourly one covers its records, once the archive has them. */
export interface Unsealed {
  readonly reason: string;
}

/**
 * Records the seal of a closed cycle, or that it has none, and has people told: the summary, with the hash of the checkpoint, and the tickets.
 * A run that comes again tells what the first one recorded.
 */
export async function announceCycle(
  { cycles, messageQueue, ticketQueue, now }: AnnounceCyclePorts,
  cycleId: string,
  seal: CycleSeal | Unsealed,
): Promise<void> {
  const parts = { action: 'cycle.sealed', component: 'announce-cycle', now: now() } as const;
  if ('reason' in seal) {
    const fact = factAboutCycle(cycleId, { ...parts, outcome: 'failed', reason: seal.reason });
    await cycles.recordUnsealed(cycleId, seal.reason, fact);
  } else {
    const detail = `checkpoint ${seal.number ?? ''} over the ends of ${seal.chains} chains`;
    await cycles.recordSeal(
      cycleId,
      seal,
      factAboutCycle(cycleId, { ...parts, evidence: { checkpoint: seal.hash, detail } }),
    );
  }
  const cycle = await cycles.find(cycleId);
  if (cycle?.totals === undefined) throw new Error(`the cycle ${cycleId} is not closed`);
  const { totals } = cycle;
  await messageQueue.send({
    kind: 'cycle-closed',
    cycleId,
    totals,
    ...(cycle.seal === undefined ? {} : { sealHash: cycle.seal.hash }),
  });
  // All of them, and not only those that were closed with the cycle: `remind` makes good what was lost only while a cycle is open.
  if (cycle.dryRun) return;
  const tenants = await cycles.tenantsOf(cycleId);
  await mapConcurrently(tenants, ({ tenantId }) => ticketQueue.send({ cycleId, tenantId }));
}
