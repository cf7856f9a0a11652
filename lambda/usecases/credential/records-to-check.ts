import type { EstateTenant } from '../../../config/estate.ts';
import { type NoRecord, type VaultRecordName, vaultRecordOf } from '../../domain/credential/vault-record.ts';

/** A record that a cycle will write into. */
export interface RecordToCheck {
  /** Whose password it is to hold: a UPN, or what the estate lists. */
  readonly account: string;
  /** Or why the estate does not tell it. */
  readonly record: VaultRecordName | NoRecord;
}

interface KnownAccount {
  readonly accountId: string;
  readonly userPrincipalName: string;
}

/** The records of accounts, and those that the estate lists for others. */
export function recordsToCheck(
  { vault }: Pick<EstateTenant, 'vault'>,
  accounts: readonly KnownAccount[],
): readonly RecordToCheck[] {
  const known = accounts.map((account) => ({
    account: account.userPrincipalName,
    record: vault === undefined ? 'no-record-named' : vaultRecordOf(vault, account),
  }));
  if (vault === undefined) return known;
  const names = new Set(
    accounts.flatMap(({ accountId, userPrincipalName }) => [accountId.toLowerCase(), userPrincipalName.toLowerCase()]),
  );
  const { organization, records } = vault;
  const listed = records
    .filter(({ account }) => !names.has(account.toLowerCase()))
    .map((each) => ({
      account: each.account,
      record: { organization, record: 'id' in each ? { id: each.id } : { name: each.name } },
    }));
  return [...known, ...listed];
}
