import { type Problem, sameName } from './found-problem.ts';

/** What the estate names, or what is wrong with it. `is` repeats nothing that the instance says; `next` does. */
export type Chosen = { readonly id: number } | { readonly problem: Problem };

export interface NamedRow {
  readonly id: number;
  readonly name: string;
}

/** What is looked for, and where. */
export interface Wanted {
  /** Names the PSA in sentences: `HaloPSA`. */
  readonly system: string;
  /** Such as `ticket type`. */
  readonly what: string;
  /** In the estate file, such as `psa.ticketType`. */
  readonly place: string;
  /** What to do where the PSA shows none at all. */
  readonly nextIfNone: string;
}

/** The one thing of this name. Several rows may tell of the same thing. */
export function oneNamed(rows: readonly NamedRow[], name: string, wanted: Wanted): Chosen {
  const { system, what, place, nextIfNone } = wanted;
  const [id, another] = new Set(rows.filter((row) => sameName(row.name, name)).map((row) => row.id));
  if (id !== undefined && another === undefined) return { id };
  const is =
    id === undefined
      ? `${system} has no ${what} of the name in ${place}`
      : `${system} has several of the name in ${place}: ${what}`;
  return { problem: { is, next: rows.length === 0 ? nextIfNone : `write one of these in ${place}: ${namesOf(rows)}` } };
}

export const namesOf = (rows: readonly NamedRow[]): string => [...new Set(rows.map(({ name }) => name))].join(', ');

/** @throws {Error} with what is wrong, which repeats nothing that the instance says */
export function chosenId(chosen: Chosen): number {
  if ('problem' in chosen) throw new Error(chosen.problem.is);
  return chosen.id;
}
