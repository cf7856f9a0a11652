import { TenantNotReady } from './errors.ts';

/** Workflow state holds 256 KB: this many pairs of ids fit, with room to spare. */
const MOST_ROTATIONS_PER_TENANT = 1000;

/** @throws {TenantNotReady} more accounts than one cycle can hold */
export function requireFewEnough(accounts: number, what: string, tenantDisplayName: string): void {
  if (accounts <= MOST_ROTATIONS_PER_TENANT) return;
  throw new TenantNotReady(
    `${tenantDisplayName} has ${accounts} ${what} accounts, and ${MOST_ROTATIONS_PER_TENANT} is the most for one cycle. Are the rules for service accounts too wide?`,
  );
}
