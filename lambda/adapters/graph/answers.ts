import * as z from 'zod';
import type {
  DirectoryDomain,
  DirectorySnapshot,
  DirectoryUser,
  Licence,
  RoleAssignment,
} from '../../domain/accounts/directory.ts';
import { UNKNOWN_SCOPE } from '../../domain/accounts/directory-roles.ts';

/**
 * What Graph's answers must look like. `null` is an answer, a missing field is none: docs/directory.md lists what each of them means
 * for each field that is read. A field that decides about inclusion and is missing, or has an unexpected type, counts as not known,
 * which excludes that one account; a row without its id makes the whole answer unreadable.
 */

/** `null` says "never was" of `onPremisesSyncEnabled`, and "not" of `isManagementRestricted`. */
const flag = z
  .union([z.boolean(), z.null().transform(() => false)])
  .optional()
  .catch(undefined);

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined)
  .catch(undefined);

/** `null`: an account from before September 2014, when there was no such property. All accounts were members then. */
const userType = z
  .string()
  .nullable()
  .transform((value) => value ?? 'Member')
  .optional()
  .catch(undefined);

/** `null`: the account has none. It decides, so a missing one is not known: accounts of Entra Connect are known by it too. */
const name = z
  .string()
  .nullable()
  .transform((value) => value ?? '')
  .optional()
  .catch(undefined);

/**
 * A field whose mere presence excludes an account: a value of any type counts. Not so where it is missing: guests show in `userType` and
 * in their UPN as well, and Graph itself refuses to reset the password of an account that has none.
 */
const presence = z
  .unknown()
  .optional()
  .transform((value) => (value === null || value === undefined ? undefined : String(value)));

/** A custom security attribute holds text, a number, yes or no, or a list of them. */
const valuesOf = (value: unknown): readonly string[] =>
  [value].flat().flatMap((each) => (['string', 'number', 'boolean'].includes(typeof each) ? [String(each)] : []));

export const userSchema = z
  .object({
    id: z.string().min(1),
    userPrincipalName: z.string().min(1),
    displayName: name,
    /** Accounts are made with it, so that `null` says nothing. */
    accountEnabled: z.boolean().optional().catch(undefined),
    userType,
    externalUserState: presence,
    onPremisesSyncEnabled: flag,
    isManagementRestricted: flag,
    identityParentId: presence,
    lastPasswordChangeDateTime: text,
    passwordPolicies: text,
    department: text,
    jobTitle: text,
    employeeType: text,
    assignedLicenses: z.array(z.unknown()).nullish().catch(undefined),
    onPremisesExtensionAttributes: z.record(z.string(), z.unknown()).nullish().catch(undefined),
    customSecurityAttributes: z.record(z.string(), z.record(z.string(), z.unknown())).nullish().catch(undefined),
  })
  .transform(
    ({ assignedLicenses, onPremisesExtensionAttributes, customSecurityAttributes, ...user }): DirectoryUser => ({
      ...user,
      licensed: (assignedLicenses ?? []).length > 0,
      extensionAttributes: Object.fromEntries(
        Object.entries(onPremisesExtensionAttributes ?? {}).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value]] : [],
        ),
      ),
      securityAttributes: Object.fromEntries(
        Object.entries(customSecurityAttributes ?? {}).flatMap(([set, attributes]) =>
          Object.entries(attributes).flatMap(([name, value]) =>
            // Graph may return the type of an attribute beside it.
            name.includes('@odata.') ? [] : [[`${set}.${name}`, valuesOf(value)]],
          ),
        ),
      ),
    }),
  );

/**
 * A built-in role's id is its template id, whether Graph returns that or not. A custom role may be given any template id, such as that
 * of an ignored role, so a custom role's template id is not used.
 */
export const roleDefinitionSchema = z
  .object({
    id: z.string().min(1),
    templateId: text,
    displayName: text,
    isBuiltIn: z.boolean().optional().catch(undefined),
  })
  .transform(({ id, templateId, displayName, isBuiltIn }): DirectorySnapshot['roleDefinitions'][number] => ({
    id,
    ...(isBuiltIn === false ? {} : { templateId: templateId ?? id }),
    displayName: displayName ?? 'unnamed role',
  }));

/** Active assignments and eligibilities alike; the caller adds how the principal holds the role. */
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
      directoryScopeId: directoryScopeId ?? appScopeId ?? UNKNOWN_SCOPE,
      ...(principalOrganizationId === undefined ? {} : { principalOrganizationId }),
    }),
  );

export const groupSchema = z
  .object({ id: z.string().min(1), displayName: text })
  .transform(({ id, displayName }) => ({ id, displayName: displayName ?? id }));

/** Something that has a name: a unit, an app. One without a name is left without. */
export const namedSchema = z.object({ id: z.string().min(1), displayName: text });

/** An instant, as UTC; the year 1 is how Graph writes "never". */
const instant = text.transform((value) => {
  const time = new Date(value ?? '');
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1970 ? undefined : time.toISOString();
});

/**
 * `lastSignInDateTime` and `lastNonInteractiveSignInDateTime` count attempts that failed too: whoever sprays passwords moves them.
 * `lastSuccessfulSignInDateTime` counts both ways of signing in, since December 2023.
 * @see https://learn.microsoft.com/graph/api/resources/signinactivity
 */
export const signInsSchema = z.object({
  id: z.string().min(1),
  signInActivity: z
    .object({
      lastSuccessfulSignInDateTime: instant,
      lastSignInDateTime: instant,
      lastNonInteractiveSignInDateTime: instant,
    })
    .nullish()
    .catch(undefined),
});

/** A row without the instant, or with `null`, tells nothing. */
export const passwordAgeSchema = z.object({ id: z.string().min(1), lastPasswordChangeDateTime: text });

export const idSchema = z.object({ id: z.string().min(1) });

/** Anything but `Managed` counts as federated; a domain without the field is not known, whatever its root domain has. */
export const domainSchema = z.object({ id: z.string().min(1), authenticationType: text }).transform(
  ({ id, authenticationType }): DirectoryDomain => ({
    name: id,
    ...(authenticationType === undefined ? {} : { federated: authenticationType !== 'Managed' }),
  }),
);

/** Service plans that show a licence for Entra ID. */
const P1_PLAN = '41781fb2-bc02-4b7c-bd55-b576c07bb09d';
const P2_PLAN = 'eec0eb4f-6444-4f95-aba0-50c24d67f998';

export const organizationSchema = z
  .object({
    id: z.string().min(1),
    assignedPlans: z
      .array(z.object({ servicePlanId: text, capabilityStatus: text }))
      .optional()
      .catch(undefined),
  })
  .transform(({ id, assignedPlans }): { readonly id: string; readonly licence?: Licence } => {
    if (assignedPlans === undefined) return { id };
    // `Warning`: the subscription ended lately, and its functions still work.
    const plans = assignedPlans
      .filter(({ capabilityStatus }) => capabilityStatus === 'Enabled' || capabilityStatus === 'Warning')
      .map(({ servicePlanId }) => servicePlanId?.toLowerCase());
    if (plans.includes(P2_PLAN)) return { id, licence: 'P2' };
    return { id, licence: plans.includes(P1_PLAN) ? 'P1' : 'none' };
  });

/** Owners do not hold the group's roles; whatever else a principal may become, counts as member. */
export const groupEligibilitySchema = z
  .object({ principalId: z.string().min(1), accessId: text })
  .transform(({ principalId, accessId }) => (accessId?.toLowerCase() === 'owner' ? undefined : principalId));
