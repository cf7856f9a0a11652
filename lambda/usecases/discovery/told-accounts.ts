import { noDetails, wantedDetails, withDetails } from '../../domain/accounts/account-details.ts';
import type { Classification } from '../../domain/accounts/classification.ts';
import { idleNotes } from '../../domain/accounts/dependants.ts';
import type { DirectorySnapshot } from '../../domain/accounts/directory.ts';
import type { TenantRules } from '../../domain/accounts/tenant-rules.ts';
import type { DirectoryReader } from '../../ports/accounts.ts';

/**
 * A classification, with what people are told about the accounts that are rotated: names of scopes, last sign-ins, notes of the estate.
 * It is read when all accounts are decided about, so that it cannot change which are rotated, and a failure to read it fails nothing.
 */
export async function toldAccounts(
  directory: Pick<DirectoryReader, 'readDetails'>,
  found: Classification,
  snapshot: DirectorySnapshot,
  tenant: TenantRules & { readonly tenantId: string },
): Promise<Classification> {
  const wanted = wantedDetails(found, snapshot, tenant);
  const details = await directory.readDetails(tenant.tenantId, wanted).catch(() => noDetails);
  return {
    ...found,
    included: withDetails(found.included, snapshot, tenant, details),
    problems: [
      ...found.problems,
      ...idleNotes({ ...snapshot, groups: [...snapshot.groups, ...details.groups] }, tenant),
    ],
  };
}
