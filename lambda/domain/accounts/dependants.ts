import { counted } from '../text/counted.ts';
import { type AccountFacts, accountFacts, groupProblem } from './account-facts.ts';
import { matches } from './account-matchers.ts';
import type { DirectorySnapshot } from './directory.ts';
import { type Dependant, furtherReads, type TenantRules } from './tenant-rules.ts';

/** The estate's notes about an account, each once. They are told to people, and decide about nothing. */
export const notesAbout = (facts: AccountFacts, dependants: readonly Dependant[]): readonly string[] => [
  ...new Set(dependants.filter(({ where }) => matches(facts, where)).map(({ note }) => note)),
];

/** What the notes of a tenant need from the directory, besides what its rules need. */
export function readsForNotes(tenant: TenantRules): {
  /** Object ids of groups whose members must be known. */
  readonly groupIds: readonly string[];
  readonly securityAttributes: boolean;
} {
  const known = furtherReads(tenant);
  const matchers = (tenant.dependants ?? []).map(({ where }) => where);
  const groupIds = matchers.flatMap((each) => ('group' in each ? [each.group.toLowerCase()] : []));
  return {
    groupIds: [...new Set(groupIds)].filter((id) => !known.groupIds.includes(id)),
    securityAttributes: !known.securityAttributes && matchers.some((each) => 'attributeSet' in each),
  };
}

/** Whoever misspells a whole list is told so in few sentences. */
const MOST_TOLD = 5;

/**
 * The notes that fit no account of the tenant, in sentences: most likely a matcher is misspelled. A note that is matched by an
 * attribute which was read of some accounts only is not judged.
 *
 * @param snapshot  with the groups that the notes need
 */
export function idleNotes(snapshot: DirectorySnapshot, tenant: TenantRules): readonly string[] {
  const dependants = tenant.dependants ?? [];
  if (dependants.length === 0) return [];
  const facts = snapshot.users.map(accountFacts(snapshot));
  const idle = dependants.flatMap(({ where, note }) => {
    if ('attributeSet' in where && !furtherReads(tenant).securityAttributes) return [];
    if (facts.some((each) => matches(each, where))) return [];
    const why = 'group' in where ? groupProblem(snapshot.groups, where.group) : undefined;
    return [
      `The note "${note}" under dependants fits no account: ${why ?? 'correct what it says under where, or take it out'}.`,
    ];
  });
  const more = idle.length - MOST_TOLD;
  return more > 0
    ? [...idle.slice(0, MOST_TOLD), `${counted(more, 'further note')} under dependants: no account fits.`]
    : idle;
}
