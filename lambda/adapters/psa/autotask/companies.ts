import * as z from 'zod';
import type { Session } from './connection.ts';

const companySchema = z.object({
  id: z.int(),
  companyName: z.string().nullish(),
  isActive: z.boolean().nullish(),
});
const answerSchema = z.object({ items: z.array(companySchema) });
type Company = z.output<typeof companySchema>;

/** What the name or id of a company in the estate leads to. */
export type FoundCompany =
  | { readonly id: number }
  | { readonly problem: 'unknown' | 'inactive' | 'ambiguous' | 'other-spelling'; readonly found: readonly Company[] };

/** Names and ids per question: Autotask takes 500, and answers with 500 companies. */
const AT_ONCE = 100;
const MOST_RECORDS = 500;

/** Finds companies by their exact names or ids, a hundred with one question. */
export async function findCompanies(
  session: Session,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, FoundCompany>> {
  const found = new Map<string, FoundCompany>();
  const names = [...new Set(wanted)];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const some = names.slice(start, start + AT_ONCE);
    const { items } = await session.request(answerSchema, {
      path: 'Companies/query',
      method: 'POST',
      asksOnly: true,
      body: { filter: [filterOf(some)], IncludeFields: ['id', 'companyName', 'isActive'], MaxRecords: MOST_RECORDS },
    });
    for (const name of some) found.set(name, companyOf(items, name));
  }
  return found;
}

/** A name may consist of digits: then it is asked for as id and as name, and both answers together must be one company. */
function filterOf(wanted: readonly string[]): object {
  const names = { op: 'in', field: 'companyName', value: wanted.map((each) => each.trim()) };
  const ids = wanted.flatMap((each) => idIn(each) ?? []);
  return ids.length === 0 ? names : { op: 'or', items: [names, { op: 'in', field: 'id', value: ids }] };
}

const idIn = (text: string): number | undefined => (/^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : undefined);

/** What is sought must be exactly one active company: a ticket of one customer must never lie with another one. */
export function companyOf(companies: readonly Company[], wanted: string): FoundCompany {
  const id = idIn(wanted);
  const nameOf = ({ companyName }: Company) => (companyName ?? '').trim().normalize();
  const name = wanted.trim().normalize();
  const found = companies.filter((each) => each.id === id || (name !== '' && nameOf(each) === name));
  const [only] = found;
  if (only !== undefined && found.length === 1) {
    return only.isActive === false ? { problem: 'inactive', found } : { id: only.id };
  }
  if (found.length > 1) return { problem: 'ambiguous', found };
  const alike = companies.filter((each) => nameOf(each).toLowerCase() === name.toLowerCase());
  return alike.length === 0 ? { problem: 'unknown', found } : { problem: 'other-spelling', found: alike };
}

/** Sentences without names: they end in logs. */
export const companyWords = {
  unknown: 'Autotask has no company of the name or id in the estate',
  inactive: 'the company in the estate is inactive in Autotask',
  ambiguous: 'Autotask has several companies of the name or id in the estate',
  'other-spelling': 'Autotask writes the name of the company in the estate otherwise',
} as const;
