/**
 * A JSONata expression as a state's field. Each state gets its ids from its input and hands them on explicitly: a catch
 * without an output of its own would replace them by the error.
 */
export const jsonata = (expression: string) => `{% ${expression} %}`;

/** JSONata for an object of the named members of the state's input, and no others. */
export function fromInput(...names: readonly string[]): string {
  return `{${names.map((each) => `'${each}': $states.input.${each}`).join(', ')}}`;
}

/** JSONata for `base` with further members. */
export const extended = (base: string, members: string) => `$merge([${base}, {${members}}])`;

/** Longest text of an error that travels in workflow state: its beginning tells what happened. */
export const CAUSE_CHARACTERS = 200;

/** JSONata member `error` of a catch's output: name and beginning of the cause. Some errors have no cause. */
export const caughtError =
  "'error': {'name': $states.errorOutput.Error, 'cause': $exists($states.errorOutput.Cause) " +
  `? $substring($states.errorOutput.Cause, 0, ${CAUSE_CHARACTERS}) : ''}`;

/**
 * JSONata for a row's key. The key itself is made by the function of `contract/table-keys.ts` that the functions use too.
 *
 * @param key  such as `cyclePartition`
 * @param inputNames  the members of the state's input that it is made from, such as `cycleId`
 */
export function keyFromInput(key: (...ids: string[]) => string, ...inputNames: readonly string[]): string {
  const mark = '\u0000';
  const parts = key(...inputNames.map((each) => mark + each + mark)).split(mark);
  return parts
    .map((part, i) => (i % 2 === 1 ? `$states.input.${part}` : `'${part}'`))
    .filter((part) => part !== "''")
    .join(' & ');
}
