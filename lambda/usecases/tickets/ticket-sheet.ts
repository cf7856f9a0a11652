import type { Estate, TenantWithRules } from '../../../config/estate.ts';
import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import type { Pause } from '../../domain/rotation/pause.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';

/** All that tickets of one tenant and cycle tell, as the rows hold it now. */
export interface TicketSheet {
  readonly cycle: Cycle;
  readonly tenant: TenantInCycle;
  /** The tenant in the estate, and the customer's name or id in the PSA. */
  readonly rules: TenantWithRules;
  readonly company: string;
  readonly rotations: readonly Rotation[];
  readonly exclusions: readonly ExcludedAccount[];
  /** The newest link to each new password of the cycle; an account without one has none. */
  readonly links: readonly CredentialLink[];
  readonly pauses: readonly Pause[];
  readonly estate: Estate;
  /** Without a slash at the end. */
  readonly portalUrl: string;
  readonly now: Date;
}

/** Our key of a ticket: tenants and cycles have names of letters, digits and `-`. */
export const ticketKey = ({ tenant, rules }: TicketSheet, of: 'rotation' | 'manual'): string =>
  `m365rot:${tenant.cycleId}:${rules.name}${of === 'manual' ? ':manual' : ''}`;

/** What the port `TicketSystem` allows: in Autotask the description of a ticket holds 8,000 characters, a summary in ConnectWise 100. */
export const LONGEST_BODY = 7_500;
export const LONGEST_SUMMARY = 100;
