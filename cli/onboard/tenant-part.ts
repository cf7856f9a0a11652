import type { Estate, TenantWithRules } from '../../config/estate.ts';
import { furtherReads } from '../../lambda/domain/accounts/tenant-rules.ts';
import { accountsInScope } from '../../lambda/domain/connection/accounts-in-scope.ts';
import {
  privilegedAuthenticationAdministrator,
  type ResettingRole,
  type RoleNeed,
  roleNeeded,
  userAdministrator,
} from '../../lambda/domain/connection/writer-role.ts';
import type { DirectoryReader } from '../../lambda/ports/accounts.ts';
import { rotatedClasses } from '../operator/rotated-classes.ts';
import { sentenceOf } from '../operator/sentence-of.ts';

/** What connects one tenant, besides its entry in the estate. */
export interface TenantPart {
  readonly name: string;
  readonly displayName: string;
  readonly tenantId: string;
  readonly consents: readonly { readonly app: 'reader' | 'writer'; readonly address: string }[];
  readonly writerClientId: string;
  readonly role: RolePart;
}

/** `unread`: the directory could not be read yet; `atMost` is the role that the estate lets us expect, and `why` the reason. */
export type RolePart = RoleNeed | { readonly kind: 'unread'; readonly atMost: ResettingRole; readonly why: string };

/** @param directory  left out: no directory is read */
export async function tenantPart(
  estate: Estate,
  tenant: TenantWithRules,
  loginEndpoint: string,
  directory?: Pick<DirectoryReader, 'readTenant'>,
): Promise<TenantPart> {
  const { readerClientId, writerClientId } = estate.graph;
  const { name, displayName, tenantId } = tenant;
  const address = (clientId: string) => `${loginEndpoint}/${tenantId}/adminconsent?client_id=${clientId}`;
  return {
    name,
    displayName,
    tenantId,
    writerClientId,
    consents: [
      { app: 'reader', address: address(readerClientId) },
      { app: 'writer', address: address(writerClientId) },
    ],
    role: await roleOf(estate, tenant, directory),
  };
}

async function roleOf(
  estate: Estate,
  tenant: TenantWithRules,
  directory: Pick<DirectoryReader, 'readTenant'> | undefined,
): Promise<RolePart> {
  const classes = rotatedClasses(estate, tenant);
  const unread = (why: string): RolePart => ({
    kind: 'unread',
    atMost: classes.has('admin') ? privilegedAuthenticationAdministrator : userAdministrator,
    why,
  });
  if (directory === undefined) return unread('name the tenant by --tenant, and its directory is read');
  try {
    const snapshot = await directory.readTenant(tenant.tenantId, furtherReads(tenant));
    return roleNeeded(accountsInScope(snapshot, tenant, classes));
  } catch (error) {
    return unread(sentenceOf(error));
  }
}
