import type { Estate, Psa } from '../../../config/estate.ts';
import { psaSecretForm } from '../../../contract/psa.ts';
import { filledSecretName } from '../../../contract/stack.ts';
import type { PsaAccess } from '../../../lambda/adapters/psa/psa-access.ts';
import { ticketSystem } from '../../../lambda/adapters/psa/ticket-systems.ts';
import type { TicketFinding } from '../../../lambda/ports/tickets.ts';
import { sentenceOf } from '../../operator/sentence-of.ts';
import { type Check, failed, isReady, ok } from '../check.ts';
import { unreadKeys } from '../unread-keys.ts';
import { aboutCompany, companyChecks, type PlacedTenant } from './company-checks.ts';

export interface PsaExamination {
  /** Such as `autotask`. */
  readonly system: string;
  readonly endpoint: string;
  /** Whether every tenant that wants tickets gets them. */
  readonly ready: boolean;
  readonly checks: readonly Check[];
}

/**
 * Looks at the PSA of the estate: keys, rights, names of places, statuses and priorities, and the customer of each tenant. It changes nothing
 * there. What is wrong with it stops no rotation: tickets are a copy of what is on record.
 *
 * @param access  `undefined`: the estate has no PSA
 * @returns nothing where the estate has no PSA
 */
export async function examinePsa(
  access: PsaAccess | undefined,
  { psa, aws: { stackName } }: { readonly psa: Psa; readonly aws: Pick<Estate['aws'], 'stackName'> },
  tenants: readonly PlacedTenant[],
): Promise<PsaExamination | undefined> {
  if (access === undefined || psa.system === 'none') return undefined;
  const secretName = filledSecretName(stackName, 'psa');
  const checks = await checksOf(access, secretName, psaSecretForm[psa.system], tenants);
  return { system: psa.system, endpoint: access.endpoint, ready: isReady(checks), checks };
}

async function checksOf(
  access: PsaAccess,
  secretName: string,
  form: string,
  tenants: readonly PlacedTenant[],
): Promise<readonly Check[]> {
  const unread = await unreadKeys({ ...access, secretName, form }, 'keys', 'the PSA');
  if (unread !== undefined) return [unread];
  const companies = [...new Set(tenants.flatMap(({ ticketCompany }) => ticketCompany ?? []))];
  try {
    const findings = (await ticketSystem(access)?.check(companies)) ?? [];
    const ofCompanies = new Set(companies.map(aboutCompany));
    return [
      ...findings.filter(({ what }) => !ofCompanies.has(what)).map(generalCheck),
      ...companyChecks(tenants, findings),
    ];
  } catch (error) {
    return [failed('PSA', sentenceOf(error), 'try again in a few minutes')];
  }
}

const generalCheck = ({ what, problem }: TicketFinding): Check =>
  problem === undefined ? ok(what, 'as it must be') : failed(what, problem.is, problem.next);
