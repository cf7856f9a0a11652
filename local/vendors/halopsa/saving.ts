import type { PsaSetting } from '../psa-setting.ts';
import type { VendorTicket } from '../tickets.ts';
import { type ActionBody, actionsSchema, type TicketBody, ticketsSchema } from './bodies.ts';
import { textOfHtml } from './html-text.ts';
import { clientsOf, OUTCOMES, prioritiesOf, statusesOf, ticketTypesOf } from './instance.ts';
import { invalid, notFound } from './refusal.ts';
import { shownAction, shownTicket } from './showing.ts';

const LONGEST_SUMMARY = 255;

export function saveTickets(setting: PsaSetting, json: unknown): Response {
  const body = ticketsSchema.safeParse(json);
  const [ticket] = body.data ?? [];
  if (ticket === undefined) return invalid(`The body must be a list of tickets: ${body.error?.issues[0]?.message}`);
  return ticket.id === undefined ? openTicket(setting, ticket) : changeTicket(setting, ticket.id, ticket);
}

function openTicket(setting: PsaSetting, body: TicketBody): Response {
  const client = clientsOf(setting).find(({ id }) => id === body.client_id);
  const type = ticketTypesOf(setting).find(({ id }) => id === body.tickettype_id);
  const [first] = statusesOf(setting);
  const [priority] = prioritiesOf(setting);
  if (client === undefined || client.inactive) return invalid('client_id must be a client that is active');
  if (type === undefined) return invalid('tickettype_id must be a ticket type');
  if (body.summary === undefined || body.summary === '' || body.details === undefined) {
    return invalid('summary and details are mandatory for this ticket type');
  }
  if (body.summary.length > LONGEST_SUMMARY) return invalid('summary is too long');
  const ticket = setting.desk.open({
    key: body.third_party_id_string ?? '',
    company: client.name,
    summary: body.summary,
    body: body.details,
    place: { kind: 'type', name: type.name },
    status: first?.name ?? '',
    closed: false,
    priority: priority?.name ?? '',
    notes: [],
  });
  return Response.json(shownTicket(setting, ticket), { status: 201 });
}

function changeTicket(setting: PsaSetting, id: number, body: TicketBody): Response {
  const ticket = setting.desk.find(id);
  if (ticket === undefined) return notFound('The ticket');
  const status = statusesOf(setting).find((each) => each.id === body.status_id);
  const priority = prioritiesOf(setting).find(({ priorityid }) => priorityid === body.priority_id);
  if (body.status_id !== undefined && status === undefined) return invalid('status_id must be a status');
  if (body.priority_id !== undefined && priority === undefined) return invalid('priority_id must be a priority');
  const type = ticketTypesOf(setting).find((each) => each.id === body.tickettype_id);
  const client = clientsOf(setting).find((each) => each.id === body.client_id);
  const changed = {
    ...ticket,
    ...(type === undefined ? {} : { place: { kind: 'type' as const, name: type.name } }),
    ...(client === undefined ? {} : { company: client.name }),
    ...(body.summary === undefined ? {} : { summary: body.summary }),
    ...(status === undefined ? {} : { status: status.name, closed: status.closes }),
    ...(priority === undefined ? {} : { priority: priority.name }),
  };
  setting.desk.change(changed);
  return Response.json(shownTicket(setting, changed), { status: 201 });
}

export function saveActions(setting: PsaSetting, json: unknown): Response {
  const body = actionsSchema.safeParse(json);
  const [action] = body.data ?? [];
  if (action === undefined) return invalid(`The body must be a list of actions: ${body.error?.issues[0]?.message}`);
  const ticket = setting.desk.find(action.ticket_id);
  if (ticket === undefined) return notFound('The ticket');
  const outcome = OUTCOMES.find(({ id, outcome: name }) =>
    action.outcome_id === undefined ? name === action.outcome : id === action.outcome_id,
  );
  if (outcome === undefined) return invalid('outcome_id must be an outcome');
  const status = statusesOf(setting).find(({ id }) => id === action.new_status);
  if (action.new_status !== undefined && status === undefined) return invalid('new_status must be a status');
  const note = noteOf(action, ticket);
  setting.desk.change({
    ...ticket,
    notes: [...ticket.notes, note],
    ...(status === undefined ? {} : { status: status.name, closed: status.closes }),
  });
  return Response.json(shownAction(ticket)(note), { status: 201 });
}

const noteOf = (action: ActionBody, { notes }: VendorTicket) => ({
  id: notes.length + 1,
  text: action.note_html === undefined ? (action.note ?? '') : textOfHtml(action.note_html),
  internal: action.hiddenfromuser === true && action.sendemail !== true,
});
