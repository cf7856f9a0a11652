import type { Tenant } from '@m365-rotation/local-microsoft';
import type { DeployedEstate } from './assembled-estate.ts';
import type { FilledOrganization, FilledRecord } from './vendors/vault/record-store.ts';

type EstateTenant = DeployedEstate['tenants'][number];

/**
 * A vault that has a record for each account that the estate leads to: nothing is left for its engineer to set up. As in a vault that has
 * been in use for years, there is a former customer of nearly the same name, whose records are called as those of the first one are.
 *
 * @param directories  of the customers; where one is unknown, its tenant has the records alone that the estate lists
 */
export function vaultOfEstate(
  { tenants }: Pick<DeployedEstate, 'tenants'>,
  directories: readonly Tenant[],
): readonly FilledOrganization[] {
  const filled = tenants.flatMap((tenant) => organizationOf(tenant, directories) ?? []);
  const [first] = filled;
  if (first === undefined) return [];
  const records = first.records.map(({ name, username }) => ({ name, username }));
  return [...filled, { name: `${first.name} (until 2019)`, records }];
}

function organizationOf(
  { tenantId, displayName, vault }: EstateTenant,
  directories: readonly Tenant[],
): FilledOrganization | undefined {
  if (vault === undefined) return undefined;
  const { organization, recordName, records } = vault;
  const users = directories.find((each) => each.tenantId === tenantId)?.users ?? [];
  const isListed = (user: { readonly id: string; readonly userPrincipalName: string }) =>
    records.some(({ account }) => isCalled(account, user));
  const listed: readonly FilledRecord[] = records.map(({ account, id, name }) => ({
    ...(id === undefined ? {} : { id }),
    name: name ?? `Password of ${account}`,
    username: users.find((user) => isCalled(account, user))?.userPrincipalName ?? account,
  }));
  const named =
    recordName === undefined
      ? []
      : users
          .filter((user) => !isListed(user))
          .map(({ userPrincipalName }) => ({
            name: recordName.replaceAll('{userPrincipalName}', () => userPrincipalName),
            username: userPrincipalName,
          }));
  return {
    ...(organization.id === undefined ? {} : { id: organization.id }),
    name: organization.name ?? displayName,
    records: [...listed, ...named],
  };
}

const isCalled = (account: string, user: { readonly id: string; readonly userPrincipalName: string }): boolean =>
  [user.id, user.userPrincipalName].some((each) => each.toLowerCase() === account.toLowerCase());
