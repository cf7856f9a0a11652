import { tenantsWithRules } from '../../../config/tenants-with-rules.ts';
import type { TicketDue } from '../../ports/tickets.ts';
import { uncollectedOf } from '../credential/uncollected.ts';
import type { TicketPorts } from './ticket-ports.ts';
import type { TicketSheet } from './ticket-sheet.ts';

/** @returns `undefined` where no ticket is written: the customer has no name in the PSA, the estate lost the tenant, or it is a dry run */
export async function readTicketSheet(
  ports: Omit<TicketPorts, 'tickets' | 'progress' | 'sent'>,
  { cycleId, tenantId }: TicketDue,
): Promise<TicketSheet | undefined> {
  const { estate, portalUrl } = ports;
  const rules = tenantsWithRules(estate).find((each) => each.tenantId === tenantId);
  if (rules?.ticketCompany === undefined) return undefined;
  const cycle = await ports.cycles.find(cycleId);
  const tenant = await ports.cycles.findTenant(cycleId, tenantId);
  if (cycle === undefined || tenant === undefined || cycle.dryRun) return undefined;
  return {
    cycle,
    tenant,
    rules,
    company: rules.ticketCompany,
    rotations: await ports.rotations.ofTenant(cycleId, tenantId),
    exclusions: await ports.tenants.exclusionsOf(cycleId, tenantId),
    uncollected: await uncollectedOf(ports, cycleId, [tenantId]),
    pauses: await ports.pauses.active(),
    estate,
    portalUrl,
    now: ports.now(),
  };
}
