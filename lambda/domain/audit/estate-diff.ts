import { canonicalJson } from './audit-chain.ts';

/**
 * What changed between two configurations, in words, for records: "approvals.windowHours changed from 48 to 24",
 * "technicians[Ada Lindqvist].tenants: fabrikam added". The estate holds no secret; addresses and long texts are named all the same by
 * their place alone.
 */

/** Members by which things in a list are the same before and after, in this order: an id survives a new name. */
const IDS = ['tenantId', 'objectId', 'name'] as const;
type Id = (typeof IDS)[number];

type Thing = Readonly<Record<string, unknown>>;
type Things = readonly Thing[];

const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Not what every object inherits. */
const own = (thing: Thing, name: string): unknown => (Object.hasOwn(thing, name) ? thing[name] : undefined);

/** @returns a line for each change, in the order of the new one; none where both say the same */
export function changesBetween(before: unknown, after: unknown, path = ''): readonly string[] {
  const here = path === '' ? 'it' : path;
  if (before === undefined) return after === undefined ? [] : [`${here} added${valueIn(after)}`];
  if (after === undefined) return [`${here} removed`];
  if (isThing(before) && isThing(after)) {
    const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    return names.flatMap((name) =>
      changesBetween(own(before, name), own(after, name), path === '' ? name : `${path}.${name}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) return changesOfLists(before, after, here);
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const [from, to] = [shown(before), shown(after)];
  return [from === undefined || to === undefined ? `${here} changed` : `${here} changed from ${from} to ${to}`];
}

function changesOfLists(before: readonly unknown[], after: readonly unknown[], path: string): readonly string[] {
  const id = idOf(before, after);
  return id === undefined
    ? changesOfValues(before, after, path)
    : changesOfThings(before.filter(isThing), after.filter(isThing), id, path);
}

/** By what things of both lists can be told apart; `undefined`: by nothing, or they are no things. */
function idOf(before: readonly unknown[], after: readonly unknown[]): Id | undefined {
  return IDS.find((id) =>
    [before, after].every((list) => {
      const ids = new Set(list.map((each) => (isThing(each) ? each[id] : undefined)));
      return ids.size === list.length && [...ids].every((each) => typeof each === 'string');
    }),
  );
}

function changesOfThings(before: Things, after: Things, id: Id, path: string): readonly string[] {
  const known = new Map(before.map((each) => [each[id], each]));
  const left = new Set(after.map((each) => each[id]));
  const named = (each: Thing) => `${path}[${String(each.name ?? each[id])}]`;
  return [
    ...after.flatMap((each) => {
      const old = known.get(each[id]);
      return old === undefined ? [`${named(each)} added`] : changesBetween(old, each, named(each));
    }),
    ...before.filter((each) => !left.has(each[id])).map((each) => `${named(each)} removed`),
    ...reordered(
      before.map((each) => each[id]),
      after.map((each) => each[id]),
      path,
    ),
  ];
}

function changesOfValues(before: readonly unknown[], after: readonly unknown[], path: string): readonly string[] {
  const [old, now] = [before.map(canonicalJson), after.map(canonicalJson)];
  const added = after.filter((_, i) => !old.includes(now[i] ?? ''));
  const removed = before.filter((_, i) => !now.includes(old[i] ?? ''));
  const parts = [...listed(added, 'added'), ...listed(removed, 'removed')];
  if (parts.length > 0) return [`${path}: ${parts.join(', ')}`];
  return old.length === now.length ? reordered(old, now, path) : [`${path}: ${now.length} instead of ${old.length}`];
}

/** Whether what both have is in another order: the first schedule, or the first who is asked, may matter. */
function reordered(before: readonly unknown[], after: readonly unknown[], path: string): readonly string[] {
  const [old, now] = [before.filter((each) => after.includes(each)), after.filter((each) => before.includes(each))];
  return old.every((each, i) => each === now[i]) ? [] : [`${path}: order changed`];
}

/** So many are named. */
const MOST_NAMED = 5;

function listed(values: readonly unknown[], what: string): readonly string[] {
  if (values.length === 0) return [];
  const names = values.map(shown);
  return names.length > MOST_NAMED || names.includes(undefined)
    ? [`${values.length} ${what}`]
    : [`${names.join(', ')} ${what}`];
}

const valueIn = (value: unknown): string => {
  const text = shown(value);
  return text === undefined ? '' : `: ${text}`;
};

const LONGEST_SHOWN = 60;

/** A value as it can be shown; `undefined`: an address, what is long, and what has parts. */
function shown(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value.length > LONGEST_SHOWN || value.includes('://')) return undefined;
  return value;
}
