import { type Problem, sameName } from '../found-problem.ts';
import { type Choice, type Fields, fieldOf } from './fields.ts';

/** A value of a picklist, or what is wrong. `is` repeats nothing that the instance or the estate says; `next` does. */
export type Chosen = { readonly value: number; readonly label: string } | { readonly problem: Problem };

/** @param place  in the estate file, such as `psa.queue` */
export function namedChoice(fields: Fields, field: string, wanted: string, place: string): Chosen {
  const choices = choicesOf(fields, field);
  const found = choices.filter(({ label }) => sameName(label, wanted));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const labels = choices.map(({ label }) => label).join(', ');
  return found.length === 0
    ? {
        problem: {
          is: `Autotask has no active ${field} of the name in ${place}`,
          next:
            labels === '' ? `look whether the API user may read ${field}` : `write one of these in ${place}: ${labels}`,
        },
      }
    : {
        problem: {
          is: `Autotask has several active ${field}s of the name in ${place}`,
          next: `rename one of them in Autotask, or write another one in ${place}: ${labels}`,
        },
      };
}

/** What a new ticket begins with: the instance's default, or else the one of this label as Autotask delivers it, or else the first. */
export function firstChoice(fields: Fields, field: string, delivered: string): Chosen {
  const choices = choicesOf(fields, field);
  const chosen =
    choices.find(({ isDefault }) => isDefault) ?? choices.find(({ label }) => sameName(label, delivered)) ?? choices[0];
  return chosen ?? nothingActive(field);
}

/** The status that the system itself counts as done. */
const COMPLETE = { value: 5, label: 'Complete' } as const;

/** The status that closes tickets; `Complete`, where the estate names none. */
export function closedChoice(fields: Fields, wanted: string | undefined): Chosen {
  if (wanted !== undefined) return namedChoice(fields, 'status', wanted, 'psa.closedStatus');
  const choices = choicesOf(fields, 'status');
  return (
    choices.find(({ value }) => value === COMPLETE.value) ??
    choices.find(({ label }) => sameName(label, COMPLETE.label)) ?? {
      problem: {
        is: 'Autotask has no active status Complete',
        next: `name the status that closes tickets in psa.closedStatus: ${choices.map(({ label }) => label).join(', ')}`,
      },
    }
  );
}

/** As Autotask delivers it, `Internal Project Team`: seen by neither the customer's contacts nor co-managing people. */
const INTERNAL = 2;

/** Who sees a note: never the customer. A note that everybody would see is not written. */
export function internalChoice(noteFields: Fields): Chosen {
  const choices = choicesOf(noteFields, 'publish');
  const isPublic = ({ label }: Choice) => /\ball\b|co-?managed|client|customer|portal/i.test(label);
  return (
    choices.find((each) => /\binternal\b/i.test(each.label) && !isPublic(each)) ??
    choices.find((each) => each.value === INTERNAL && !isPublic(each)) ?? {
      problem: {
        is: 'Autotask offers no visibility of ticket notes that is internal',
        next: 'in Autotask, let the API user see the value Internal Project Team of a ticket note’s publish',
      },
    }
  );
}

/** @throws {Error} with what is wrong, which repeats nothing that the instance says */
export function chosenValue(chosen: Chosen): number {
  if ('problem' in chosen) throw new Error(chosen.problem.is);
  return chosen.value;
}

const choicesOf = (fields: Fields, field: string): readonly Choice[] => fieldOf(fields, field)?.choices ?? [];

const nothingActive = (field: string): Chosen => ({
  problem: { is: `Autotask shows no active ${field}`, next: `look whether the API user may read ${field} of tickets` },
});
