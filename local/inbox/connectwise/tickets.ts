import type { MessageStore, TicketMessage } from '../messages.ts';
import { invalid, notFound, type Problem } from './refusal.ts';
import { noteSchema, patchSchema, type TicketBody } from './ticket-body.ts';

/** A company's service desk. */
export interface ServiceDesk {
  readonly messages: MessageStore;
  /** Identifiers of the customers; their ids are their places, from 1. */
  readonly companies: readonly string[];
  /** Names of the service boards; tickets without one go to the first. */
  readonly boards: readonly string[];
}

export const statuses = [
  { id: 1, name: 'New', closedStatus: false },
  { id: 2, name: 'In progress', closedStatus: false },
  { id: 3, name: 'Closed', closedStatus: true },
];

export async function createTicket(
  { messages, companies, boards }: ServiceDesk,
  body: TicketBody | readonly Problem[],
): Promise<Response> {
  if ('length' in body) return invalid(body);
  const company =
    'id' in body.company ? companies[body.company.id - 1] : companies.find((each) => isReferenced(body.company, each));
  const board = boardOf(boards, body.board);
  const status = statusOf(body.status);
  const problems: Problem[] = [];
  if (company === undefined)
    problems.push({ code: 'InvalidReference', field: 'company', message: 'company not found' });
  if (board === undefined) problems.push({ code: 'InvalidReference', field: 'board', message: 'board not found' });
  if (status === undefined) problems.push({ code: 'InvalidReference', field: 'status', message: 'status not found' });
  if (company === undefined || board === undefined || status === undefined) return invalid(problems);
  const ticketId = 1_000 + ticketsIn(messages).length + 1;
  const ticket = messages.add({
    kind: 'ticket',
    ticketId,
    summary: body.summary,
    company,
    board,
    status: status.name,
    externalXRef: body.externalXRef ?? '',
    internalAnalysis: body.initialInternalAnalysis ?? '',
    description: body.initialDescription ?? '',
    notes: [],
  });
  return ticket.kind === 'ticket' ? Response.json(shownTicket(ticket), { status: 201 }) : notFound('Ticket');
}

const isReferenced = (company: TicketBody['company'], identifier: string) =>
  'identifier' in company && company.identifier.toLowerCase() === identifier.toLowerCase();

function boardOf(boards: readonly string[], wanted: TicketBody['board']): string | undefined {
  if (wanted === undefined) return boards[0];
  return 'id' in wanted ? boards[wanted.id - 1] : boards.find((name) => name === wanted.name);
}

function statusOf(wanted: TicketBody['status']) {
  if (wanted === undefined) return statuses[0];
  return statuses.find(({ id, name }) => ('id' in wanted ? id === wanted.id : name === wanted.name));
}

export async function addNote(messages: MessageStore, ticket: TicketMessage, json: unknown): Promise<Response> {
  const note = noteSchema.safeParse(json);
  if (!note.success) return invalid([{ code: 'InvalidField', field: 'note', message: 'The note cannot be read.' }]);
  const { text, internalAnalysisFlag, detailDescriptionFlag, resolutionFlag } = note.data;
  const internal = internalAnalysisFlag === true && detailDescriptionFlag !== true && resolutionFlag !== true;
  const added = { id: ticket.notes.length + 1, text, internal };
  messages.replace({ ...ticket, notes: [...ticket.notes, added] });
  return Response.json(shownNote(added), { status: 201 });
}

export async function changeStatus(messages: MessageStore, ticket: TicketMessage, json: unknown): Promise<Response> {
  const patch = patchSchema.safeParse(json);
  const status = statuses.find(({ id }) => id === patch.data?.at(-1)?.value.id);
  if (status === undefined)
    return invalid([{ code: 'InvalidField', field: 'status', message: 'The change cannot be read.' }]);
  const changed = { ...ticket, status: status.name };
  messages.replace(changed);
  return Response.json(shownTicket(changed));
}

const isTicket = (message: { readonly kind: string }): message is TicketMessage => message.kind === 'ticket';

/** Newest first. */
export const ticketsIn = (messages: MessageStore): readonly TicketMessage[] => messages.all().filter(isTicket);

/** A ticket as the API shows it. */
export const shownTicket = ({ ticketId, summary, company, board, status, externalXRef }: TicketMessage) => ({
  id: ticketId,
  summary,
  company: { identifier: company },
  board: { name: board },
  status: { id: statuses.find(({ name }) => name === status)?.id, name: status },
  externalXRef,
  closedFlag: statuses.some(({ name, closedStatus }) => name === status && closedStatus),
});

export const shownNote = ({ id, text, internal }: TicketMessage['notes'][number]) => ({
  id,
  text,
  internalAnalysisFlag: internal,
  detailDescriptionFlag: !internal,
});
