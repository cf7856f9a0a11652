import type { PsaSetting } from '../psa-setting.ts';
import type { VendorTicket } from '../tickets.ts';
import { boardsOf, companiesOf, prioritiesOf, statusesOf } from './instance.ts';
import { invalid, type Problem } from './refusal.ts';
import { type Named, noteSchema, patchSchema, type TicketBody } from './ticket-body.ts';

const missing = (field: string): Problem => ({ code: 'InvalidReference', field, message: `${field} not found` });

export function createTicket(setting: PsaSetting, body: TicketBody | readonly Problem[]): Response {
  if ('length' in body) return invalid(body);
  const company = companiesOf(setting).find((each) => isMeant(each, body.company));
  const boards = boardsOf(setting);
  const board = body.board === undefined ? boards[0] : boards.find((each) => isMeant(each, body.board));
  const statuses = board === undefined ? [] : statusesOf(setting, board);
  const status = body.status === undefined ? statuses[0] : statuses.find((each) => isMeant(each, body.status));
  const priorities = prioritiesOf(setting);
  const priority =
    body.priority === undefined ? priorities[0] : priorities.find((each) => isMeant(each, body.priority));
  if (company === undefined || board === undefined || status === undefined || priority === undefined) {
    const found = { company, board, ...(board === undefined ? {} : { status }), priority };
    return invalid(Object.entries(found).flatMap(([field, value]) => (value === undefined ? [missing(field)] : [])));
  }
  const analysis = body.initialInternalAnalysis;
  const ticket = setting.desk.open({
    key: body.externalXRef ?? '',
    company: company.identifier,
    summary: body.summary,
    body: body.initialDescription ?? '',
    place: { kind: 'board', name: board.name },
    status: status.name,
    closed: status.closedStatus,
    priority: priority.name,
    notes: analysis === undefined ? [] : [{ id: 1, text: analysis, internal: true }],
  });
  return Response.json(shownTicket(setting, ticket), { status: 201 });
}

interface Meant {
  readonly id?: number;
  readonly name?: string;
  readonly identifier?: string;
}

/** As ConnectWise compares names: capital letters make no difference. */
function isMeant(row: Meant & { readonly id: number }, wanted: Meant | undefined): boolean {
  if (wanted?.id !== undefined) return row.id === wanted.id;
  const same = (a: string | undefined, b: string | undefined) =>
    b !== undefined && a?.toLowerCase() === b.toLowerCase();
  return same(row.identifier, wanted?.identifier) || same(row.name, wanted?.name);
}

export function addNote({ desk }: PsaSetting, ticket: VendorTicket, json: unknown): Response {
  const note = noteSchema.safeParse(json);
  if (!note.success) return invalid([{ code: 'InvalidField', field: 'note', message: 'The note cannot be read.' }]);
  const { text, internalAnalysisFlag, detailDescriptionFlag, resolutionFlag } = note.data;
  const internal = internalAnalysisFlag === true && detailDescriptionFlag !== true && resolutionFlag !== true;
  const added = { id: ticket.notes.length + 1, text, internal };
  desk.change({ ...ticket, notes: [...ticket.notes, added] });
  return Response.json(shownNote(ticket)(added), { status: 201 });
}

/** A status must be one of the ticket's own board. */
export function changeTicket(setting: PsaSetting, ticket: VendorTicket, json: unknown): Response {
  const patch = patchSchema.safeParse(json);
  if (!patch.success) return invalid([{ code: 'InvalidField', field: 'patch', message: 'The change cannot be read.' }]);
  let changed = ticket;
  for (const { path, value } of patch.data) {
    const next = path === 'status' ? withStatus(setting, changed, value) : withPriority(setting, changed, value);
    if (next === undefined) return invalid([missing(path)]);
    changed = next;
  }
  setting.desk.change(changed);
  return Response.json(shownTicket(setting, changed));
}

function withStatus(setting: PsaSetting, ticket: VendorTicket, value: Named): VendorTicket | undefined {
  const board = boardsOf(setting).find(({ name }) => name === ticket.place.name);
  const status = board === undefined ? undefined : statusesOf(setting, board).find((each) => isMeant(each, value));
  return status === undefined ? undefined : { ...ticket, status: status.name, closed: status.closedStatus };
}

function withPriority(setting: PsaSetting, ticket: VendorTicket, value: Named): VendorTicket | undefined {
  const priority = prioritiesOf(setting).find((each) => isMeant(each, value));
  return priority === undefined ? undefined : { ...ticket, priority: priority.name };
}

/** A ticket as the API shows it. */
export function shownTicket(setting: PsaSetting, ticket: VendorTicket) {
  const board = boardsOf(setting).find(({ name }) => name === ticket.place.name);
  const status =
    board === undefined ? undefined : statusesOf(setting, board).find(({ name }) => name === ticket.status);
  return {
    id: ticket.number,
    summary: ticket.summary,
    company: referenceTo(companiesOf(setting).find(({ identifier }) => identifier === ticket.company)),
    board: board === undefined ? { name: ticket.place.name } : { id: board.id, name: board.name },
    status: { id: status?.id ?? null, name: ticket.status },
    priority: {
      id: prioritiesOf(setting).find(({ name }) => name === ticket.priority)?.id ?? null,
      name: ticket.priority,
    },
    externalXRef: ticket.key,
    closedFlag: ticket.closed,
  };
}

const referenceTo = (
  company: { readonly id: number; readonly identifier: string; readonly name: string } | undefined,
) => (company === undefined ? { id: null } : { id: company.id, identifier: company.identifier, name: company.name });

const shownNote =
  ({ number }: VendorTicket) =>
  ({ id, text, internal }: VendorTicket['notes'][number]) => ({
    id,
    ticketId: number,
    text,
    detailDescriptionFlag: !internal,
    internalAnalysisFlag: internal,
    resolutionFlag: false,
  });

/** The first description and the first analysis are notes as well, as in ConnectWise. */
export const notesOf = (ticket: VendorTicket) => ticket.notes.map(shownNote(ticket));
