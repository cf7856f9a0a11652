import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import { exclusionCounts } from '../../domain/accounts/exclusion-counts.ts';
import { factsOfTheDay } from '../../domain/accounts/facts-of-the-day.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import { requestedSentence } from '../../domain/cycle/requested-words.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { printable } from '../../domain/text/printable.ts';
import type { Ticket } from '../../ports/tickets.ts';
import { NOBODY_MAY_DECIDE } from './cycle-summary.ts';
import { outcomeSections, undecidableLines } from './outcome-lines.ts';
import type { Standing } from './standing.ts';
import { NOT_COLLECTED, uncollectedLines } from './uncollected-lines.ts';

/** More lines per section than a ticket should hold; the portal shows all. */
const MOST_LINES = 200;

export interface TicketParts {
  readonly tenant: TenantInCycle;
  /** Who asked for the cycle by hand, and why. */
  readonly requested?: Cycle['requested'];
  /** The tenant's short name in the estate, and the customer's identifier in the PSA. */
  readonly tenantName: string;
  readonly company: string;
  readonly rotations: readonly Rotation[];
  readonly exclusions: readonly ExcludedAccount[];
  /** Links to passwords that nobody has said to be stored. Left out: none. */
  readonly uncollected?: readonly CredentialLink[];
  readonly standing: Standing;
  readonly portalUrl: string;
}

/**
 * The ticket of one customer and cycle: which accounts were rotated, when, and who approved. Notes travel to contacts
 * and portals, so it holds no password and no credential link.
 */
export function tenantTicket(parts: TicketParts): Ticket {
  const { tenant, tenantName, company, rotations, exclusions, portalUrl, standing } = parts;
  const { cycleId, displayName } = tenant;
  const undecidable = undecidableLines(exclusions);
  const uncollected = uncollectedLines(parts.uncollected ?? [], standing.estate.msp.timeZone);
  return {
    key: `m365rot:${cycleId}:${tenantName}`,
    company,
    summary: `M365 password rotation ${cycleId}: ${displayName}`,
    body: [
      `Password rotation of ${displayName} in cycle ${cycleId}.`,
      ...[requestedSentence(parts) ?? []].flat(),
      ...(tenant.failure === undefined ? [] : [printable(`The tenant failed: ${reasonWords(tenant.failure)}`)]),
      ...(undecidable.length === 0 ? [] : [`${NOBODY_MAY_DECIDE} (${undecidable.length}):\n${listed(undecidable)}`]),
      ...outcomeSections(rotations, standing).map(
        ({ title, lines }) => `${title} (${lines.length}):\n${listed(lines)}`,
      ),
      ...(uncollected.length === 0 ? [] : [`${NOT_COLLECTED}:\n${listed(uncollected)}`]),
      ...factsThen(rotations),
      `${tenant.accountsSeen} accounts seen. Left out: ${exclusionCounts(tenant.excluded)}.`,
      `Passwords are never part of a ticket. Details: ${portalUrl}/cycles/${cycleId}`,
    ].join('\n\n'),
  };
}

/** What happened in the world when service accounts got their new passwords. */
const factsThen = (rotations: readonly Rotation[]): readonly string[] => [
  ...new Set(
    rotations.flatMap(({ account, state }) =>
      state.status === 'rotated' ? factsOfTheDay(account.class, new Date(state.passwordChangedAt)) : [],
    ),
  ),
];

function listed(lines: readonly string[]): string {
  const shown = lines.slice(0, MOST_LINES).map((line) => `- ${line}`);
  return [...shown, ...(lines.length > MOST_LINES ? [`- and ${lines.length - MOST_LINES} more`] : [])].join('\n');
}
