import * as z from 'zod';
import type { PlannedAccount } from '../../domain/accounts/account.ts';
import { holdsGlobalAdministrator } from '../../domain/accounts/held-global-administrator.ts';
import type { WaitingRotation } from '../../domain/rotation/rotation.ts';
import { oneLine } from '../../domain/text/printable.ts';
import type { Question, TenantApprovals } from './waiting-rotations.ts';

/** Which accounts a page lists. What is not understood counts as not said. */
const LONGEST_SEARCH = 120;
const text = z
  .string()
  .transform((given) => oneLine(given, LONGEST_SEARCH))
  .catch('');

const filterSchema = z.object({
  /** Part of a name of the account, or of its tenant. */
  search: text,
  /** Short name of a tenant, or its id. */
  tenant: text,
  /** Name of a role that the account holds. */
  role: text,
  class: z.enum(['', 'admin', 'service']).catch(''),
  administrator: z.enum(['', 'yes', 'no']).catch(''),
  /** Days since the password was set, at least. `unknown`: the directory does not say. */
  age: z.enum(['', '90', '180', '365', 'unknown']).catch(''),
  /** `waits`: nobody has approved; `first`: one of two has; `others`: somebody else must decide; `decided`: waits no more. */
  status: z.enum(['', 'waits', 'first', 'others', 'decided']).catch(''),
});
export type Filter = Readonly<z.output<typeof filterSchema>>;

const names = Object.keys(filterSchema.shape) as readonly (keyof Filter)[];

export const filterIn = (query: URLSearchParams): Filter =>
  filterSchema.parse(Object.fromEntries(names.map((name) => [name, query.get(name) ?? ''])));

export const everything: Filter = filterIn(new URLSearchParams());

/** As a query: nothing of what was not said; `more` besides. */
export function queryOf(filter: Filter, more: Readonly<Record<string, string>> = {}): string {
  const said = names.flatMap((name) => (filter[name] === '' ? [] : [[name, filter[name]]]));
  const query = new URLSearchParams([...said, ...Object.entries(more)]).toString();
  return query === '' ? '' : `?${query}`;
}

export const saysSomething = (filter: Filter): boolean => names.some((name) => filter[name] !== '');

const DAY_MS = 86_400_000;

/** What of these tenants the filter lets through. */
export function filtered(tenants: readonly TenantApprovals[], filter: Filter, now: Date): readonly TenantApprovals[] {
  const search = filter.search.toLowerCase();
  const lets = (question: Question) => fits(question.rotation, filter, search, now) && hasStatus(question, filter);
  return tenants
    .filter(({ tenant }) => [tenant.name, tenant.tenantId, ''].includes(filter.tenant))
    .map((each) => ({
      ...each,
      open: filter.status === 'others' ? [] : each.open.filter(lets),
      others: each.others.filter(lets),
    }))
    .filter(
      ({ open, others, decided }) => open.length + others.length > 0 || (filter.status === 'decided' && decided > 0),
    );
}

/** Whether a rotation is what the filter looks for, whatever its status. */
export const fits = (
  { account, tenantDisplayName }: Pick<WaitingRotation, 'account' | 'tenantDisplayName'>,
  filter: Filter,
  search: string,
  now: Date,
): boolean =>
  (search === '' ||
    [account.userPrincipalName, account.displayName, tenantDisplayName].some((each) =>
      each.toLowerCase().includes(search),
    )) &&
  (filter.role === '' || rolesOf(account).includes(filter.role)) &&
  (filter.class === '' || account.class === filter.class) &&
  (filter.administrator === '' ||
    (holdsGlobalAdministrator(account) !== undefined) === (filter.administrator === 'yes')) &&
  (filter.age === '' || isOfAge(account, filter.age, now));

export const rolesOf = ({ reasons }: PlannedAccount): readonly string[] =>
  reasons.flatMap((each) => (each.kind === 'role' ? [each.role] : []));

function isOfAge({ passwordChangedAt }: PlannedAccount, age: '90' | '180' | '365' | 'unknown', now: Date): boolean {
  if (age === 'unknown') return passwordChangedAt === undefined;
  return passwordChangedAt !== undefined && now.getTime() - Date.parse(passwordChangedAt) >= Number(age) * DAY_MS;
}

const hasStatus = ({ first }: Question, { status }: Filter): boolean =>
  status === '' ||
  status === 'others' ||
  (status === 'first' && first !== undefined) ||
  (status === 'waits' && first === undefined);
