import type { AccountClass } from '../accounts/account.ts';

/** One thing in the vault, by its id or by its exact name. */
export type VaultName = { readonly id: string } | { readonly name: string };

/** Where a password goes in the vault. */
export interface VaultRecordName {
  readonly organization: VaultName;
  readonly record: VaultName;
}

/** What the estate says about the records of one tenant. */
export interface VaultRules {
  readonly organization: VaultName;
  /** Holds `{userPrincipalName}`. */
  readonly recordName?: string | undefined;
  readonly records: readonly ({ readonly account: string } & VaultName)[];
}

/** How new passwords of a tenant reach people, by class. */
export type HandOver = 'link' | 'vault' | 'both';

export const handOverOf = (
  { handOver }: { readonly handOver: Readonly<Record<AccountClass, HandOver>> },
  account: { readonly class: AccountClass },
): HandOver => handOver[account.class];

/**
 * The record of an account: the one that is listed for it, or the one whose name follows from its UPN.
 * @returns `undefined` where the rules name none
 */
export function vaultRecordOf(
  { organization, recordName, records }: VaultRules,
  account: { readonly accountId: string; readonly userPrincipalName: string },
): VaultRecordName | undefined {
  const names = [account.accountId, account.userPrincipalName].map((each) => each.toLowerCase());
  const listed = records.find((each) => names.includes(each.account.toLowerCase()));
  if (listed !== undefined) {
    return { organization, record: 'id' in listed ? { id: listed.id } : { name: listed.name } };
  }
  if (recordName === undefined) return undefined;
  return {
    organization,
    record: { name: recordName.replaceAll('{userPrincipalName}', () => account.userPrincipalName) },
  };
}
