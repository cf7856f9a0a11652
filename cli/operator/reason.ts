import { InvalidArgumentError } from 'commander';
import { LONGEST_REASON } from '../../lambda/domain/audit/reason.ts';
import { oneLine } from '../../lambda/domain/text/printable.ts';

/** Reads `--reason`: one line, no longer than functions take it. */
export function checkedReason(text: string): string {
  const reason = oneLine(text);
  if (reason.length > LONGEST_REASON) {
    throw new InvalidArgumentError(`must have at most ${LONGEST_REASON} characters, has ${reason.length}.`);
  }
  return reason;
}
