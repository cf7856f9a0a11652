import { LONGEST_REASON } from '../audit/reason.ts';
import { oneLine } from '../text/printable.ts';
import type { Cycle } from './cycle.ts';

const LONGEST_NAME = 256;

/**
 * Who asked for a cycle by hand, in words: the last part of an ARN is the person or the session, and the part before it is how that
 * person came into AWS. A technician's name stays as it is.
 */
export function requesterWords(by: string): string {
  const [, account = '', resource = ''] = /^arn:[\w-]+:(?:iam|sts)::(\d{12}):(.+)$/.exec(by) ?? [];
  if (resource === 'root') return `the root user of AWS account ${account}`;
  const [kind, ...names] = resource.split('/');
  const name = names.at(-1);
  if (name === undefined || name === '') return by;
  if (kind === 'user') return `${name} (user of AWS account ${account})`;
  if (kind !== 'assumed-role') return by;
  return `${name} (role ${roleName(names[0] ?? '')} in AWS account ${account})`;
}

/** IAM Identity Center names the role of a permission set so, with 16 random characters at the end. */
const roleName = (role: string) => /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role)?.[1] ?? role;

/** A rule of the estate has no hands. */
export const askedForBy = (by: string): string =>
  by.startsWith('the rule ') ? 'Asked for by' : 'Asked for by hand by';

/**
 * Who asked for it and why, in one line that is safe to show; `undefined` for a cycle that its schedule opened.
 * "Asked for by hand by Ada Lindqvist. Reason: the phone was lost"
 */
export function requestedSentence({ requested }: Pick<Cycle, 'requested'>): string | undefined {
  if (requested === undefined) return undefined;
  const reason = oneLine(requested.reason, LONGEST_REASON);
  const who = `${askedForBy(requested.by)} ${oneLine(requesterWords(requested.by), LONGEST_NAME)}`;
  return reason === '' ? `${who}, without a reason` : `${who}. Reason: ${reason}`;
}
