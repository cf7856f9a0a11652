import type * as z from 'zod';
import type { PsaSetting } from '../psa-setting.ts';
import type { VendorTicket } from '../tickets.ts';
import { COMPLETE, companiesOf, EVERYBODY, INTERNAL, labelOf, picklistsOf, valueOfLabel } from './instance.ts';
import { invalid, notFound } from './refusal.ts';
import { createSchema, noteSchema, patchSchema, problemsOf, putSchema } from './ticket-body.ts';

type TicketBody = Partial<z.output<typeof createSchema>>;

export function createTicket(setting: PsaSetting, json: unknown): Response {
  const body = createSchema.safeParse(json, { reportInput: true });
  if (!body.success) return invalid(problemsOf(body.error));
  const problems = problemsIn(setting, body.data, false);
  if (problems.length > 0) return invalid(problems);
  const { key, company, ...rest } = contentOf(setting, body.data);
  const { number } = setting.desk.open({ key, company, ...rest, notes: [] });
  return Response.json({ itemId: number });
}

export function patchTicket(setting: PsaSetting, json: unknown): Response {
  const body = patchSchema.safeParse(json, { reportInput: true });
  if (!body.success) return invalid(problemsOf(body.error));
  const ticket = setting.desk.find(body.data.id);
  if (ticket === undefined) return notFound();
  const problems = problemsIn(setting, body.data, true);
  if (problems.length > 0) return invalid(problems);
  const { externalID, companyID, title, description, queueID, priority, status } = body.data;
  const full = contentOf(setting, body.data);
  setting.desk.change({
    ...ticket,
    ...(externalID === undefined ? {} : { key: full.key }),
    ...(companyID === undefined ? {} : { company: full.company }),
    ...(title === undefined ? {} : { summary: full.summary }),
    ...(description === undefined ? {} : { body: full.body }),
    ...(queueID === undefined ? {} : { place: full.place }),
    ...(priority === undefined ? {} : { priority: full.priority }),
    ...(status === undefined ? {} : { status: full.status, closed: full.closed }),
  });
  return Response.json({ itemId: ticket.number });
}

/** As Autotask does: what is left out is empty afterwards, the key by which we find the ticket among it. */
export function putTicket(setting: PsaSetting, json: unknown): Response {
  const body = putSchema.safeParse(json, { reportInput: true });
  if (!body.success) return invalid(problemsOf(body.error));
  const ticket = setting.desk.find(body.data.id);
  if (ticket === undefined) return notFound();
  const problems = problemsIn(setting, body.data, false);
  if (problems.length > 0) return invalid(problems);
  setting.desk.change({ ...ticket, ...contentOf(setting, body.data) });
  return Response.json({ itemId: ticket.number });
}

function problemsIn(setting: PsaSetting, body: TicketBody, isPart: boolean): readonly string[] {
  const picklists = picklistsOf(setting);
  const company = companiesOf(setting).find(({ id }) => id === body.companyID);
  const hasResource = body.assignedResourceID !== undefined && body.assignedResourceRoleID !== undefined;
  const isNoChoice = (field: 'status' | 'priority' | 'queueID') =>
    body[field] !== undefined && labelOf(picklists[field], body[field]) === undefined;
  return [
    ...(isPart || body.queueID !== undefined || hasResource
      ? []
      : ['queueID is required, or both assignedResourceID and assignedResourceRoleID.']),
    ...(body.companyID === undefined || company?.isActive === true
      ? []
      : [`companyID ${body.companyID} ${company === undefined ? 'does not exist.' : 'is inactive.'}`]),
    ...(['status', 'priority', 'queueID'] as const)
      .filter(isNoChoice)
      .map((field) => `${field} ${body[field]} is not a valid or active picklist value.`),
  ];
}

function contentOf(setting: PsaSetting, body: TicketBody): Omit<VendorTicket, 'system' | 'number' | 'notes'> {
  const { status, priority, queueID } = picklistsOf(setting);
  const statusLabel = labelOf(status, body.status) ?? '';
  return {
    key: body.externalID ?? '',
    company: companyName(setting, body.companyID),
    summary: body.title ?? '',
    body: body.description ?? '',
    place: { kind: 'queue', name: labelOf(queueID, body.queueID) ?? '' },
    status: statusLabel,
    closed: statusLabel === COMPLETE.label || statusLabel === setting.closedStatus,
    priority: labelOf(priority, body.priority) ?? '',
  };
}

const companyName = (setting: PsaSetting, id: number | undefined) =>
  companiesOf(setting).find((each) => each.id === id)?.companyName ?? '';

export function addNote(setting: PsaSetting, ticketId: number, json: unknown): Response {
  const ticket = setting.desk.find(ticketId);
  if (ticket === undefined) return notFound();
  const body = noteSchema.safeParse(json, { reportInput: true });
  if (!body.success) return invalid(problemsOf(body.error));
  const { title, description, noteType, publish } = body.data;
  const picklists = picklistsOf(setting);
  const wrong = [
    ...(labelOf(picklists.noteType, noteType) === undefined ? ['noteType'] : []),
    ...(labelOf(picklists.publish, publish) === undefined ? ['publish'] : []),
  ];
  if (wrong.length > 0) return invalid(wrong.map((field) => `${field} is not a valid or active picklist value.`));
  const internal = labelOf(picklists.publish, publish) === INTERNAL;
  const id = ticket.notes.length + 1;
  setting.desk.change({ ...ticket, notes: [...ticket.notes, { id, text: `${title}\n${description}`, internal }] });
  return Response.json({ itemId: noteIdOf(ticket, id) });
}

const NOTES_PER_TICKET = 1_000;
const noteIdOf = ({ number }: VendorTicket, id: number) => number * NOTES_PER_TICKET + id;

export const ticketRows = (setting: PsaSetting) => {
  const picklists = picklistsOf(setting);
  const companies = companiesOf(setting);
  return setting.desk.tickets().map((ticket) => ({
    id: ticket.number,
    companyID: companies.find(({ companyName: name }) => name === ticket.company)?.id ?? null,
    description: ticket.body,
    externalID: ticket.key,
    priority: valueOfLabel(picklists.priority, ticket.priority),
    queueID: valueOfLabel(picklists.queueID, ticket.place.name),
    status: valueOfLabel(picklists.status, ticket.status),
    title: ticket.summary,
  }));
};
export const ticketRowFields = [
  'id',
  'companyID',
  'description',
  'externalID',
  'priority',
  'queueID',
  'status',
  'title',
];

/** The first line of a kept note is its title. */
export const noteRows = (setting: PsaSetting) => {
  const { publish } = picklistsOf(setting);
  return setting.desk.tickets().flatMap((ticket) =>
    ticket.notes.map(({ id, text, internal }) => {
      const [title = '', ...lines] = text.split('\n');
      return {
        id: noteIdOf(ticket, id),
        ticketID: ticket.number,
        title,
        description: lines.join('\n'),
        publish: valueOfLabel(publish, internal ? INTERNAL : EVERYBODY),
      };
    }),
  );
};
export const noteRowFields = ['id', 'ticketID', 'title', 'description', 'publish'];
