import type { AuditAction, AuditRecord } from '../audit-record.ts';

/** A mail, card or ticket that was sent, or was not. */
export interface NotedMessage {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly action: AuditAction;
  readonly outcome: AuditRecord['outcome'];
  /** What was sent to whom. */
  readonly detail: string | undefined;
  readonly reason: string | undefined;
  /** Number of the ticket. */
  readonly ticket: string | undefined;
}

const told: readonly AuditAction[] = [
  'message.sent',
  'message.failed',
  'mail.undelivered',
  'contact.told',
  'contact.stopped',
  'ticket.created',
  'ticket.noted',
  'ticket.raised',
  'ticket.closed',
];

/** @param records  in the order of their chain */
export const messagesIn = (records: readonly AuditRecord[]): readonly NotedMessage[] =>
  records
    .filter(({ action }) => told.includes(action))
    .map(({ time, action, outcome, reason, evidence }) => ({
      at: time,
      action,
      outcome,
      detail: evidence?.detail,
      reason,
      ticket: evidence?.ticket,
    }));
