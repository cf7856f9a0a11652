import * as z from 'zod';
import type { Psa } from '../../../../config/estate.ts';
import type { TicketFinding } from '../../../ports/tickets.ts';
import { type Chosen, closedChoice, firstChoice, internalChoice, namedChoice } from './choices.ts';
import { companyWords, type FoundCompany, findCompanies } from './companies.ts';
import { type AutotaskConnection, AutotaskRefusal, type Session } from './connection.ts';
import { type Fields, fieldOf, readFields } from './fields.ts';

/** A person waits; a large estate has some hundred companies, a hundred per question. */
const PATIENCE_MS = 120_000;

/** What tickets are sent with; a field that an instance requires besides would refuse each. */
const SENT = ['companyID', 'description', 'dueDateTime', 'externalID', 'priority', 'queueID', 'status', 'title'];
/** Longest of `externalID` that we use. */
const EXTERNAL_ID = 50;

/** Looks at keys, rights, names of the estate and each company. It asks, and changes nothing. */
export async function checkAutotask(
  connection: AutotaskConnection,
  psa: Extract<Psa, { system: 'autotask' }>,
  companies: readonly string[],
): Promise<readonly TicketFinding[]> {
  const reached = await reach(connection);
  if ('problem' in reached) return [{ what: 'keys', problem: reached.problem }];
  const { session, tickets } = reached;
  const notes = await readFields(session, 'TicketNotes');
  const found = await findCompanies(session, companies);
  return [
    { what: 'keys' },
    await rightsFinding(session),
    requiredFinding(tickets),
    finding(`queue ${psa.queue}`, namedChoice(tickets, 'queueID', psa.queue, 'psa.queue')),
    finding('status of new tickets', firstChoice(tickets, 'status', 'New')),
    finding(psa.closedStatus ?? 'Complete', closedChoice(tickets, psa.closedStatus), 'closed status '),
    ...(psa.raisedPriority === undefined
      ? []
      : [
          finding(
            `priority ${psa.raisedPriority}`,
            namedChoice(tickets, 'priority', psa.raisedPriority, 'psa.raisedPriority'),
          ),
        ]),
    finding('internal notes', internalChoice(notes)),
    ...companies.map((name) => companyFinding(name, found.get(name))),
  ];
}

type Reached = { readonly session: Session; readonly tickets: Fields } | Required<Pick<TicketFinding, 'problem'>>;

/** The first answer that needs keys and a zone. */
async function reach(connection: AutotaskConnection): Promise<Reached> {
  try {
    const session = await connection.open(PATIENCE_MS);
    return { session, tickets: await readFields(session, 'Tickets') };
  } catch (error) {
    const is = error instanceof Error ? error.message : 'failed';
    return { problem: { is, next: nextAfter(error) } };
  }
}

function nextAfter(error: unknown): string {
  const status = error instanceof AutotaskRefusal ? error.status : undefined;
  if (status === 401 || status === 403) {
    return 'compare userName, secret and integrationCode of the PSA’s secret with the API user in Autotask (Admin, Resources/Users, Security): is it active, API-only, and is the tracking identifier this one?';
  }
  if (status === 404 || status === 500) {
    return 'is userName in the PSA’s secret the full name of the API user, with its domain? Autotask finds the zone by it';
  }
  if (error instanceof Error && error.message.startsWith('the secret')) {
    return 'fill the PSA’s secret: docs/psa/autotask.md, "The keys"';
  }
  return 'try again in a few minutes; if it says the same, see docs/psa/autotask.md, "When it does not work"';
}

const accessSchema = z.object({
  info: z.object({ canCreate: z.boolean(), canUpdate: z.boolean(), canQuery: z.boolean() }),
});

/** What the security level of the API user lets it do with tickets. */
async function rightsFinding(session: Session): Promise<TicketFinding> {
  const what = 'rights to tickets';
  const { info } = await session.request(accessSchema, { path: 'Tickets/entityInformation' });
  const missing = [
    ...(info.canQuery ? [] : ['find']),
    ...(info.canCreate ? [] : ['create']),
    ...(info.canUpdate ? [] : ['change']),
  ];
  if (missing.length === 0) return { what };
  return {
    what,
    problem: {
      is: `the API user may not ${missing.join(', ')} tickets`,
      next: 'give its security level these rights to tickets (Admin, Resources/Users, Security Levels)',
    },
  };
}

/** Whether this instance wants more of a ticket than is sent, or keeps less of our key than we need. */
function requiredFinding(fields: Fields): TicketFinding {
  const what = 'fields of tickets';
  const more = fields.filter(
    ({ name, isRequired, isReadOnly, choices }) =>
      isRequired &&
      !isReadOnly &&
      !SENT.some((each) => each.toLowerCase() === name.toLowerCase()) &&
      !choices.some(({ isDefault }) => isDefault),
  );
  if (more.length > 0) {
    return {
      what,
      problem: {
        is: `this Autotask requires fields that are not sent: ${more.map(({ name }) => name).join(', ')}`,
        next: 'make them optional for the ticket category of the API user, or give them a default there',
      },
    };
  }
  const length = fieldOf(fields, 'externalID')?.length;
  if (length !== undefined && length > 0 && length < EXTERNAL_ID) {
    const is = `externalID holds ${length} characters, and ${EXTERNAL_ID} are needed to find tickets again`;
    return { what, problem: { is, next: 'ask Autotask’s support; tickets are not created until then' } };
  }
  return { what };
}

const finding = (name: string, chosen: Chosen, before = ''): TicketFinding => ({
  what: `${before}${name}`,
  ...('problem' in chosen ? { problem: chosen.problem } : {}),
});

function companyFinding(name: string, found: FoundCompany | undefined): TicketFinding {
  const what = `company ${name}`;
  if (found !== undefined && 'id' in found) return { what };
  const { problem, found: rows } = found ?? { problem: 'unknown', found: [] };
  const seen = rows.map(({ id, companyName }) => `${companyName ?? 'no name'} (id ${id})`).join(', ');
  const next = {
    unknown: 'write the name letter by letter as the company has it in Autotask, or its id',
    inactive: `activate it in Autotask, or name another one: ${seen}`,
    ambiguous: `write the id of the right one: ${seen}`,
    'other-spelling': `write it as Autotask does, or the id: ${seen}`,
  } as const;
  return { what, problem: { is: companyWords[problem], next: next[problem] } };
}
