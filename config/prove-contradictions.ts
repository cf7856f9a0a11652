import * as z from 'zod';
import type { Contradiction } from './contradiction.ts';

const texts = z.array(z.unknown()).catch([]);

const compared = z.object({
  technicians: z.array(z.object({ ownAccounts: texts })).catch([]),
  tenants: z
    .array(
      z.object({
        proveAccount: z.string().optional().catch(undefined),
        neverRotate: texts,
        breakGlass: z.object({ accounts: texts }).catch({ accounts: [] }),
        serviceAccounts: texts,
        serviceOptIn: texts,
        dependants: texts,
        vault: z.object({ records: texts }).catch({ records: [] }),
      }),
    )
    .catch([]),
});

/** The account of trials loses its password: the estate must not name it for anything else. */
export function proveContradictions(value: unknown): readonly Contradiction[] {
  const parsed = compared.safeParse(value);
  if (!parsed.success) return [];
  const { tenants, technicians } = parsed.data;
  const ownAccounts = technicians.flatMap((each) => each.ownAccounts);
  return tenants.flatMap(({ proveAccount, breakGlass, vault, ...lists }, i) => {
    if (proveAccount === undefined) return [];
    const places = {
      'breakGlass.accounts': breakGlass.accounts,
      neverRotate: lists.neverRotate,
      serviceAccounts: lists.serviceAccounts,
      serviceOptIn: lists.serviceOptIn,
      dependants: lists.dependants,
      'vault.records': vault.records,
      'ownAccounts of a technician': ownAccounts,
    };
    return Object.entries(places)
      .filter(([, entries]) => entries.some((each) => names(each, proveAccount)))
      .map(([place]) => ({
        path: ['tenants', i, 'proveAccount'],
        message: `must be an account that nobody uses: it is named under ${place} too`,
      }));
  });
}

/** Whether an entry names the account: as a text, or in its field `account` or `where.account`. */
function names(entry: unknown, accountId: string): boolean {
  if (typeof entry === 'string') return entry.toLowerCase() === accountId.toLowerCase();
  if (typeof entry !== 'object' || entry === null) return false;
  return Object.entries(entry).some(
    ([key, value]) => (key === 'account' || key === 'where') && names(value, accountId),
  );
}
