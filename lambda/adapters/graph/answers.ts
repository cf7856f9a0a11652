import * as z from 'zod';
import type { DirectoryDomain, DirectorySnapshot, DirectoryUser, RoleAssignment } from '../../domain/directory.ts';

/**
 * What Graph's answers must look like. A field that decides about inclusion and has an unexpected type counts as not
 * told, which excludes that one account; a row without its id makes the whole answer unreadable.
 */

/** Graph says `null` for "no"; only a field that is missing was not told. */
const flag = z
  .union([z.boolean(), z.null().transform(() => false)])
  .optional()
  .catch(undefined);

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined)
  .catch(undefined);

/** A field whose mere presence excludes an account: a value of any type counts. */
const presence = z
  .unknown()
  .optional()
  .transform((value) => (value === null || value === undefined ? undefined : String(value)));

export const userSchema = z
  .object({
    id: z.string().min(1),
    userPrincipalName: z.string().min(1),
    displayName: text,
    accountEnabled: z.boolean().optional().catch(undefined),
    userType: text,
    externalUserState: presence,
    onPremisesSyncEnabled: flag,
    isManagementRestricted: flag,
    identityParentId: presence,
    lastPasswordChangeDateTime: text,
    passwordPolicies: text,
    assignedLicenses: z.array(z.unknown()).nullish().catch(undefined),
    onPremisesExtensionAttributes: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  })
  .transform(
    ({ assignedLicenses, onPremisesExtensionAttributes, displayName, ...user }): DirectoryUser => ({
      ...user,
      displayName: displayName ?? '',
      licensed: (assignedLicenses ?? []).length > 0,
      extensionAttributes: Object.fromEntries(
        Object.entries(onPremisesExtensionAttributes ?? {}).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value]] : [],
        ),
      ),
    }),
  );

export const roleDefinitionSchema = z
  .object({ id: z.string().min(1), templateId: text, displayName: text })
  .transform(({ id, templateId, displayName }): DirectorySnapshot['roleDefinitions'][number] => ({
    id,
    ...(templateId === undefined ? {} : { templateId }),
    displayName: displayName ?? 'unnamed role',
  }));

/** Active assignments and eligibilities alike; how the principal holds it is added by who reads. */
export const roleRowSchema = z
  .object({
    principalId: z.string().min(1),
    roleDefinitionId: z.string().min(1),
    directoryScopeId: text,
    appScopeId: text,
    principalOrganizationId: text,
  })
  .transform(
    ({ appScopeId, directoryScopeId, principalOrganizationId, ...row }): Omit<RoleAssignment, 'path'> => ({
      ...row,
      directoryScopeId: directoryScopeId ?? appScopeId ?? 'unknown scope',
      ...(principalOrganizationId === undefined ? {} : { principalOrganizationId }),
    }),
  );

export const groupSchema = z
  .object({ id: z.string().min(1), displayName: text })
  .transform(({ id, displayName }) => ({ id, displayName: displayName ?? id }));

export const idSchema = z.object({ id: z.string().min(1) });

/** Anything but `Managed` counts as federated; a domain that does not tell is left out, so that its users are not known. */
export const domainSchema = z
  .object({ id: z.string().min(1), authenticationType: text })
  .transform(({ id, authenticationType }): DirectoryDomain | undefined =>
    authenticationType === undefined ? undefined : { name: id, federated: authenticationType !== 'Managed' },
  );
