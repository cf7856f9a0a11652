import { type ApplicationPermission, applicationPermissions, securityAttributePermission } from './permissions.ts';
import type { RoleVerdict } from './writer-role.ts';

/** What a tenant's connection needs and lacks: the one rule for whoever connects a tenant, and for whoever watches one. */

/** What an app showed when it signed in to the tenant. */
export type AppFound =
  /** An administrator of the tenant never consented, or took the consent away. */
  | { readonly kind: 'no-consent' }
  /** It could not be asked for: another refusal, or nobody may sign in as it. */
  | { readonly kind: 'not-told' }
  /** @property permissions  what was consented to; left out: the token does not tell */
  | { readonly kind: 'signed-in'; readonly permissions?: readonly string[] };

export interface ConnectionFound {
  readonly reader: AppFound;
  readonly writer: AppFound;
  /** Left out: the directory was not read. */
  readonly role?: RoleVerdict;
}

/** One thing that a connection lacks. */
export type Lack =
  | { readonly kind: 'consent'; readonly app: 'reader' | 'writer' }
  | {
      readonly kind: 'permissions';
      readonly app: 'reader' | 'writer';
      readonly missing: readonly ApplicationPermission[];
    }
  | { readonly kind: 'role'; readonly verdict: RoleVerdict };

/**
 * What the app needs in a tenant.
 *
 * @param securityAttributes  whether the tenant's rules choose accounts by a custom security attribute
 */
export const permissionsNeeded = (
  app: 'reader' | 'writer',
  securityAttributes: boolean,
): readonly ApplicationPermission[] => [
  ...applicationPermissions[app],
  ...(app === 'reader' && securityAttributes ? [securityAttributePermission] : []),
];

/**
 * Everything that is known to be lacking, all at once, in the order in which it is mended: consents first, then the role. What was not told
 * is no lack: who watches must not alarm because a question failed.
 */
export function lacksOf(found: ConnectionFound, securityAttributes: boolean): readonly Lack[] {
  const apps = (['reader', 'writer'] as const).flatMap((app) => lacksOfApp(app, found[app], securityAttributes));
  const { role } = found;
  return role?.enough === 'no' ? [...apps, { kind: 'role', verdict: role }] : apps;
}

function lacksOfApp(app: 'reader' | 'writer', found: AppFound, securityAttributes: boolean): readonly Lack[] {
  if (found.kind === 'no-consent') return [{ kind: 'consent', app }];
  if (found.kind === 'not-told' || found.permissions === undefined) return [];
  const { permissions } = found;
  const missing = permissionsNeeded(app, securityAttributes).filter(({ name }) => !permissions.includes(name));
  return missing.length === 0 ? [] : [{ kind: 'permissions', app, missing }];
}
