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

/** Why the rules do not tell the record of an account: they name none, or not one that is its own. */
export type NoRecord = 'no-record-named' | 'record-shared';

/** The record of an account: the one that is listed for it, or the one whose name follows from its UPN and is listed for no other. */
export function vaultRecordOf(
  { organization, recordName, records }: VaultRules,
  account: { readonly accountId: string; readonly userPrincipalName: string },
): VaultRecordName | NoRecord {
  const names = [account.accountId, account.userPrincipalName].map((each) => each.toLowerCase());
  const [listed, second] = records.filter((each) => names.includes(each.account.toLowerCase()));
  if (second !== undefined) return 'record-shared';
  if (listed !== undefined) {
    return { organization, record: 'id' in listed ? { id: listed.id } : { name: listed.name } };
  }
  if (recordName === undefined) return 'no-record-named';
  const name = recordName.replaceAll('{userPrincipalName}', () => account.userPrincipalName);
  if (records.some((each) => 'name' in each && each.name === name)) return 'record-shared';
  return { organization, record: { name } };
}
