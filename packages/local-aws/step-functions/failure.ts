/** A state failed with an error name that Retry and Catch may match. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  constructor(
    /** The error's name, such as `States.Timeout` or a function's own. */
    readonly error: string,
    /** Free text, often JSON; AWS calls it `Cause`. */
    readonly reason: string | undefined,
    /** Set when an expression failed: the history tells of it in an event of its own. */
    readonly evaluation?: { readonly state: string; readonly location: string },
  ) {
    super(reason === undefined ? error : `${error}: ${reason}`);
  }
}

/** The most bytes that an input, an output, or a task's arguments or result may have. */
const MOST_BYTES = 256 * 1024;

/**
 * @param what  such as `the result of state 'X'`
 * @returns the value as JSON text
 * @throws {StateFailure} `States.DataLimitExceeded` above 256 KiB
 */
export function limitedJson(value: unknown, what: string): string {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new StateFailure('States.DataLimitExceeded', `${what} is larger than the limit of ${MOST_BYTES} bytes.`);
  }
  return text;
}

/** Errors that `States.ALL` leaves alone. */
const NEVER_BY_ALL = ['States.DataLimitExceeded', 'States.Runtime'];

/** Whether a Retry or Catch with this `ErrorEquals` is for the error. */
export function matches(errorEquals: readonly string[], error: string): boolean {
  return errorEquals.some((each) => {
    if (each === 'States.ALL') return !NEVER_BY_ALL.includes(error);
    // Both are documented for States.TaskFailed: it stands for every failed task, and not for a timeout.
    if (each === 'States.TaskFailed') return error !== 'States.Timeout' && !NEVER_BY_ALL.includes(error);
    return each === error && error !== 'States.Runtime';
  });
}
