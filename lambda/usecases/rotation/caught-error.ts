import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import { oneLine } from '../../domain/text/printable.ts';

/** An error that a workflow caught. */
export interface CaughtError {
  readonly name: string;
  readonly cause: string;
}

/** The text of a caught error for records: its name, and its message without what Lambda wraps it in. AWS's own are plain text. */
export function reasonOf({ name, cause }: CaughtError): string {
  const message = cause.startsWith('{') ? /"errorMessage"\s*:\s*"((?:[^"\\]|\\.)*)/.exec(cause)?.[1] : cause;
  return message === undefined || message === ''
    ? name
    : oneLine(`${name}: ${message.replaceAll('\\"', '"')}`, LONGEST_REASON);
}
