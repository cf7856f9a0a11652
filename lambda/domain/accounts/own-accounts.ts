import type { DirectorySnapshot } from './directory.ts';
import { type Decider, isNamed, type NamedAccount, type OwnAccount } from './tenant-rules.ts';

type Owner = Pick<Decider, 'objectId' | 'ownAccounts'> & { readonly mail?: string | undefined };

type Tenants = 'all' | readonly string[];

/** Whether a technician decides for a tenant, as one of those who are asked first or in their place, as far as the lists go. */
export const decidesFor = (
  { tenants, standsInFor }: { readonly tenants: Tenants; readonly standsInFor?: Tenants },
  tenant: { readonly name: string },
): boolean => lists(tenants, tenant) || (standsInFor !== undefined && lists(standsInFor, tenant));

/** Whether a technician is asked about a tenant at once; others who decide for it stand in. */
export const isAskedFirst = ({ tenants }: { readonly tenants: Tenants }, tenant: { readonly name: string }): boolean =>
  lists(tenants, tenant);

const lists = (tenants: Tenants, { name }: { readonly name: string }) =>
  tenants === 'all' || namesIn(tenants).has(name);

/** A cycle of a thousand tenants asks millions of times: a look through each list took most of the time of its mails. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function namesIn(list: readonly string[]): ReadonlySet<string> {
  const known = sets.get(list);
  if (known !== undefined) return known;
  const made = new Set(list);
  sets.set(list, made);
  return made;
}

/**
 * Whether an account belongs to a technician: nobody approves the reset of an own account. By a name that the estate gives for no other
 * tenant, by the account that signs in and its mail address, since the MSP's home tenant may be one of the tenants.
 *
 * UPNs get new domains, and domains are misspelt: an account whose name before the `@` is that of an own account counts as own too,
 * unless the estate says in which other tenant the own account is.
 */
export function isOwnAccount(technician: Owner, account: NamedAccount, tenant: { readonly name: string }): boolean {
  if ([technician.objectId, technician.mail ?? ''].some((each) => isNamed(account, each))) return true;
  return technician.ownAccounts.some((own) => {
    if (typeof own !== 'string') return own.tenant === tenant.name && isNamed(account, own.account);
    return isNamed(account, own) || (own.includes('@') && localPart(own) === localPart(account.userPrincipalName));
  });
}

/** A technician who may not decide in a tenant at all: it is not known which account there is the technician's own. */
export interface BarredDecider {
  readonly objectId: string;
  readonly name: string;
  /** The own accounts that the directory does not have. */
  readonly named: readonly string[];
}

/** R11: an own account that must be in this tenant and is not there protects nobody, so that its technician does not decide here. */
export function barredDeciders(
  snapshot: Pick<DirectorySnapshot, 'users' | 'domains'>,
  tenant: { readonly name: string; readonly deciders: readonly Decider[] },
): readonly BarredDecider[] {
  return tenant.deciders.flatMap(({ objectId, name, ownAccounts, decidesElsewhere }) => {
    const named = ownAccounts
      .filter((own) => mustBeHere(own, snapshot.domains, tenant, decidesElsewhere))
      .map(nameOf)
      .filter((each) => !snapshot.users.some((user) => isNamed(user, each)));
    return named.length === 0 ? [] : [{ objectId, name, named }];
  });
}

export const nameOf = (own: OwnAccount): string => (typeof own === 'string' ? own : own.account);

/** A UPN names its tenant by its domain. An object id does not, and neither does a domain that this tenant does not have. */
function mustBeHere(
  own: OwnAccount,
  domains: DirectorySnapshot['domains'],
  tenant: { readonly name: string },
  decidesElsewhere: boolean,
): boolean {
  if (typeof own !== 'string') return own.tenant === tenant.name;
  if (!decidesElsewhere) return true;
  const domain = own.slice(own.lastIndexOf('@') + 1).toLowerCase();
  return own.includes('@') && domains.some(({ name }) => name.toLowerCase() === domain);
}

const localPart = (upn: string) => upn.slice(0, upn.lastIndexOf('@')).trim().toLowerCase();

/** What a person reads about it. */
export const barredSentence = ({ name, named }: BarredDecider): string =>
  `${name} may not decide here: the directory has no ${named.join(', ')}, listed under ownAccounts of ${name}. Was it renamed or misspelt? List it by its object id, as { tenant, account }.`;
