import { afterEach, describe, expect, test } from '@jest/globals';
import { call } from '../../../../../lambda/adapters/outgoing-call.ts';
import { connectWise } from '../../../../../lambda/adapters/psa/connectwise/connectwise.ts';
import { type Reply, type Seen, type Stub, startStub } from '../../stub-server.ts';
import { estates, type Simulated, type SimulatedSetting, simulated } from '../simulated.ts';

const ticket = { key: 'm365rot:2026-12:contoso', company: 'CONTOSO', summary: 'Passwords', body: 'Six accounts' };
const asked = { key: 'asked', text: 'Asked Ada.' };

let world: Simulated | undefined;
let stub: Stub | undefined;
afterEach(async () => {
  await world?.close();
  await stub?.close();
  world = undefined;
  stub = undefined;
});
const start = async (setting?: SimulatedSetting) => {
  world = await simulated('connectwise', setting);
  return world;
};

/** As another program with rights would, past the product. */
function send({ vendor, exchanges }: Simulated, method: string, path: string, body: unknown): Promise<Response> {
  const { authorization = '', clientid = '' } = exchanges.at(-1)?.headers ?? {};
  const headers = { authorization, clientId: clientid };
  return fetch(`${vendor.endpoint}/v2025_1/apis/3.0/service/${path}`, { method, headers, body: JSON.stringify(body) });
}

const infoRequests = ({ exchanges }: Simulated) => exchanges.filter(({ path }) => path.startsWith('/login/'));

describe('where the API is', () => {
  test('is asked for once an hour, without keys', async () => {
    let minutes = 0;
    const seen = await start({ now: () => new Date(Date.UTC(2026, 11, 7, 5, minutes)) });
    const number = await seen.system.create(ticket);
    await seen.system.note({ ...ticket, number }, asked);
    expect(infoRequests(seen)).toHaveLength(1);
    expect(infoRequests(seen)[0]?.headers).not.toHaveProperty('authorization');
    minutes = 61;
    await seen.system.note({ ...ticket, number }, asked);
    expect(infoRequests(seen)).toHaveLength(2);
  });

  const secret = async () =>
    JSON.stringify({ companyId: 'a/b ?', publicKey: 'PUB', privateKey: 'PRIV', clientId: 'C' });
  const system = async (reply: (request: Seen) => Reply) => {
    stub = await startStub(reply);
    return connectWise({ endpoint: stub.address, secret, psa: estates.connectwise, now: () => new Date(), send: call });
  };

  test('no key goes to a site that ConnectWise names and the estate does not', async () => {
    const tickets = await system(() => ({ json: { Codebase: 'v2025_1/', SiteUrl: 'evil.example' } }));
    await expect(tickets.create(ticket)).rejects.toThrow('neither psa.site nor of myconnectwise.net');
    expect(stub?.seen).toMatchObject([{ path: '/login/companyinfo/a%2Fb%20%3F' }]);
  });

  test('an installation that does not say it has it at the older address', async () => {
    const tickets = await system(({ path }) =>
      path.startsWith('/login')
        ? { status: 404 }
        : { json: [{ id: 7, externalXRef: ticket.key, company: { identifier: 'CONTOSO' } }] },
    );
    expect(await tickets.create(ticket)).toBe('7');
    expect(stub?.seen[1]?.path).toMatch(/^\/v4_6_release\/apis\/3\.0\//);
  });

  test('one that is down is not taken for one that does not say it', async () => {
    const tickets = await system(() => ({ status: 503 }));
    await expect(tickets.create(ticket)).rejects.toThrow(/^ConnectWise answered 503$/);
    expect(stub?.seen).toHaveLength(1);
  });
});

test('what a customer writes is no note of ours, whatever it ends with', async () => {
  const seen = await start();
  const number = await seen.system.create(ticket);
  await send(seen, 'POST', `tickets/${number}/notes`, {
    text: 'Hello\n\n[m365rot asked]',
    detailDescriptionFlag: true,
  });
  await seen.system.note({ ...ticket, number }, asked);
  expect((await seen.tickets())[0]?.notes.filter(({ text }) => text.startsWith('Asked Ada.'))).toHaveLength(1);
});

test('a note is found behind a thousand others', async () => {
  const seen = await start();
  const number = await seen.system.create(ticket);
  stub = await startStub(({ path, method }) => {
    if (path.startsWith('/login')) return { json: null };
    if (/tickets\/\d+\?/.test(path)) {
      const company = { identifier: ticket.company };
      return { json: { id: Number(number), externalXRef: ticket.key, company, board: { id: 1 } } };
    }
    const page = new URL(path, 'http://x').searchParams.get('page');
    const others = Array.from({ length: page === '1' ? 1_000 : 1 }, () => ({ text: 'x', internalAnalysisFlag: true }));
    const own = { text: 'Asked Ada.\n\n[m365rot asked]\n', internalAnalysisFlag: true };
    return method === 'POST' ? { json: { id: 1 } } : { json: page === '1' ? others : [...others, own] };
  });
  const tickets = connectWise({
    endpoint: stub.address,
    secret: async () => seen.vendor.secret,
    psa: estates.connectwise,
    now: () => new Date(),
    send: call,
  });
  await tickets.note({ ...ticket, number }, asked);
  expect(stub.seen.filter(({ method }) => method === 'POST')).toEqual([]);
});

test('a ticket that a person closed with another status keeps it', async () => {
  const seen = await start();
  const number = await seen.system.create(ticket);
  // The board's other status that closes, which is in no list of choices any more.
  await send(seen, 'PATCH', `tickets/${number}`, [{ op: 'replace', path: 'status', value: { name: 'Closed (old)' } }]);
  await seen.system.close({ ...ticket, number }, { key: 'closed', text: 'Done' });
  expect(await seen.tickets()).toMatchObject([{ status: 'Closed (old)', closed: true }]);
});

test('a ticket on a board that the estate named before is closed by a status of that board', async () => {
  const seen = await start();
  const number = await seen.another().create(ticket);
  const other = connectWise({
    endpoint: seen.vendor.endpoint,
    secret: async () => seen.vendor.secret,
    psa: { ...estates.connectwise, board: 'Service Desk' },
    now: () => new Date(),
    send: call,
  });
  await other.close({ ...ticket, number }, { key: 'closed', text: 'Done' });
  expect(await seen.tickets()).toMatchObject([{ place: { name: 'Security' }, closed: true }]);
});

test('the first status of the board that counts as closed, and is active, closes where the estate names none', async () => {
  const seen = await start({ psa: { closedStatus: 'Done here' } });
  const number = await seen.system.create(ticket);
  await seen.system.close({ ...ticket, number }, { key: 'closed', text: 'Done' });
  expect(await seen.tickets()).toMatchObject([{ status: 'Done here', closed: true }]);
});

test('a board or company that the instance does not have is told by the name of its field', async () => {
  const seen = await start({ psa: { places: ['Elsewhere'] } });
  await expect(seen.system.create({ ...ticket, company: 'NOBODY' })).rejects.toThrow(
    /^ConnectWise answered 400 InvalidObject \(company InvalidReference, board InvalidReference\)$/,
  );
});

test('companies are looked at a thousand at a time', async () => {
  const companies = Array.from({ length: 1_444 }, (_, i) => `CUSTOMER${i}`);
  const seen = await start({ psa: { companies } });
  const findings = await seen.system.check(companies);
  expect(findings.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(seen.exchanges.filter(({ path }) => path.endsWith('/companies'))).toHaveLength(2);
});

test('a right that is missing is told for what it is missing for, and the rest is looked at', async () => {
  const seen = await start();
  seen.vendor.fail(({ path }) => (path.endsWith('/priorities') ? { kind: 'broken' } : undefined));
  const findings = await seen.system.check(['CONTOSO']);
  expect(findings.filter(({ problem }) => problem !== undefined).map(({ what }) => what)).toEqual([
    'priority Critical',
  ]);
  expect(findings.map(({ what }) => what)).toContain('company CONTOSO');
});
