import type { AuditFact } from '../../domain/audit/audit-record.ts';
import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import { counted } from '../../domain/text/counted.ts';
import { cut } from '../../domain/text/cut.ts';
import { type FactParts, factAboutEstate } from '../facts.ts';
import type { Delivery, Receipt, Sent } from './notify-ports.ts';

type What = Pick<Delivery, 'what' | 'about'>;

/**
 * The records of what left for a delivery: one for each mail and card, however many messages it tells of. They name recipients as the
 * estate does, and nothing of what was said.
 *
 * @param messages  that it tells of
 */
export const factsOfSent = (what: What, sent: Sent, messages: number, now: Date): readonly AuditFact[] =>
  sent.map((receipt) =>
    receipt.refused === undefined
      ? fact(what, now, {
          action: 'message.sent',
          evidence: {
            ...(receipt.messageId === undefined ? {} : { messageId: receipt.messageId }),
            detail: inWords(what, receipt, messages),
          },
        })
      : fact(what, now, {
          action: 'message.failed',
          outcome: 'failed',
          reason: cut(receipt.refused, LONGEST_REASON),
          evidence: { detail: inWords(what, receipt, messages) },
        }),
  );

/** The record that a delivery could not be sent. */
export const factOfFailed = (what: What, error: unknown, messages: number, now: Date): AuditFact =>
  fact(what, now, {
    action: 'message.failed',
    outcome: 'failed',
    reason: cut(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown', LONGEST_REASON),
    evidence: { detail: `${what.what}${forMany(messages)}` },
  });

const fact = ({ about }: What, now: Date, parts: Omit<FactParts, 'component' | 'now'>): AuditFact => ({
  ...factAboutEstate({ ...parts, component: 'notify', now }),
  ...about,
});

const inWords = ({ what }: What, { by, to }: Receipt, messages: number): string =>
  `${what}, to ${to} by ${by}${forMany(messages)}`;

const forMany = (messages: number): string => (messages === 1 ? '' : `, for ${counted(messages, 'message')}`);
