import { NOT_STARTED } from '../../../contract/error-names.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { TaskTokens } from '../../ports/rotation.ts';
import type { TicketQueue } from '../../ports/tickets.ts';
import type { TenantInput } from '../discovery/discover-tenant.ts';
import { factAboutTenant } from '../facts.ts';
import { type CaughtError, reasonOf } from '../rotation/caught-error.ts';

export interface CloseTenantPorts {
  readonly cycles: Pick<CycleStore, 'find' | 'findTenant' | 'waiting'>;
  readonly tenants: Pick<TenantStore, 'close'>;
  readonly messageQueue: MessageQueue;
  readonly ticketQueue: TicketQueue;
  readonly taskTokens: TaskTokens;
  readonly now: Now;
}

/**
 * Closes a tenant within its cycle, as failed where there is an error. The last tenant completes the cycle's task token.
 *
 * @returns whether the tenant is closed without its workflow having begun
 */
export async function closeTenant(ports: CloseTenantPorts, input: TenantInput, error?: CaughtError): Promise<boolean> {
  const { cycleId, tenantId } = input;
  const cycle = await ports.cycles.find(cycleId);
  const tenant = await ports.cycles.findTenant(cycleId, tenantId);
  if (cycle === undefined || tenant === undefined)
    throw new Error(`there is no tenant ${tenantId} in cycle ${cycleId}`);
  const notStarted = error?.name === NOT_STARTED;
  // The answer to its start was lost: it runs, and closes itself.
  if (notStarted && tenant.status === 'discovered') return false;
  const failure = error === undefined ? undefined : reasonOf(error);
  if (tenant.status === 'pending' || tenant.status === 'discovered') {
    await ports.tenants.close(
      tenant,
      failure,
      factAboutTenant(tenant, {
        action: failure === undefined ? 'tenant.closed' : 'tenant.failed',
        outcome: failure === undefined ? 'success' : 'failed',
        reason: failure,
        component: 'close-tenant',
        now: ports.now(),
      }),
    );
  }
  // A run after a crash repeats all that follows: nobody is told twice, and completing a token twice does no harm.
  if (!cycle.dryRun) {
    await ports.messageQueue.send({ kind: 'tenant-closed', cycleId, tenantId });
    await ports.ticketQueue.send({ cycleId, tenantId });
  }
  const { openCount, taskToken } = await ports.cycles.waiting(cycleId);
  if (openCount === 0 && taskToken !== undefined) await ports.taskTokens.complete(taskToken);
  return notStarted && tenant.status !== 'closed';
}
