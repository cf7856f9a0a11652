import type { PsaSetting } from '../psa-setting.ts';
import type { VendorTicket } from '../tickets.ts';
import { htmlOfText } from './html-text.ts';
import { clientsOf, prioritiesOf, statusesOf, ticketTypesOf } from './instance.ts';

/** A ticket as lists and answers show it. */
export function shownTicket(setting: PsaSetting, ticket: VendorTicket) {
  const client = clientsOf(setting).find(({ name }) => name === ticket.company);
  return {
    id: ticket.number,
    summary: ticket.summary,
    details: ticket.body,
    status_id: statusesOf(setting).find(({ name }) => name === ticket.status)?.id ?? null,
    tickettype_id: ticketTypesOf(setting).find(({ name }) => name === ticket.place.name)?.id ?? null,
    priority_id: prioritiesOf(setting).find(({ name }) => name === ticket.priority)?.priorityid ?? null,
    client_id: client?.id ?? null,
    client_name: ticket.company,
    third_party_id_string: ticket.key,
    hasbeenclosed: ticket.closed,
  };
}

export const shownAction =
  ({ number }: VendorTicket) =>
  ({ id, text, internal }: VendorTicket['notes'][number]) => ({
    id,
    ticket_id: number,
    outcome: 'Private Note',
    note: text,
    note_html: htmlOfText(text),
    hiddenfromuser: internal,
  });
