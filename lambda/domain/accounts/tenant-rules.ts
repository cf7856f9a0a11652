/**
 * What the estate says about the accounts of a tenant. A tenant as the estate file holds it has these fields, and more;
 * the rules here need no others.
 */
export interface TenantRules {
  readonly name: string;
  readonly displayName: string;
  readonly breakGlass: {
    /** Object ids or UPNs. */
    readonly accounts: readonly string[];
    /** Object ids of groups: every member is a break-glass account. */
    readonly groups?: readonly string[] | undefined;
    readonly waiver?: string | undefined;
  };
  /** Object ids or UPNs. */
  readonly neverRotate: readonly string[];
  /** Any match makes an account a service account. */
  readonly serviceAccounts: readonly AccountMatcher[];
  /** Where given, a service account is rotated only if one of these matches too. */
  readonly serviceOptIn?: readonly AccountMatcher[] | undefined;
  /** What depends on accounts. It decides about nothing. */
  readonly dependants?: readonly Dependant[] | undefined;
  /** The same for all tenants of an estate. */
  readonly admins: AdminRules;
  /** The technicians who decide for this tenant, those who stand in for others too. */
  readonly deciders: readonly Decider[];
  /** Which accounts two of them must approve. */
  readonly twoPersons: TwoPersonsRules;
}

/** An account of a technician's own: object id or UPN, and the tenant that it is in, where the estate says so. */
export type OwnAccount = string | { readonly tenant: string; readonly account: string };

/** Who decides for a tenant, and which accounts must not be decided about by whom. */
export interface Decider {
  readonly objectId: string;
  readonly name: string;
  readonly mail: string;
  readonly ownAccounts: readonly OwnAccount[];
  /** Whether it is for further tenants: then an own account that names no tenant may be in another one. */
  readonly decidesElsewhere: boolean;
}

/** Which accounts two different technicians must approve, as the estate says it. */
export interface TwoPersonsRules {
  /** Template ids of roles: whoever holds one, active or eligible, at any scope. */
  readonly roles: readonly string[];
  /** Names of tenants: all of their accounts. */
  readonly tenants: readonly string[];
}

/** Which directory roles make an account an admin. Roles are named by template id, custom ones by their own id. */
export interface AdminRules {
  /** `all`: every role that is not ignored. `privileged`: those that Microsoft labels PRIVILEGED, and `further`. */
  readonly roles: 'all' | 'privileged';
  /** Roles that make nobody an admin. */
  readonly ignore: readonly string[];
  /** Roles that count besides the privileged ones. */
  readonly further: readonly string[];
}

/** A way to choose accounts. */
export type AccountMatcher =
  | { readonly userPrincipalNamePrefix: string }
  | { readonly displayNamePrefix: string }
  | { readonly extensionAttribute: number; readonly equals: string }
  | { readonly attributeSet: string; readonly attribute: string; readonly equals: string }
  | { readonly property: 'department' | 'jobTitle' | 'employeeType'; readonly equals: string }
  | { readonly group: string; readonly name?: string | undefined }
  | { readonly account: string };

/** What may break when the password of an account changes that `where` matches. */
export interface Dependant {
  readonly where: AccountMatcher;
  readonly note: string;
}

/** What a tenant's rules need from the directory, besides what is always read. */
export interface FurtherReads {
  /** Object ids of groups whose members must be known. */
  readonly groupIds: readonly string[];
  /** Custom security attributes come only when selected, and need a permission of their own. */
  readonly securityAttributes: boolean;
}

/** The reads that `TenantRules` make necessary: the groups that they name, and whether they match security attributes. */
export function furtherReads({ breakGlass, serviceAccounts, serviceOptIn = [] }: TenantRules): FurtherReads {
  const matchers = [...serviceAccounts, ...serviceOptIn];
  const groupIds = [...(breakGlass.groups ?? []), ...matchers.flatMap((each) => ('group' in each ? [each.group] : []))];
  return {
    groupIds: [...new Set(groupIds.map((each) => each.toLowerCase()))],
    securityAttributes: matchers.some((each) => 'attributeSet' in each),
  };
}

/** The two properties by which the estate may name an account. */
export interface NamedAccount {
  readonly id: string;
  readonly userPrincipalName: string;
}

/** Whether an object id or UPN of the estate means this account. Entra compares both without regard to case. */
export function isNamed(account: NamedAccount, idOrUpn: string): boolean {
  const wanted = idOrUpn.trim().toLowerCase();
  return wanted === account.id.toLowerCase() || wanted === account.userPrincipalName.toLowerCase();
}
