import type { Estate } from '../../config/estate.ts';
import { nameOf } from '../../lambda/domain/accounts/own-accounts.ts';
import type { Examination } from './examine-tenant.ts';

/**
 * Own accounts that no tenant has, in sentences. In one tenant an object id may be meant for another one, and so may a UPN whose domain it
 * does not have: only who reads them all can tell.
 *
 * @returns nothing where a tenant was not read
 */
export function unfoundOwnAccounts(
  { technicians, tenants }: Pick<Estate, 'technicians' | 'tenants'>,
  examinations: readonly Examination[],
): readonly string[] {
  const found = examinations.flatMap(({ ownAccounts }) => (ownAccounts === undefined ? [] : [ownAccounts]));
  if (found.length < tenants.length) return [];
  const everywhere = new Set(found.flat());
  return technicians.flatMap(({ name, ownAccounts }) =>
    ownAccounts
      .map(nameOf)
      .filter((each) => !everywhere.has(each))
      .map(
        (each) =>
          `No tenant has ${each}, listed under ownAccounts of ${name}: it protects nothing. Was it renamed or misspelt? List it by its object id, as { tenant, account }.`,
      ),
  );
}
