import * as z from 'zod';
import { cycleIdSchema } from '../../domain/identifiers.ts';
import { type MailEvent, mailKinds } from '../../domain/messages/mail-trouble.ts';

/** Names of tags that each mail is sent with, and that its events have. */
export const mailTag = { cycle: 'cycle', mail: 'mail' } as const;

/** Words that SES uses; a word that is none of them is not kept, whoever wrote it. */
const known: ReadonlySet<string> = new Set([
  ...['Permanent', 'Transient', 'Undetermined', 'General', 'NoEmail', 'Suppressed', 'OnAccountSuppressionList'],
  ...['UnsubscribedRecipient', 'MailboxFull', 'MessageTooLarge', 'ContentRejected', 'AttachmentRejected'],
  ...['CustomTimeoutExceeded', 'EmailValidation', 'abuse', 'auth-failure', 'fraud', 'not-spam', 'other', 'virus'],
  ...['InternalFailure', 'SpamDetected', 'RecipientServerError', 'IPFailure', 'TransientCommunicationFailure'],
  ...['BYOIPHostNameLookupUnavailable', 'SendingDeferral'],
]);
const word = z
  .unknown()
  .optional()
  .transform((given) => (typeof given === 'string' && known.has(given) ? given : 'other'));

const recipients = z
  .array(z.looseObject({ status: z.unknown().optional(), diagnosticCode: z.unknown().optional() }))
  .catch([])
  .transform(([first]) => ({
    code: codeIn(first?.status) ?? codeIn(first?.diagnosticCode),
    /** Whether a server reported it: SES has both from its report alone. */
    isReported: [first?.status, first?.diagnosticCode].some((each) => (each ?? '') !== ''),
  }));
const instant = z.iso.datetime();

const mail = z.looseObject({
  messageId: z.string().min(1).max(200),
  timestamp: instant,
  /** Ours to know: a mail has one recipient, who may have it forwarded. */
  destination: z.tuple([z.email().max(320)]),
  tags: z
    .looseObject({
      [mailTag.cycle]: z.tuple([cycleIdSchema]).optional().catch(undefined),
      [mailTag.mail]: z
        .tuple([z.enum(mailKinds)])
        .optional()
        .catch(undefined),
    })
    .catch({}),
});

const detail = z.discriminatedUnion('eventType', [
  z.looseObject({
    eventType: z.literal('Bounce'),
    mail,
    bounce: z.looseObject({
      bounceType: word,
      bounceSubType: word,
      bouncedRecipients: recipients,
      timestamp: instant,
    }),
  }),
  z.looseObject({
    eventType: z.literal('Complaint'),
    mail,
    complaint: z.looseObject({
      complaintSubType: z.unknown().optional(),
      complaintFeedbackType: word,
      timestamp: instant,
    }),
  }),
  z.looseObject({ eventType: z.literal('Reject'), mail }),
  z.looseObject({
    eventType: z.literal('DeliveryDelay'),
    mail,
    deliveryDelay: z.looseObject({ delayType: word, delayedRecipients: recipients, timestamp: instant }),
  }),
]);

const event = z.looseObject({ source: z.literal('aws.ses'), detail });

/**
 * Reads what SES tells of a mail, as EventBridge hands it on. It comes with the mail's subject and headers, and with whatever a foreign
 * server has said: nothing of that is taken over but codes.
 *
 * @returns `undefined`: it is none of the events that are asked for, or not of their form
 */
export function readMailEvent(given: unknown): MailEvent | undefined {
  const read = event.safeParse(given);
  if (!read.success) return undefined;
  const { mail: about } = read.data.detail;
  const told = toldBy(read.data.detail);
  const [cycleId] = z.tuple([z.string()]).safeParse(about.tags[mailTag.cycle]).data ?? [];
  const [kind] = z.tuple([z.enum(mailKinds)]).safeParse(about.tags[mailTag.mail]).data ?? [];
  const [address] = about.destination;
  return {
    // A mail may be late more than once, which is one thing to tell.
    id: `${about.messageId}:${told.kind}`,
    messageId: about.messageId,
    address,
    ...told,
    ...(cycleId === undefined ? {} : { cycleId }),
    ...(kind === undefined ? {} : { mail: kind }),
  };
}

/**
 * Of a mail that came back for no reason that is known, and of one that arrived and was answered automatically, such as by an out-of-office
 * reply. @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
 */
const MAY_BE_ANSWERED = 'Transient/General';

function toldBy(read: z.output<typeof detail>): Pick<MailEvent, 'kind' | 'type' | 'code' | 'at'> {
  switch (read.eventType) {
    case 'Bounce': {
      const { bounceType, bounceSubType, bouncedRecipients, timestamp: at } = read.bounce;
      const type = `${bounceType}/${bounceSubType}`;
      const kind = type === MAY_BE_ANSWERED && !bouncedRecipients.isReported ? 'answered' : 'bounced';
      return { kind, type, at, ...withCode(bouncedRecipients) };
    }
    case 'Complaint': {
      const { complaintSubType, complaintFeedbackType, timestamp: at } = read.complaint;
      const suppressed = complaintSubType === 'OnAccountSuppressionList';
      return { kind: 'complained', type: suppressed ? complaintSubType : complaintFeedbackType, at };
    }
    case 'Reject':
      return { kind: 'rejected', type: 'content', at: read.mail.timestamp };
    case 'DeliveryDelay': {
      const { delayType, delayedRecipients, timestamp: at } = read.deliveryDelay;
      return { kind: 'delayed', type: delayType, at, ...withCode(delayedRecipients) };
    }
  }
}

const withCode = ({ code }: { readonly code: string | undefined }) => (code === undefined ? {} : { code });

/** The enhanced status code in a status, or in what a server said. */
const codeIn = (given: unknown): string | undefined =>
  typeof given === 'string' ? /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(given.slice(0, 1_000))?.[0] : undefined;
