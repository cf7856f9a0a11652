import { afterEach, describe, expect, test } from '@jest/globals';
import { actsShown } from '../../../cli/ticket/shown-acts.ts';
import { shownRequest } from '../../../cli/ticket/shown-request.ts';
import { ticketText } from '../../../cli/ticket/ticket-text.ts';
import { call, type OutgoingCall, type SendCall } from '../../../lambda/adapters/outgoing-call.ts';
import type { PsaAccess } from '../../../lambda/adapters/psa/psa-access.ts';
import { ticketSystem } from '../../../lambda/adapters/psa/ticket-systems.ts';
import { type PsaName, psaNames } from '../../../local/vendors/psas.ts';
import { instance, keys, ticket } from '../../lambda/adapters/psa/autotask/autotask-instance.ts';
import { estates, type Simulated, simulated } from '../../lambda/adapters/psa/simulated.ts';

const note = { key: 'asked', text: 'Anna was asked.\nBen too.' };
const contoso = { ...ticket, company: 'CONTOSO' };
const NOW = () => new Date('2026-12-07T20:00:00Z');

let world: Simulated | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const accessTo = (name: PsaName, { vendor }: Simulated, send: SendCall = call): PsaAccess => ({
  endpoint: vendor.endpoint,
  secret: async () => vendor.secret,
  psa: estates[name],
  now: NOW,
  send,
});

/** A way out that sends, and keeps what it sent. */
function kept() {
  const requests: OutgoingCall[] = [];
  const send: SendCall = (request) => {
    requests.push(request);
    return call(request);
  };
  return { send, requests };
}

describe.each(psaNames)('%s', (name) => {
  test('shows the very requests that are sent, in their order, and changes nothing', async () => {
    world = await simulated(name);
    const { tickets, acts } = await actsShown(accessTo(name, world));
    await tickets.create(contoso);
    expect(await world.tickets()).toEqual([]);
    const shown = acts.flatMap(({ requests = [] }) => requests);
    expect(shown.some(({ sent }) => !sent)).toBe(true);

    const really = kept();
    const number = await ticketSystem(accessTo(name, world, really.send))?.create(contoso);
    const numbered = (text: unknown) =>
      JSON.stringify(text ?? null)
        .replaceAll(/"?\{number\}"?/g, String(number))
        .replaceAll(/\((\w+)\)/g, '*');
    const secret = world.vendor.secret;
    const names = Object.keys(JSON.parse(secret));
    expect(shown.map(({ method, address, body }) => numbered({ method, address, body }))).toEqual(
      really.requests.map((request) => {
        const { method, address, body } = shownRequest({ request, sent: true }, secret, names);
        return numbered({ method, address, body });
      }),
    );
    expect(await world.tickets()).toHaveLength(1);
  });

  test('holds no key, in whatever form', async () => {
    world = await simulated(name);
    const { tickets, acts } = await actsShown(accessTo(name, world));
    await tickets.create(contoso);
    const text = JSON.stringify(acts) + ticketText({ tenant: 'contoso', cycleId: 'c', system: name, acts });
    const values = Object.values(JSON.parse(world.vendor.secret)).map(String);
    for (const key of values.filter((value) => value.length >= 8)) {
      for (const form of [key, encodeURIComponent(key), Buffer.from(key).toString('base64').replace(/=+$/, '')]) {
        expect(text).not.toContain(form);
      }
    }
  });

  test('for a ticket that is there, all acts are shown with its number, and nothing is changed', async () => {
    world = await simulated(name);
    const number = await world.system.create(contoso);
    const before = await world.tickets();
    const { tickets, acts } = await actsShown(accessTo(name, world));
    expect(await tickets.create(contoso)).toBe(number);
    await tickets.note({ ...contoso, number }, note);
    await tickets.raise({ ...contoso, number });
    await tickets.close({ ...contoso, number }, { key: 'closed', text: 'Done.' });
    expect(await world.tickets()).toEqual(before);
    expect(acts.slice(1).map(({ ticket: of, requests = [] }) => [of, requests.some(({ sent }) => !sent)])).toEqual([
      [number, true],
      [number, true],
      [number, true],
    ]);
  });

  test('for a new one, what needs its number is told in words', async () => {
    world = await simulated(name);
    const { tickets, acts } = await actsShown(accessTo(name, world));
    const number = await tickets.create(contoso);
    await tickets.note({ ...contoso, number }, note);
    await tickets.raise({ ...contoso, number });
    await tickets.close({ ...contoso, number }, { key: 'closed', text: 'Done.' });
    expect(acts.slice(1)).toEqual([
      { act: 'add note asked', note },
      { act: 'raise the priority' },
      { act: 'close, with note closed', note: { key: 'closed', text: 'Done.' } },
    ]);
  });
});

test('how it reads', async () => {
  const { access } = instance();
  const { tickets, acts } = await actsShown(access);
  const number = await tickets.create(ticket);
  await tickets.note({ ...ticket, number }, note);
  const text = ticketText({ tenant: 'contoso', cycleId: '2026-12-07-admin-monthly', system: 'autotask', acts });
  expect(
    text,
  ).toContain(`Ticket of contoso in cycle 2026-12-07-admin-monthly, in autotask. Requests that only ask were sent; nothing was changed.

open ticket m365rot:2026-12-07-admin-monthly:contoso: 2 requests would be sent
  asked  GET http://127.0.0.1/autotask/ATServicesRest/V1.0/zoneInformation?user=(userName)
      accept: application/json
`);
  expect(text).toContain(`  WOULD SEND  POST http://127.0.0.1/autotask/ATServicesRest/V1.0/Tickets
      accept: application/json
      apiintegrationcode: (left out)
      username: (left out)
      secret: (left out)
      content-type: application/json
      {
        "companyID": 29684175,
`);
  expect(text).toContain('  WOULD SEND  POST http://127.0.0.1/autotask/ATServicesRest/V1.0/Tickets/{number}/Notes\n');
  expect(text).toMatch(
    /\nadd note asked: needs the number that the PSA gives the ticket\n {6}\| Anna was asked\.\n {6}\| Ben too\.\n$/,
  );
});

test('what the PSA has already is told so', async () => {
  const one = instance({ psa: { raisedPriority: undefined } });
  await one.tickets.create(ticket);
  const { tickets, acts } = await actsShown(one.access);
  await tickets.raise({ ...ticket, number: await tickets.create(ticket) });
  const text = ticketText({ tenant: 'contoso', cycleId: 'c', system: 'autotask', acts });
  expect(text).toContain(`open ticket ${ticket.key}: nothing would be sent, the PSA has it\n`);
  expect(text).toContain('raise the priority (ticket 1001): nothing to send, since the estate names nothing for it\n');
  expect(text).not.toContain('WOULD SEND');
});

test('a body that is no JSON is left out: it is a form with keys', () => {
  const request = { system: 'x', address: 'https://x.example', timeoutMs: 1, body: 'client_secret=SECRETSECRET' };
  expect(shownRequest({ request, sent: true }, JSON.stringify(keys), []).body).toBe('(left out)');
});

test('a key within a body or an address is left out in each form', () => {
  const secret = JSON.stringify({ secret: 'a+b"c d/e' });
  const request = {
    system: 'x',
    address: `https://x.example/?s=${encodeURIComponent('a+b"c d/e')}`,
    timeoutMs: 1,
    body: JSON.stringify({ note: 'says a+b"c d/e' }),
  };
  expect(shownRequest({ request, sent: true }, secret, ['secret'])).toMatchObject({
    address: 'https://x.example/?s=(secret)',
    body: { note: 'says (secret)' },
  });
});
