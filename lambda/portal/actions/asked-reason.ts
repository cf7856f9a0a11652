import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import { oneLine } from '../../domain/text/printable.ts';

/** What a technician wrote as the reason of an action. */
export type AskedReason =
  | { readonly ok: true; readonly reason: string }
  | { readonly ok: false; readonly written: string; readonly problem: string };

/** Every action needs a reason: it goes into the audit record, and to those who are asked to approve. */
export function askedReason(form: ReadonlyMap<string, string>): AskedReason {
  const reason = oneLine(form.get('reason') ?? '').trim();
  if (reason === '') return { ok: false, written: '', problem: 'Say why, in a few words.' };
  return reason.length > LONGEST_REASON
    ? {
        ok: false,
        written: reason,
        problem: `A reason has at most ${LONGEST_REASON} characters; this one has ${reason.length}.`,
      }
    : { ok: true, reason };
}

/** Longest name of a further request, as `--request` of the command line takes it. */
const LONGEST_REQUEST = 100;

/** The name of a further cycle of the same day; `undefined`: it is the first. */
export function askedRequest(form: ReadonlyMap<string, string>): string | undefined {
  const request = oneLine(form.get('request') ?? '', LONGEST_REQUEST).trim();
  return request === '' ? undefined : request;
}
