import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as z from 'zod';
import { haloPsa } from '../../../local/vendors/halopsa/halopsa.ts';
import type { VendorTicket } from '../../../local/vendors/tickets.ts';

const keys = { clientId: 'client-1', clientSecret: 'SECRET' };
let tickets: VendorTicket[];
let time: number;
let token: string;

const halo = () =>
  haloPsa(
    {
      desk: {
        tickets: () => tickets.toReversed(),
        find: (number) => tickets.find((each) => each.number === number),
        open(content) {
          const ticket = { system: 'halopsa', number: 1_001 + tickets.length, ...content };
          tickets.push(ticket);
          return ticket;
        },
        change(changed) {
          tickets = tickets.map((each) => (each.number === changed.number ? changed : each));
        },
      },
      companies: ['Contoso', 'Old'],
      inactiveCompanies: ['Old'],
      places: ['Security'],
      closedStatus: 'Closed',
      priorities: ['Normal', 'Critical'],
      now: () => new Date(time),
    },
    keys,
  ).app;

let app: ReturnType<typeof halo>;
const form = (changes: object = {}) =>
  new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: keys.clientId,
    client_secret: keys.clientSecret,
    scope: 'all',
    ...changes,
  });
const signIn = async (changes?: object) => app.request('/auth/token?tenant=x', { method: 'POST', body: form(changes) });
const post = async (path: string, body: unknown) =>
  app.request(`/api/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
const get = async (path: string) => app.request(`/api/${path}`, { headers: { authorization: `Bearer ${token}` } });

beforeEach(async () => {
  tickets = [];
  time = Date.UTC(2026, 11, 7, 5);
  app = halo();
  token = z.object({ access_token: z.string() }).parse(await (await signIn()).json()).access_token;
});
afterEach(() => {
  token = '';
});

const ticket = { summary: 's', details: 'd', client_id: 11, tickettype_id: 21, third_party_id_string: 'key' };

test.each<[string, unknown]>([
  ['one ticket that is no list', ticket],
  ['a misspelt name', [{ ...ticket, thirdparty_id_string: 'key' }]],
  ['a name that Halo does not have', [{ ...ticket, team_id: 1 }]],
  ['no details', [{ ...ticket, details: undefined }]],
  ['an unknown client', [{ ...ticket, client_id: 99 }]],
  ['an inactive client', [{ ...ticket, client_id: 12 }]],
  ['an unknown ticket type', [{ ...ticket, tickettype_id: 9 }]],
])('refuses %s', async (_, body) => {
  const response = await post('Tickets', body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ ClassName: 'ValidationException' });
  expect(tickets).toEqual([]);
});

test('two tickets may have one key, and no search finds them by it', async () => {
  expect((await post('Tickets', [ticket])).status).toBe(201);
  expect((await post('Tickets', [ticket])).status).toBe(201);
  expect(await (await get('Tickets?search=key')).json()).toMatchObject({ record_count: 0 });
  expect(await (await get('Tickets?client_id=11')).json()).toMatchObject({
    record_count: 2,
    tickets: [{ id: 1_002, third_party_id_string: 'key' }, { id: 1_001 }],
  });
});

test('an action is seen by customers, and mailed, unless it says otherwise', async () => {
  await post('Tickets', [ticket]);
  const action = { ticket_id: 1_001, outcome_id: 7, note_html: '<p>a &#60;b&#62;<br>c</p>' };
  await post('Actions', [action]);
  await post('Actions', [{ ...action, hiddenfromuser: true, sendemail: true }]);
  await post('Actions', [{ ...action, hiddenfromuser: true, sendemail: false, new_status: 9 }]);
  expect(tickets[0]?.notes).toEqual([
    { id: 1, text: 'a <b>\nc', internal: false },
    { id: 2, text: 'a <b>\nc', internal: false },
    { id: 3, text: 'a <b>\nc', internal: true },
  ]);
  expect(tickets[0]).toMatchObject({ closed: true, status: 'Closed' });
});

test.each([
  ['another secret', { client_secret: 'x' }],
  ['another application', { client_id: 'x' }],
  ['another way to sign in', { grant_type: 'password' }],
])('%s gets no token', async (_, changes) => {
  expect((await signIn(changes)).status).toBe(400);
});

test('a token ends after an hour, and any other is refused', async () => {
  time += 3_600_000;
  expect((await get('Status')).status).toBe(401);
  token = 'other';
  expect((await get('Status')).status).toBe(401);
});

test('three hundred requests in five minutes are taken, and no more', async () => {
  for (let i = 0; i < 300; i++) expect((await get('Status')).status).toBe(200);
  expect((await get('Status')).status).toBe(429);
  time += 300_000;
  expect((await get('Status')).status).toBe(200);
});
