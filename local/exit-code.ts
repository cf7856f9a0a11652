import type { Summary } from './summary.ts';

/**
 * What a run that ended by itself says to the shell. Where several hold, the gravest: records that cannot be verified, then a password
 * that a person must look after, then a tenant that was not read, which the next cycle tries again.
 */
export const exitCode = { unverified: 1, tenantFailed: 3, uncertain: 4 } as const;

/** For people who read the help. 130: stopped by Ctrl-C. */
export const exitCodeHelp = `
Exit codes of a run that ends by itself (--approve, --dry-run):
  0  the cycle closed, and nothing below holds
  1  it could not run, or its records could not be verified
  3  at least one tenant failed
  4  at least one account is uncertain (also where a tenant failed)`;

export function exitCodeOf({ audit, tenants, accounts }: Summary, { dryRun }: { readonly dryRun: boolean }): number {
  // A dry run has no seal.
  if (!audit.sealVerified && !dryRun) return exitCode.unverified;
  if (accounts.uncertain > 0) return exitCode.uncertain;
  return tenants.failed > 0 ? exitCode.tenantFailed : 0;
}
