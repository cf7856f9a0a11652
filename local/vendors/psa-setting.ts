import type { ServiceDesk } from './tickets.ts';

/** What an MSP's engineer has set up in its PSA. */
export interface PsaSetting {
  readonly desk: ServiceDesk;
  /** Customers, as the estate names them. */
  readonly companies: readonly string[];
  /** Those of them that are not active any more. */
  readonly inactiveCompanies?: readonly string[];
  /** Boards, queues or ticket types, by name; the first takes tickets that name none. */
  readonly places: readonly string[];
  /** What the status is called that closes a ticket. */
  readonly closedStatus: string;
  /** By name, the usual one first. */
  readonly priorities: readonly string[];
  readonly now: () => Date;
}

/** What the PSA's secret holds. */
export type PsaKeys = Readonly<Record<string, string>>;
