/**
 * What a tenant of the estate says about its accounts. A tenant as the estate file holds it has these fields, and more;
 * the rules here need no others.
 */
export interface TenantRules {
  readonly name: string;
  readonly displayName: string;
  readonly breakGlass: { readonly accounts: readonly string[]; readonly waiver?: string | undefined };
  /** Object ids or UPNs. */
  readonly neverRotate: readonly string[];
  readonly serviceAccounts: readonly ServiceAccountRule[];
}

export type ServiceAccountRule =
  | { readonly userPrincipalNamePrefix: string }
  | { readonly displayNamePrefix: string }
  | { readonly extensionAttribute: number; readonly equals: string }
  | { readonly account: string };

/** By what the estate may name an account. */
export interface NamedAccount {
  readonly id: string;
  readonly userPrincipalName: string;
}

/** Whether an object id or UPN of the estate means this account. Entra compares both without regard to case. */
export function isNamed(account: NamedAccount, idOrUpn: string): boolean {
  const wanted = idOrUpn.trim().toLowerCase();
  return wanted === account.id.toLowerCase() || wanted === account.userPrincipalName.toLowerCase();
}
