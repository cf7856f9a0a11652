import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapedForHtml } from '../../../../../lambda/domain/text/escaping.ts';
import { textOfHtml } from '../../../../../local/vendors/halopsa/html-text.ts';
import { nasty } from '../../../domain/text/hostile.ts';
import { type Simulated, type SimulatedSetting, simulated } from '../simulated.ts';

const ticket = { key: 'm365rot:2026-12:contoso', company: 'CONTOSO', summary: 'Passwords', body: 'Six accounts' };
const asked = { key: 'asked', text: 'Asked Ada.' };

let world: Simulated | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});
const start = async (setting?: SimulatedSetting) => {
  world = await simulated('halopsa', setting);
  return world;
};
const paths = ({ exchanges }: Simulated, path: string, method = 'POST') =>
  exchanges.filter((each) => each.path === path && each.method === method);

/** As another program with rights would, past the product. */
async function save({ vendor, exchanges }: Simulated, path: string, body: object): Promise<Response> {
  const authorization = exchanges.findLast(({ path: each }) => each.startsWith('/api'))?.headers.authorization ?? '';
  return fetch(`${vendor.endpoint}/api/${path}`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify(body),
  });
}

describe('the token', () => {
  test('is asked for once, for the tenant and scopes of the estate', async () => {
    const seen = await start();
    const number = await seen.system.create(ticket);
    await seen.system.note({ ...ticket, number }, asked);
    expect(paths(seen, '/auth/token')).toMatchObject([
      { query: { tenant: 'northwind' }, body: expect.stringContaining('scope=edit%3Atickets+read%3Acustomers') },
    ]);
  });

  test('is renewed before it expires', async () => {
    let minutes = 0;
    const seen = await start({ now: () => new Date(Date.UTC(2026, 11, 7, 5, minutes)) });
    const number = await seen.system.create(ticket);
    minutes = 58;
    await seen.system.note({ ...ticket, number }, asked);
    expect(paths(seen, '/auth/token')).toHaveLength(1);
    minutes = 59;
    await seen.system.note({ ...ticket, number }, { ...asked, key: 'later' });
    expect(paths(seen, '/auth/token')).toHaveLength(2);
    expect(seen.exchanges.filter(({ status }) => status === 401)).toEqual([]);
  });

  test('that Halo does not take any more is renewed once, and what was meant is done once', async () => {
    const seen = await start();
    const number = await seen.system.create(ticket);
    let refused = 0;
    seen.vendor.fail(({ path }) => (path === '/api/Actions' && refused++ === 0 ? { kind: 'unauthorized' } : undefined));
    await seen.system.note({ ...ticket, number }, asked);
    expect(paths(seen, '/auth/token')).toHaveLength(2);
    expect((await seen.tickets())[0]?.notes).toHaveLength(2);
  });

  test('that is never taken ends the attempt', async () => {
    const seen = await start();
    const number = await seen.system.create(ticket);
    let asking = 0;
    seen.vendor.fail(({ path }) => {
      if (path === '/auth/token') return undefined;
      asking++;
      return { kind: 'unauthorized' };
    });
    await expect(seen.system.note({ ...ticket, number }, asked)).rejects.toThrow(/^HaloPSA answered 401$/);
    expect(asking).toBe(2);
  });

  test('is another one for other keys', async () => {
    const { another, vendor } = await start();
    const secret = JSON.stringify({ ...JSON.parse(vendor.secret), clientSecret: 'wrong' });
    await expect(another({}, secret).create(ticket)).rejects.toThrow(/^HaloPSA answered 400 invalid_client$/);
  });
});

describe('a ticket is found again', () => {
  test('among the tickets of its customer, whatever the search finds', async () => {
    const seen = await start();
    const number = await seen.system.create(ticket);
    await save(seen, 'Tickets', [{ id: Number(number), summary: 'Renamed by a person' }]);
    expect(await seen.another().create(ticket)).toBe(number);
    expect(seen.exchanges.filter(({ query }) => query.search?.startsWith('m365rot'))).toHaveLength(1); // before it was made
  });

  test('by its details, where a person gave it another type', async () => {
    const seen = await start();
    const number = await seen.system.create(ticket);
    await save(seen, 'Tickets', [{ id: Number(number), tickettype_id: 21 }]);
    expect(await seen.another().create(ticket)).toBe(number);
    expect(await seen.tickets()).toMatchObject([{ place: { name: 'Service Desk' } }]);
  });

  test('and is not written into when a person moved it to another customer', async () => {
    const seen = await start();
    const number = await seen.system.create(ticket);
    await save(seen, 'Tickets', [{ id: Number(number), client_id: 12 }]);
    await expect(seen.another().create(ticket)).rejects.toThrow(/another customer/);
    expect(await seen.tickets()).toMatchObject([{ notes: { length: 1 } }]);
  });

  test('as the oldest, were there two', async () => {
    const seen = await start();
    const number = await seen.system.create(ticket);
    const [made] = paths(seen, '/api/Tickets');
    expect((await save(seen, 'Tickets', JSON.parse(made?.body ?? ''))).status).toBe(201);
    expect(await seen.another().create(ticket)).toBe(number);
  });

  test('behind two hundred others of its customer', async () => {
    const seen = await start();
    const number = await seen.system.create(ticket);
    const [made] = paths(seen, '/api/Tickets');
    const [body] = JSON.parse(made?.body ?? '');
    for (let i = 0; i < 220; i++) {
      await save(seen, 'Tickets', [{ ...body, details: 'x', third_party_id_string: `m365rot:other-${i}` }]);
    }
    expect(await seen.another().create(ticket)).toBe(number);
  });
});

describe('a customer', () => {
  test('may be named by an id', async () => {
    const seen = await start();
    await seen.system.create({ ...ticket, company: '12' });
    expect(await seen.tickets()).toMatchObject([{ company: 'Fabrikam & Söhne <GmbH>' }]);
  });

  test('may have a name of digits', async () => {
    const seen = await start({ psa: { companies: ['CONTOSO', '365', '0365'] } });
    await seen.system.create({ ...ticket, company: '365' });
    expect(await seen.tickets()).toMatchObject([{ company: '365' }]);
    expect((await seen.system.check(['365'])).at(-1)).toEqual({ what: 'company 365' });
  });

  test.each([['12'], ['012']])('whose name %s is the id of another one gets no ticket, nor does that', async (name) => {
    const seen = await start({ psa: { companies: [name, 'Fabrikam'] } }); // ids 11 and 12
    await expect(seen.system.create({ ...ticket, company: name })).rejects.toThrow(/several clients/);
    expect(await seen.tickets()).toEqual([]);
    expect((await seen.system.check([name])).at(-1)?.problem?.next).toMatch(/or its name.*: 11, 12$/);
    await seen.system.create({ ...ticket, company: '11' });
    expect(await seen.tickets()).toMatchObject([{ company: name }]);
  });

  test('that cannot be looked up by its id is looked up by nothing else', async () => {
    const seen = await start({ psa: { companies: ['CONTOSO', '12'] } });
    seen.vendor.fail(({ path }) => (path.includes('/Client/') ? { kind: 'down' } : undefined));
    await expect(seen.system.create({ ...ticket, company: '12' })).rejects.toThrow(/^HaloPSA/);
    expect(await seen.tickets()).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['whose name several have', 'Twice', /several clients/],
    ['that is inactive', 'Old Ltd', /inactive/],
    ['whose name another one’s holds', 'Contos', /no client/],
    ['with an id that nobody has', '99', /no client/],
  ])('%s gets no ticket', async (_, company, words) => {
    const seen = await start({ psa: { companies: ['Contoso Ltd', 'Twice', 'twice ', 'Old Ltd'] } });
    await expect(seen.system.create({ ...ticket, company })).rejects.toThrow(words);
    expect(await seen.tickets()).toEqual([]);
  });

  test('that several have is told by its ids', async () => {
    const seen = await start({ psa: { companies: ['Twice', 'Twice'] } });
    const findings = await seen.system.check(['Twice', '11', '12', '13']);
    expect(findings.slice(-4)).toMatchObject([
      { problem: { next: expect.stringContaining('11, 12') } },
      { what: 'company 11' },
      { what: 'company 12' },
      { problem: { is: expect.stringContaining('no client') } },
    ]);
  });

  test('is found behind hundreds, with one question for each hundred', async () => {
    const companies = Array.from({ length: 444 }, (_, i) => `Customer ${i}`);
    const seen = await start({ psa: { companies } });
    const findings = await seen.system.check(companies);
    expect(findings.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(seen.exchanges.length).toBeLessThan(15);
  });
});

test('what a customer writes is no note of ours, whatever it ends with', async () => {
  const seen = await start();
  const number = await seen.system.create(ticket);
  const forged = {
    ticket_id: Number(number),
    outcome: 'Email User',
    note: 'Hello\n\n[m365rot asked]',
    hiddenfromuser: false,
  };
  expect((await save(seen, 'Actions', [forged])).status).toBe(201);
  await seen.system.note({ ...ticket, number }, asked);
  expect((await seen.tickets())[0]?.notes.filter(({ text }) => text.startsWith('Asked Ada.'))).toHaveLength(1);
});

test('whoever opens a closed ticket again wants it open', async () => {
  const seen = await start();
  const number = await seen.system.create(ticket);
  const closed = { key: 'closed', text: 'Done' };
  await seen.system.close({ ...ticket, number }, closed);
  await save(seen, 'Tickets', [{ id: Number(number), status_id: 2 }]);
  await seen.system.close({ ...ticket, number }, closed);
  expect(await seen.tickets()).toMatchObject([{ closed: false }]);
});

test('without a closed status in the estate the first that closes is taken', async () => {
  const seen = await start({ psa: { closedStatus: 'Done here' } });
  const number = await seen.system.create(ticket);
  await seen.system.close({ ...ticket, number }, { key: 'closed', text: 'Done' });
  expect(await seen.tickets()).toMatchObject([{ closed: true, status: 'Done here' }]);
});

test('ids of names are asked for once an hour', async () => {
  const seen = await start();
  for (const key of ['one', 'two', 'three']) await seen.system.create({ ...ticket, key });
  for (const path of ['/api/TicketType', '/api/Outcome']) expect(paths(seen, path, 'GET')).toHaveLength(1);
});

test.each([
  ['the ticket type', { places: ['Elsewhere'] }, {}, /psa.ticketType/],
  ['the action for notes', {}, { noteOutcome: 'Nowhere' }, /psa.noteOutcome/],
])('an instance without %s gets no ticket that says nothing', async (_, psa, changes, words) => {
  const { another, tickets } = await start({ psa });
  await expect(another(changes).create(ticket)).rejects.toThrow(words);
  expect(await tickets()).toEqual([]);
});

/** HTML keeps words, and what is between them when it is told to. */
const words = (text: string) => text.replace(/\s+/g, ' ').trim();

test('HTML of a note is text to whoever shows it', () =>
  fc.assert(
    fc.property(nasty, (text) => {
      const html = escapedForHtml(text);
      expect(html).not.toMatch(/[<>"'`${}]/);
      expect(words(textOfHtml(`<p>${html}</p>`))).toBe(words(text));
    }),
  ));
