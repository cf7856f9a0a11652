import type { EstateTenant } from '../../../config/estate.ts';
import type { TicketFinding } from '../../../lambda/ports/tickets.ts';
import { type Check, failed, ok } from '../check.ts';

/** A tenant of the estate, by its place in the file. */
export interface PlacedTenant {
  readonly name: string;
  readonly place: number;
  readonly ticketCompany?: string | undefined;
}

/** Tenants by name, with their places in the estate file, from 0. */
export const placedTenants = (
  tenants: readonly Pick<EstateTenant, 'name' | 'ticketCompany'>[],
  names: readonly string[],
): readonly PlacedTenant[] =>
  tenants.flatMap(({ name, ticketCompany }, place) => (names.includes(name) ? [{ name, place, ticketCompany }] : []));

/** What a finding about a company is called, whatever the PSA. */
export const aboutCompany = (company: string): string => `company ${company}`;

/** Whether the PSA has each tenant's customer: where it stands in the estate file, what is wrong, and what to do. */
export function companyChecks(tenants: readonly PlacedTenant[], findings: readonly TicketFinding[]): readonly Check[] {
  const named = tenants.flatMap(({ name, place, ticketCompany }) => {
    if (ticketCompany === undefined) return [];
    const found = findings.find(({ what }) => what === aboutCompany(ticketCompany));
    return found === undefined ? [] : [companyCheck(name, place, ticketCompany, found)];
  });
  const without = tenants.filter(({ ticketCompany }) => ticketCompany === undefined).map(({ name }) => name);
  return without.length === 0
    ? named
    : [...named, ok('ticketCompany', `left out, so that there is no ticket: ${without.join(', ')}`)];
}

function companyCheck(name: string, place: number, company: string, { problem }: TicketFinding): Check {
  const where = `tenants[${place}].ticketCompany`;
  return problem === undefined
    ? ok(where, `${name}: the PSA has ${company}`)
    : failed(where, `${name}, ${company}: ${problem.is}`, problem.next);
}
