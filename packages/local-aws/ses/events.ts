import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../service.ts';
import type { MailEventKind } from '../template/declarations.ts';
import type { MailOutcome } from './account.ts';

/** A mail that did not simply arrive. */
export interface Happened {
  readonly outcome: MailOutcome;
  readonly messageId: string;
  readonly from: string;
  readonly address: string;
  readonly subject: string;
  readonly configurationSet: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly sentAt: Date;
  readonly at: Date;
  readonly accountId: string;
  readonly region: string;
}

interface Told {
  readonly publishedAs: MailEventKind;
  readonly detailType: string;
  readonly detail: (happened: Happened) => JsonObject;
}

const bounce = (bounceType: string, bounceSubType: string, status: string, says: string): Told => ({
  publishedAs: 'bounce',
  detailType: 'Email Bounced',
  detail: ({ address, at, messageId }) => ({
    eventType: 'Bounce',
    bounce: {
      feedbackId: `${messageId}-000000`,
      bounceType,
      bounceSubType,
      bouncedRecipients: [
        {
          emailAddress: address,
          action: 'failed',
          status,
          diagnosticCode: `smtp; 550 ${status} <${address}>: ${says}`,
        },
      ],
      timestamp: at.toISOString(),
      reportingMTA: 'dns; a1-2.smtp-out.eu-central-1.amazonses.com',
    },
  }),
});

const told: Readonly<Record<MailOutcome, Told>> = {
  bounce: bounce('Permanent', 'General', '5.1.1', 'user unknown'),
  'mailbox-full': bounce('Transient', 'MailboxFull', '5.2.2', 'over quota'),
  suppressed: bounce('Permanent', 'OnAccountSuppressionList', '5.1.1', 'address is on the suppression list'),
  // Told like a bounce, though the mail arrived; no server said that it did not, so that there is no status.
  'out-of-office': {
    publishedAs: 'bounce',
    detailType: 'Email Bounced',
    detail: ({ address, at, messageId }) => ({
      eventType: 'Bounce',
      bounce: {
        feedbackId: `${messageId}-000000`,
        bounceType: 'Transient',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: address }],
        timestamp: at.toISOString(),
      },
    }),
  },
  complaint: {
    publishedAs: 'complaint',
    detailType: 'Email Complaint Received',
    detail: ({ address, at, messageId }) => ({
      eventType: 'Complaint',
      complaint: {
        feedbackId: `${messageId}-000000`,
        complaintSubType: null,
        complainedRecipients: [{ emailAddress: address }],
        timestamp: at.toISOString(),
        userAgent: 'Feedback reporter',
        complaintFeedbackType: 'abuse',
      },
    }),
  },
  reject: {
    publishedAs: 'reject',
    detailType: 'Email Rejected',
    detail: () => ({ eventType: 'Reject', reject: { reason: 'Bad content' } }),
  },
  delay: {
    publishedAs: 'deliveryDelay',
    detailType: 'Email Delivery Delayed',
    detail: ({ address, at }) => ({
      eventType: 'DeliveryDelay',
      deliveryDelay: {
        delayType: 'RecipientServerError',
        delayedRecipients: [
          {
            emailAddress: address,
            status: '4.4.1',
            diagnosticCode: 'smtp; 421 4.4.1 Unable to connect to remote host',
          },
        ],
        expirationTime: new Date(at.getTime() + 14 * 3_600_000).toISOString(),
        timestamp: at.toISOString(),
      },
    }),
  },
};

/** As which kind of event an outcome is published. */
export const publishedAs = (outcome: MailOutcome): MailEventKind => told[outcome].publishedAs;

/** The event as EventBridge gets it. Like SES's own it holds the mail's subject and headers. */
export function mailEvent(happened: Happened): JsonObject {
  const { outcome, messageId, from, address, subject, configurationSet, tags, sentAt, at } = happened;
  const { detailType, detail } = told[outcome];
  const headers = { From: from, To: address, Subject: subject, 'MIME-Version': '1.0' };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source: 'aws.ses',
    account: happened.accountId,
    time: at.toISOString(),
    region: happened.region,
    resources: [`arn:aws:ses:${happened.region}:${happened.accountId}:configuration-set/${configurationSet}`],
    detail: {
      ...detail(happened),
      mail: {
        timestamp: sentAt.toISOString(),
        source: from,
        sendingAccountId: happened.accountId,
        messageId,
        destination: [address],
        headersTruncated: false,
        headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
        commonHeaders: { from: [from], to: [address], messageId, subject },
        tags: {
          'ses:configuration-set': [configurationSet],
          'ses:from-domain': [from.slice(from.lastIndexOf('@') + 1)],
          ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
        },
      },
    },
  };
}
