import { InvalidArgumentError } from 'commander';

/** Functions take no longer one: it goes into audit records. */
const LONGEST_REASON = 500;

/** Reads `--reason`. */
export function checkedReason(reason: string): string {
  if (reason.length > LONGEST_REASON) {
    throw new InvalidArgumentError(`must have at most ${LONGEST_REASON} characters, has ${reason.length}.`);
  }
  return reason;
}
