import { afterEach, expect, test } from '@jest/globals';
import { call } from '../../../../../lambda/adapters/outgoing-call.ts';
import { connectWise } from '../../../../../lambda/adapters/psa/connectwise/connectwise.ts';
import type { Ticket } from '../../../../../lambda/ports/tickets.ts';
import { describeWithSchemas, vendorSchemas } from '../../../../contract/vendor-schemas.ts';
import { type Reply, type Seen, type Stub, startStub } from '../../stub-server.ts';

const ticket: Ticket = {
  key: 'm365rot:2026-12-07-admin-monthly:contoso',
  company: 'CONTOSO',
  summary: 'M365 password rotation 2026-12-07-admin-monthly: Contoso Ltd',
  body: '3 accounts rotated',
};

let stub: Stub | undefined;
afterEach(async () => stub?.close());

const isAboutTickets = ({ path }: Seen) => path.includes('/service/tickets');
const aboutTickets = () => stub?.seen.filter(isAboutTickets) ?? [];

/** A PSA that keeps tickets by their external reference. `nth` counts requests about tickets. */
function psa(fault?: (request: Seen, nth: number) => Reply | undefined) {
  const tickets = new Map<string, number>();
  let nth = 0;
  return (request: Seen): Reply => {
    if (!isAboutTickets(request)) return { json: { Codebase: 'v2025_1/', SiteUrl: request.headers.host } };
    const answer = fault?.(request, ++nth);
    if (request.method === 'POST') {
      const { externalXRef } = JSON.parse(request.body);
      tickets.set(externalXRef, 4711 + tickets.size);
      return answer ?? { status: 201, json: { id: tickets.get(externalXRef), summary: 'x' } };
    }
    const query = new URL(request.path, 'http://x').searchParams.get('conditions') ?? '';
    const externalXRef = /^externalXRef="(.*)"$/.exec(query)?.[1] ?? '';
    const id = tickets.get(externalXRef);
    return answer ?? { json: id === undefined ? [] : [{ id, externalXRef, company: { identifier: 'Contoso' } }] };
  };
}

const connectedTo = (endpoint: string, secret: string, board?: string) =>
  connectWise({
    endpoint,
    secret: async () => secret,
    now: () => new Date(),
    send: call,
    psa: {
      system: 'connectwise',
      site: 'psa.example',
      openTickets: 'at-close',
      ...(board === undefined ? {} : { board }),
    },
  });

async function system(reply: (request: Seen) => Reply, board?: string) {
  stub = await startStub(reply);
  const secret = {
    companyId: 'msp',
    publicKey: 'PUB',
    privateKey: 'PRIV',
    clientId: 'client-1',
  };
  return connectedTo(stub.address, JSON.stringify(secret), board);
}

test('looks for the key first, then creates an internal ticket', async () => {
  const tickets = await system(psa(), 'Security');
  expect(await tickets.create(ticket)).toBe('4711');
  const [search, create] = aboutTickets();
  expect(search?.path).toBe(
    '/v2025_1/apis/3.0/service/tickets?conditions=externalXRef%3D%22m365rot%3A2026-12-07-admin-monthly%3Acontoso%22&fields=id%2CexternalXRef%2Ccompany&orderBy=id+asc&pageSize=10',
  );
  expect(search?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('msp+PUB:PRIV').toString('base64')}`,
    clientid: 'client-1',
    accept: 'application/vnd.connectwise.com+json; version=2025.16',
  });
  expect(create?.method).toBe('POST');
  expect(JSON.parse(create?.body ?? '')).toEqual({
    summary: ticket.summary,
    company: { identifier: 'CONTOSO' },
    board: { name: 'Security' },
    externalXRef: ticket.key,
    initialInternalAnalysis: '3 accounts rotated',
    automaticEmailContactFlag: false,
    automaticEmailResourceFlag: false,
  });
});

describeWithSchemas('ConnectWise’s own schema', () => {
  test('takes what is sent', async () => {
    const problems = vendorSchemas('connectwise-psa.json');
    const tickets = await system(psa(), 'Security');
    await tickets.create(ticket);
    const [search, create] = aboutTickets();
    expect(problems('TicketCreate', JSON.parse(create?.body ?? ''))).toEqual([]);
    const query = Object.fromEntries(new URL(search?.path ?? '', 'http://x').searchParams);
    expect(problems('ListQuery', query)).toEqual([]);
  });
});

test('a ticket whose answer got lost is found, not made again', async () => {
  const tickets = await system(
    psa((request, nth) => (request.method === 'POST' && nth === 2 ? { fault: 'lost' } : undefined)),
  );
  await expect(tickets.create(ticket)).rejects.toThrow('ConnectWise did not answer');
  expect(await tickets.create(ticket)).toBe('4711');
  expect(stub?.seen.filter((each) => each.method === 'POST')).toHaveLength(1);
});

test('a ticket with another key, which a search gave all the same, is not taken for this one', async () => {
  const others = [
    { id: 1, externalXRef: `${ticket.key}-2` },
    { id: 2 },
    { id: 3, externalXRef: ticket.key.toUpperCase() },
  ];
  const tickets = await system(psa(({ method }) => (method === 'GET' ? { json: others } : undefined)));
  expect(await tickets.create(ticket)).toBe('4711');
});

test('a summary is cut to what the PSA takes', async () => {
  const tickets = await system(psa());
  await tickets.create({ ...ticket, summary: 'x'.repeat(300) });
  expect(JSON.parse(aboutTickets()[1]?.body ?? '').summary).toHaveLength(100);
});

test('a refusal is told by its codes, never by its texts or keys', async () => {
  const refusal: Reply = {
    status: 400,
    json: {
      code: 'InvalidObject',
      message: 'PRIV',
      errors: [{ code: 'NotFound', field: 'company/identifier', message: 'PUB' }],
    },
  };
  const tickets = await system(psa((request) => (request.method === 'POST' ? refusal : undefined)));
  await expect(tickets.create(ticket)).rejects.toThrow(
    /^ConnectWise answered 400 InvalidObject \(company\/identifier NotFound\)$/,
  );
});

test.each<[string, Reply]>([
  ['keys that are wrong', { status: 401, json: { code: 'Unauthorized' } }],
  ['throttling', { status: 429, headers: { 'retry-after': '5' } }],
  ['something else than a list', { json: { id: 1 } }],
  ['a redirect to another site', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
])('nothing is created after %s', async (_name, reply) => {
  const tickets = await system(psa(() => reply));
  await expect(tickets.create(ticket)).rejects.toThrow(/^ConnectWise/);
  expect(aboutTickets()).toHaveLength(1);
  await stub?.close();
  await expect((await system(() => reply)).create(ticket)).rejects.toThrow(/^ConnectWise/);
  expect(stub?.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('a key that would change the search is refused', async () => {
  const tickets = await system(psa());
  await expect(tickets.create({ ...ticket, key: 'x" or id > 0 or externalXRef="' })).rejects.toThrow(/ticket key/);
  expect(stub?.seen).toEqual([]);
});

test('keys never travel in the clear', async () => {
  const secret = JSON.stringify({ companyId: 'm', publicKey: 'p', privateKey: 'PRIV', clientId: 'c' });
  await expect(connectedTo('http://psa.example', secret).create(ticket)).rejects.toThrow(
    'psa.example must be addressed by https',
  );
});

test.each([
  ['not JSON PRIV', /must be JSON/],
  [JSON.stringify({ companyId: 'x', privateKey: 'PRIV' }), /must be JSON/],
])('a secret that cannot be used is told without its text', async (secret, text) => {
  const error: unknown = await connectedTo('https://psa.example', secret)
    .create(ticket)
    .catch((thrown: unknown) => thrown);
  expect(String(error)).toMatch(text);
  expect(String(error)).not.toContain('PRIV');
});
