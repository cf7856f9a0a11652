import { uncollectedOf } from '../credential/uncollected.ts';
import { factAboutTenant } from '../facts.ts';
import type { NotifyPorts } from './notify-ports.ts';
import { tenantTicket } from './tenant-ticket.ts';

/**
 * Makes the ticket of a tenant and cycle, once, and puts its number on record. None for a customer that has no identifier
 * in the PSA, nor where there was nothing to rotate.
 */
export async function createTenantTicket(
  ports: NotifyPorts,
  { cycleId, tenantId }: { readonly cycleId: string; readonly tenantId: string },
): Promise<void> {
  const { tickets, cycles, estate, portalUrl } = ports;
  const { name, ticketCompany } = estate.tenants.find((each) => each.tenantId === tenantId) ?? {};
  if (tickets === undefined || name === undefined || ticketCompany === undefined) return;
  const tenant = await cycles.findTenant(cycleId, tenantId);
  if (tenant === undefined) throw new Error(`there is no tenant ${tenantId} in cycle ${cycleId}`);
  const rotations = await ports.rotations.ofTenant(cycleId, tenantId);
  const undecidable = (tenant.excluded['nobody-may-decide'] ?? 0) > 0;
  const nothingToTell = rotations.length === 0 && tenant.status !== 'failed' && !undecidable;
  if (tenant.ticket !== undefined || nothingToTell) return;
  const exclusions = undecidable ? await ports.tenants.exclusionsOf(cycleId, tenantId) : [];
  const ticket = await tickets.create(
    tenantTicket({
      tenant,
      requested: (await cycles.find(cycleId))?.requested,
      tenantName: name,
      company: ticketCompany,
      rotations,
      exclusions,
      uncollected: await uncollectedOf(ports, cycleId, [tenantId]),
      standing: { estate, pauses: await ports.pauses.active(), now: ports.now() },
      portalUrl,
    }),
  );
  const fact = factAboutTenant(tenant, {
    action: 'ticket.created',
    evidence: { ticket },
    component: 'notify',
    now: ports.now(),
  });
  await ports.tenants.recordTicket(tenant, ticket, fact);
}
