import { afterEach, expect, test } from '@jest/globals';
import { type PsaName, psaNames } from '../../../../local/vendors/psas.ts';
import type { Exchange } from '../../../../local/vendors/simulation.ts';
import { describeWithSchemas, vendorSchemas } from '../../../contract/vendor-schemas.ts';
import { type Simulated, simulated } from './simulated.ts';

/** Definitions of a vendor's schemas for one operation. Left out: the vendor's schemas do not have it. */
interface Operation {
  readonly query?: string;
  readonly body?: string;
  /** Of a form. */
  readonly form?: string;
  /** One of these holds as well: what this product may send. */
  readonly ours?: readonly string[];
  readonly answer?: string;
  /** Of each row of the answer. */
  readonly rows?: string;
}

interface Contract {
  readonly file: string;
  readonly headers?: string;
  readonly error: string;
  /** Statuses whose bodies are plain text. */
  readonly plain?: readonly number[];
  /** Method and path without numbers. */
  readonly operations: Readonly<Record<string, Operation>>;
}

const contracts: { readonly [Name in PsaName]: Contract } = {
  autotask: {
    file: 'autotask.json',
    headers: 'Headers',
    error: 'Error',
    plain: [401, 404],
    operations: {
      'GET /zoneInformation': { answer: 'ZoneInformation' },
      'GET /Tickets/entityInformation': { answer: 'EntityInformation' },
      'GET /Tickets/entityInformation/fields': { answer: 'FieldsAnswer' },
      'GET /TicketNotes/entityInformation/fields': { answer: 'FieldsAnswer' },
      'POST /Tickets': { body: 'TicketCreateStrict', answer: 'ItemId' },
      'PATCH /Tickets': { body: 'TicketPatch', answer: 'ItemId' },
      'POST /Tickets/query': { body: 'TicketQuery', answer: 'TicketQueryAnswer' },
      'POST /Tickets/#/Notes': { body: 'NoteCreate', answer: 'ItemId' },
      'POST /TicketNotes/query': { body: 'Query', answer: 'QueryAnswer' },
      'POST /Companies/query': { body: 'Query', answer: 'CompanyQueryAnswer' },
    },
  },
  connectwise: {
    file: 'connectwise-psa.json',
    headers: 'Headers',
    error: 'Error',
    operations: {
      'GET /login/companyinfo/northwind': {},
      'GET /service/tickets': { query: 'ListQuery', rows: 'Ticket' },
      'POST /service/tickets': { body: 'TicketCreate', answer: 'Ticket' },
      'GET /service/tickets/#': { query: 'ListQuery', answer: 'Ticket' },
      'PATCH /service/tickets/#': { body: 'TicketPatch', answer: 'Ticket' },
      'GET /service/tickets/#/notes': { query: 'ListQuery', rows: 'NoteCreate' },
      'POST /service/tickets/#/notes': { body: 'NoteCreate', answer: 'NoteCreate' },
      'GET /service/boards': { query: 'ListQuery', rows: 'Board' },
      'GET /service/boards/#/statuses': { query: 'ListQuery', rows: 'BoardStatus' },
      'GET /service/priorities': { query: 'ListQuery' },
      'GET /company/companies': { query: 'ListQuery', rows: 'Company' },
    },
  },
  halopsa: {
    file: 'halopsa.json',
    error: 'Error',
    operations: {
      'POST /auth/token': { query: 'TokenQuery', form: 'TokenForm', answer: 'TokenAnswer' },
      'GET /api/Tickets': { query: 'TicketsQuery', answer: 'TicketsAnswer' },
      'POST /api/Tickets': { body: 'TicketsPost', ours: ['TicketCreate', 'TicketUpdate'], answer: 'ListedTicket' },
      'GET /api/Tickets/#': { answer: 'ListedTicket' },
      'GET /api/Actions': {},
      'POST /api/Actions': { body: 'ActionsPost', ours: ['InternalNote'] },
      'GET /api/Client': { query: 'ClientQuery', answer: 'ClientsAnswer' },
      'GET /api/Status': { query: 'StatusQuery', answer: 'StatusesAnswer' },
      'GET /api/Outcome': { query: 'OutcomeQuery', answer: 'OutcomesAnswer' },
      'GET /api/TicketType': { query: 'TicketTypeQuery' },
      'GET /api/Priority': {},
    },
  },
};

/** Of several that may hold, what is wrong by the one that fits best. */
const bestOf = (each: readonly (readonly string[])[]): readonly string[] =>
  each.toSorted((a, b) => a.length - b.length)[0] ?? [];

const operationOf = ({ method, path }: Exchange): string =>
  `${method} ${path.replace(/^\/(v[\w.]+\/apis\/3\.0|ATServicesRest\/V1\.0)/, '').replace(/\/\d+/g, '/#')}`;

let world: Simulated | undefined;
afterEach(() => world?.close());

/** A whole life of tickets, each step twice, a check, and what is refused. */
async function everything({ system, another }: Simulated): Promise<void> {
  const ticket = {
    key: 'm365rot:2026-12:contoso',
    company: 'CONTOSO',
    summary: 'Passwords',
    body: 'Six accounts\n- <b>',
  };
  for (const each of [system, another()]) {
    const number = await each.create(ticket);
    await each.note({ ...ticket, number }, { key: 'asked', text: 'Asked' });
    await each.raise({ ...ticket, number });
    await each.close({ ...ticket, number }, { key: 'closed', text: 'Done' });
  }
  await system.check(['CONTOSO', 'Old Ltd', 'NOBODY']);
  await system.create({ ...ticket, key: 'other', company: 'NOBODY' }).catch(() => undefined);
  await system.note({ ...ticket, number: '999999' }, { key: 'asked', text: 'Asked' }).catch(() => undefined);
}

describeWithSchemas('what the vendors publish', () => {
  test.each(psaNames)('%s: takes each request, and the simulation answers as it does', async (name) => {
    const { file, headers, error, plain = [], operations } = contracts[name];
    const problems = vendorSchemas(file);
    const problemsOf = (definition: string | undefined, value: unknown) =>
      definition === undefined ? [] : problems(definition, value);
    world = await simulated(name);
    await everything(world);
    expect(world.exchanges.length).toBeGreaterThan(15);
    const wrong = world.exchanges.flatMap((exchange) => {
      const operation = operations[operationOf(exchange)];
      if (operation === undefined) return [`${operationOf(exchange)} is no operation`];
      const isKnown = (exchange.headers.authorization ?? exchange.headers.secret) !== undefined;
      const answer: unknown =
        exchange.answer === '' || plain.includes(exchange.status) ? undefined : JSON.parse(exchange.answer);
      const rows: unknown[] = operation.rows === undefined || !Array.isArray(answer) ? [] : answer;
      return [
        ...(isKnown ? problemsOf(headers, exchange.headers) : []),
        ...problemsOf(operation.query, exchange.query),
        ...problemsOf(operation.form, Object.fromEntries(new URLSearchParams(exchange.body))),
        ...(operation.body === undefined ? [] : problems(operation.body, JSON.parse(exchange.body))),
        ...bestOf((operation.ours ?? []).map((definition) => problems(definition, JSON.parse(exchange.body)))),
        ...(exchange.status >= 400
          ? problemsOf(plain.includes(exchange.status) ? undefined : error, answer)
          : problemsOf(operation.answer, answer)),
        ...rows.flatMap((row) => problemsOf(operation.rows, row)),
        ...(operation.rows !== undefined && exchange.status < 400 && !Array.isArray(answer) ? ['no list'] : []),
      ].map((problem) => `${operationOf(exchange)}: ${problem}`);
    });
    expect(wrong).toEqual([]);
    const seen = new Set(world.exchanges.map(operationOf));
    expect(Object.keys(operations).filter((each) => !seen.has(each))).toEqual([]);
  });
});
