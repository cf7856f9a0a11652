import { tenantWithRules } from '../../../config/tenants-with-rules.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { TicketDue } from '../../domain/cycle/ticket-due.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { TicketPorts } from './ticket-ports.ts';
import type { TicketSheet } from './ticket-sheet.ts';

/** @returns `undefined` where no ticket is written: the customer has no name in the PSA, the estate lost the tenant, or it is a dry run */
export async function readTicketSheet(
  ports: Omit<TicketPorts, 'tickets' | 'progress' | 'sent'>,
  { cycleId, tenantId }: TicketDue,
): Promise<TicketSheet | undefined> {
  const { estate, portalUrl } = ports;
  const rules = tenantWithRules(estate, tenantId);
  if (rules?.ticketCompany === undefined) return undefined;
  const cycle = await ports.cycles.find(cycleId);
  const tenant = await ports.cycles.findTenant(cycleId, tenantId);
  if (cycle === undefined || tenant === undefined || cycle.dryRun) return undefined;
  const rotations = await ports.rotations.ofTenant(cycleId, tenantId);
  return {
    cycle,
    tenant,
    rules,
    company: rules.ticketCompany,
    rotations,
    exclusions: await ports.tenants.exclusionsOf(cycleId, tenantId),
    links: await newestLinks(ports, rotations),
    pauses: await ports.pauses.active(),
    estate,
    portalUrl,
    now: ports.now(),
  };
}

/** A link may be renewed and handed over some times; more would be a circle. */
const MOST_LINKS = 10;

/** Read one by one: an index tells what it holds a moment late, and a ticket must not say that a password is stored which is not. */
async function newestLinks(
  { links }: Pick<TicketPorts, 'links'>,
  rotations: readonly Rotation[],
): Promise<readonly CredentialLink[]> {
  const newest = await mapConcurrently(rotations, async (rotation) => {
    let linkId = isIn(rotation, 'rotated') ? rotation.state.linkId : undefined;
    let link: CredentialLink | undefined;
    for (let n = 0; linkId !== undefined && n < MOST_LINKS; n += 1) {
      link = (await links.findCredential(linkId)) ?? link;
      linkId = link?.state.status === 'revoked' ? link.state.renewedAs : undefined;
    }
    return link;
  });
  return newest.flatMap((link) => link ?? []);
}
