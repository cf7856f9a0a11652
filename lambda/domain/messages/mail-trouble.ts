import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/** Which mail it was. `contact`: to the contact of a customer. `team`: any of those to the team. */
export const mailKinds = ['request', 'passwords-ready', 'in-vault', 'last-call', 'contact', 'team'] as const;
export type MailKind = (typeof mailKinds)[number];

/**
 * What SES said about a mail that did not simply arrive, in codes alone: whatever a foreign server wrote stays outside. `bounced`,
 * `rejected`: it did not arrive. `complained`: it did, somebody called it spam, and no other will. `delayed`: SES is still trying.
 * `answered`: something came back that is an automatic answer, as far as SES can tell.
 */
export const undeliveredSchema = z.strictObject({
  kind: z.enum(['bounced', 'complained', 'rejected', 'delayed', 'answered']),
  /** As SES names them, such as `Permanent/General`; `other` for one that is not known. */
  type: z.string().regex(/^[A-Za-z-]{1,40}(\/[A-Za-z-]{1,40})?$/),
  /** Enhanced status code of the receiving server (RFC 3463), such as `5.1.1`. */
  code: z
    .string()
    .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
    .optional(),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** Of which cycle the mail was; left out: it does not say. */
  cycleId: z.string().optional(),
  mail: z.enum(mailKinds).optional(),
});
export type Undelivered = Immutable<z.output<typeof undeliveredSchema>>;

/** Something that SES told about one mail to one address. */
export interface MailEvent extends Undelivered {
  /** Of what is told: the same when it is told twice. */
  readonly id: string;
  /** What SES calls the mail. */
  readonly messageId: string;
  readonly address: string;
}

/** The last that is known of mail to one recipient. */
export const mailTroubleSchema = z.strictObject({
  /** Object id of a technician; `team`; the id of the tenant whose contact it is; `others` for whoever the estate does not name any more. */
  recipient: z.string(),
  name: z.string(),
  address: z.string(),
  last: undeliveredSchema,
});
export type MailTrouble = Immutable<z.output<typeof mailTroubleSchema>>;

const DAY_MS = 86_400_000;
/** Whoever has mended an address is not told of it for ever: nothing tells us of mails that arrive. */
const SHOWN_FOR_DAYS = 30;

/** Whether people are still told of it. */
export const isRecent = ({ last: { at } }: MailTrouble, now: Date): boolean =>
  now.getTime() - Date.parse(at) < SHOWN_FOR_DAYS * DAY_MS;

/** Whether the mail is lost, and the next one probably too. */
export const isLost = ({ kind }: Pick<Undelivered, 'kind'>): boolean => kind !== 'delayed' && kind !== 'answered';

/** Whether it is the last that is known: what SES tells comes in any order. Of the same moment, a mail that is lost says more. */
export function isLaterThan(told: Undelivered, known: Undelivered | undefined): boolean {
  if (known === undefined) return true;
  const later = Date.parse(told.at) - Date.parse(known.at);
  return later > 0 || (later === 0 && (isLost(told) || !isLost(known)));
}

/** The code of its audit record. */
export const troubleReason = ({ kind }: Pick<Undelivered, 'kind'>) => `mail-${kind}` as const;

const happened: Readonly<Record<Undelivered['kind'], string>> = {
  bounced: 'it came back',
  complained: 'it was reported as spam, and SES sends no more to this address',
  rejected: 'SES refused to send it',
  delayed: 'it is late, and SES goes on trying',
  answered: 'an automatic answer came back, such as out of office; it probably arrived',
};

/** "it came back (Permanent/General, 5.1.1)". */
export function troubleWords({ kind, type, code }: Pick<Undelivered, 'kind' | 'type' | 'code'>): string {
  return `${happened[kind]} (${type}${code === undefined ? '' : `, ${code}`})`;
}
