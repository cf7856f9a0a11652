import { describe, expect, test } from '@jest/globals';
import type { OutgoingCall } from '../../../../../lambda/adapters/outgoing-call.ts';
import { externalIdOf } from '../../../../../lambda/adapters/psa/autotask/external-id.ts';
import { zoneAddress } from '../../../../../lambda/adapters/psa/autotask/zone.ts';
import { asked, instance, keys, ticket } from './autotask-instance.ts';

const at =
  (end: string, response: () => Response) =>
  ({ address }: OutgoingCall) =>
    new URL(address).pathname.endsWith(end) ? response() : undefined;

const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'did not fail',
    (error: unknown) => String(error),
  );

describe('the key of a ticket', () => {
  test('stays as it is while it fits', () => {
    expect(externalIdOf('x'.repeat(50))).toBe('x'.repeat(50));
    expect(externalIdOf(ticket.key)).toBe(ticket.key);
  });

  test('is a digest where it does not: the same every time, another one for another key, and nobody’s key', () => {
    const long = `${'x'.repeat(50)}1`;
    expect(externalIdOf(long)).toMatch(/^m365rot#[0-9a-f]{40}$/);
    expect(externalIdOf(long)).toBe(externalIdOf(long));
    expect(externalIdOf(long)).not.toBe(externalIdOf(`${'x'.repeat(50)}2`));
    expect(() => externalIdOf(externalIdOf(long))).toThrow('a ticket key must be');
  });

  test.each([[''], ['x'.repeat(101)], ['a b'], ['a"b'], ['a#b'], ['a\n'], ['ä']])('%j is none', (key) => {
    expect(() => externalIdOf(key)).toThrow('a ticket key must be up to 100 letters, digits, and : . _ -');
  });

  test('a long one is found again', async () => {
    const one = instance();
    const key = `m365rot:2026-12-07-admin-monthly-emergency-20261207t2000:${'x'.repeat(24)}`;
    expect(await one.tickets.create({ ...ticket, key })).toBe(await one.tickets.create({ ...ticket, key }));
    expect(one.desk).toHaveLength(1);
  });
});

describe('zones', () => {
  const endpoint = 'https://webservices.autotask.net';

  test.each([
    'https://webservices.autotask.net/ATServicesRest/',
    'https://webservices16.autotask.net/ATServicesRest/',
    'https://webservices16.autotask.net/atservicesrest/',
  ])('%s is one', (url) => expect(zoneAddress({ url }, endpoint)).toBe(url));

  test.each([
    ['https://webservices16.autotask.net.evil.example/ATServicesRest/'],
    ['https://evil.example/webservices16.autotask.net/ATServicesRest/'],
    ['https://webservices16.autotask.net@evil.example/ATServicesRest/'],
    ['https://user:word@webservices16.autotask.net/ATServicesRest/'],
    ['http://webservices16.autotask.net/ATServicesRest/'],
    ['https://webservices16.autotask.net:8443/ATServicesRest/'],
    ['https://webservicesX.autotask.net/ATServicesRest/'],
    ['https://www16.autotask.net/ATServicesRest/'],
    ['https://webservices16.autotask.net/'],
    ['https://webservices16.autotask.net/ATServicesRest/?to=evil'],
    ['https://webservices16.autotask.net/ATServicesRest/#x'],
    ['http://127.0.0.1:9/ATServicesRest/'],
    ['/ATServicesRest/'],
    [4711],
    [null],
  ])('%j is none', (url) => expect(zoneAddress({ url }, endpoint)).toBeUndefined());

  test('on this machine the zone is where it was asked for, and on no other port', () => {
    const here = 'http://127.0.0.1:9102/autotask';
    expect(zoneAddress({ url: `${here}/ATServicesRest/` }, here)).toBe(`${here}/ATServicesRest/`);
    expect(zoneAddress({ url: 'http://127.0.0.1:9103/ATServicesRest/' }, here)).toBeUndefined();
  });

  test('keys never go to an address that is none', async () => {
    const url = 'https://evil.example/ATServicesRest/';
    const one = instance({ instead: at('/zoneInformation', () => Response.json({ url })) });
    expect(await failureOf(one.tickets.create(ticket))).toBe('Error: Autotask named a zone that is none of its own');
    expect(asked(one)).toEqual(['GET zoneInformation']);
    expect(JSON.stringify(one.sent)).not.toContain(keys.secret);
  });
});

describe('a refusal', () => {
  const refusing = (status: number, body: unknown) =>
    instance({ instead: at('V1.0/Tickets', () => Response.json(body, { status })) });

  test.each<[unknown, string]>([
    [['dueDateTime is required.; on record number [0].'], 'dueDateTime is required'],
    [['Value 99 is not valid for queueID.'], 'queueID is invalid'],
    [
      ['The companyID 175 is inactive.', 'title exceeds the maximum length of 255.'],
      'companyID is inactive, title is too long',
    ],
    [['externalID: PRIVATE-SECRET dueDateTime required'], 'externalID is required'],
    [['queueID PRIVATE-SECRET'], 'queueID is refused'],
    [['PRIVATE-SECRET'], 'a reason that is not told here'],
    [[{ text: 'PRIVATE-SECRET' }], 'a reason that is not told here'],
  ])('of status 500 with %j is told as "%s"', async (errors, words) => {
    const failure = await failureOf(refusing(500, { errors }).tickets.create(ticket));
    expect(failure).toBe(`AutotaskRefusal: Autotask answered 500 (${words})`);
  });

  test.each([
    [500, 'PRIVATE-SECRET'],
    [500, { errors: [] }],
    [500, { errors: 'PRIVATE-SECRET' }],
    [401, 'PRIVATE-SECRET'],
    [403, null],
    [503, { message: 'PRIVATE-SECRET' }],
  ])('of status %i with %j is told by its status', async (status, body) => {
    const failure = await failureOf(refusing(status, body).tickets.create(ticket));
    expect(failure).toBe(`AutotaskRefusal: Autotask answered ${status}`);
  });

  test('makes picklists be read again: one may have changed', async () => {
    let refused = false;
    const one = instance({
      instead: (request) => {
        if (refused || request.method !== 'POST' || !request.address.endsWith('V1.0/Tickets')) return undefined;
        refused = true;
        return Response.json({ errors: ['queueID is invalid'] }, { status: 500 });
      },
    });
    expect(await failureOf(one.tickets.create(ticket))).toContain('queueID is invalid');
    await one.tickets.create(ticket);
    expect(asked(one).filter((each) => each === 'GET Tickets/entityInformation/fields')).toHaveLength(2);
  });

  test('as an outage, without a reason, does not', async () => {
    const one = instance();
    one.fail(({ nth }) => (nth === 6 ? { kind: 'broken' } : undefined));
    expect(await failureOf(one.tickets.create(ticket))).toBe('AutotaskRefusal: Autotask answered 500');
    await one.tickets.create(ticket);
    expect(asked(one).filter((each) => each === 'GET Tickets/entityInformation/fields')).toHaveLength(1);
  });
});

describe('an answer that cannot be', () => {
  test.each<[string, string, unknown]>([
    ['a list instead of a page', '/Tickets/query', []],
    ['items without ids', '/Tickets/query', { items: [{ externalID: ticket.key }] }],
    ['no list of fields', '/Tickets/entityInformation/fields', { fields: null }],
    ['a ticket without a number', 'V1.0/Tickets', {}],
    ['a ticket with a text for a number', 'V1.0/Tickets', { itemId: '1001' }],
    ['companies without ids', '/Companies/query', { items: [{}] }],
  ])('%s', async (_name, end, json) => {
    const one = instance({ instead: at(end, () => Response.json(json)) });
    expect(await failureOf(one.tickets.create(ticket))).toBe(
      'Error: Autotask answered with something that cannot be read',
    );
    expect(one.desk).toEqual([]);
  });

  test('a page of other tickets is not ours', async () => {
    const items = [{ id: 7, externalID: ticket.key.toUpperCase() }, { id: 8, externalID: null }, { id: 9 }];
    const one = instance({ instead: at('/Tickets/query', () => Response.json({ items })) });
    expect(await one.tickets.create(ticket)).toBe('1001');
  });

  test('of two tickets with one key the older is taken, each time', async () => {
    const items = [9, 7, 8].map((id) => ({ id, companyID: 29_684_175, externalID: ticket.key }));
    const one = instance({
      instead: (request) =>
        at('/Tickets/query', () => Response.json({ items }))(request) ??
        at('/Notes', () => Response.json({ itemId: 1 }))(request),
    });
    expect(await one.tickets.create(ticket)).toBe('7');
  });
});

describe('the company of a ticket', () => {
  const companies = (items: unknown) => instance({ instead: at('/Companies/query', () => Response.json({ items })) });

  test('is found by its exact name or by its id', async () => {
    const one = instance();
    await one.tickets.create({ ...ticket, company: '175' });
    await one.tickets.create({ ...ticket, key: 'named', company: ' Fabrikam' });
    expect(one.desk.map(({ company }) => company)).toEqual(['Fabrikam', 'Company 175']);
  });

  test.each<[string, unknown, string]>([
    ['nobody', [], 'Autotask has no company of the name or id in the estate'],
    [
      'one that is inactive',
      [{ id: 1, companyName: 'Contoso Ltd', isActive: false }],
      'the company in the estate is inactive in Autotask',
    ],
    [
      'two of one name',
      [1, 2].map((id) => ({ id, companyName: 'Contoso Ltd', isActive: true })),
      'Autotask has several companies of the name or id in the estate',
    ],
    [
      'one in other capitals',
      [{ id: 1, companyName: 'CONTOSO LTD', isActive: true }],
      'Autotask writes the name of the company in the estate otherwise',
    ],
    [
      'others, though only one was asked for',
      [{ id: 1, companyName: 'Fabrikam', isActive: true }],
      'Autotask has no company of the name or id in the estate',
    ],
  ])('%s: no ticket', async (_name, items, sentence) => {
    const one = companies(items);
    expect(await failureOf(one.tickets.create(ticket))).toBe(`TicketRefused: ${sentence}`);
    expect(one.desk).toEqual([]);
  });

  test('digits may be a name too: with one company of the id and another of the name, there is none', async () => {
    const one = companies([
      { id: 175, companyName: 'Contoso Ltd', isActive: true },
      { id: 12, companyName: '175', isActive: true },
    ]);
    expect(await failureOf(one.tickets.create({ ...ticket, company: '175' }))).toContain('several companies');
  });
});

describe('names of the estate that the instance does not have', () => {
  test.each([
    [{ queue: 'Nowhere' }, 'create', 'Autotask has no active queueID of the name in psa.queue'],
    [{ raisedPriority: 'Nowhere' }, 'raise', 'Autotask has no active priority of the name in psa.raisedPriority'],
    [{ closedStatus: 'Waiting (old)' }, 'close', 'Autotask has no active status of the name in psa.closedStatus'],
  ] as const)('%j', async (psa, act, sentence) => {
    const one = instance({ psa });
    if (act !== 'create') await one.tickets.create(ticket);
    const note = { key: 'closed', text: 'x' };
    const acts = {
      create: () => one.tickets.create(ticket),
      raise: () => one.tickets.raise({ ...ticket, number: '1001' }),
      close: () => one.tickets.close({ ...ticket, number: '1001' }, note),
    };
    expect(await failureOf(acts[act]())).toBe(`Error: ${sentence}`);
  });

  test('two queues of one name: neither is taken', async () => {
    const one = instance({ instance: { places: ['Security', 'security '] } });
    expect(await failureOf(one.tickets.create(ticket))).toContain('several active queueIDs');
  });

  test('no internal visibility of notes: no ticket at all', async () => {
    const publish = [
      { value: '1', label: 'All Autotask Users', isActive: true },
      { value: '4', label: 'Internal & Co-Managed', isActive: true },
      { value: '2', label: 'Internal Project Team', isActive: false },
    ];
    const fields = [
      { name: 'publish', picklistValues: publish },
      { name: 'NoteType', picklistValues: [{ value: '3', label: 'Task Notes', isActive: true }] },
    ];
    const one = instance({ instead: at('/TicketNotes/entityInformation/fields', () => Response.json({ fields })) });
    expect(await failureOf(one.tickets.create(ticket))).toContain('no visibility of ticket notes that is internal');
    expect(one.desk).toEqual([]);
  });
});

describe('keys', () => {
  test.each([
    ['nothing', '', /must be JSON with userName, secret and integrationCode/],
    ['one missing', JSON.stringify({ ...keys, userName: '' }), /must be JSON/],
    [
      'one twice',
      '{"secret":"PRIVATE-SECRET","secret ":"other","userName":"a","integrationCode":"b"}',
      /has secret twice/,
    ],
  ])('%s: nothing is sent, and nothing of it told', async (_name, secret, words) => {
    const one = instance({ secret: () => secret });
    const failure = await failureOf(one.tickets.create(ticket));
    expect(failure).toMatch(words);
    expect(failure).not.toContain('PRIVATE');
    expect(one.sent).toEqual([]);
  });

  test('that are others now ask for their zone anew', async () => {
    let secret = JSON.stringify({ ...keys, secret: 'old' });
    const one = instance({ secret: () => secret });
    expect(await failureOf(one.tickets.create(ticket))).toBe('AutotaskRefusal: Autotask answered 401');
    secret = JSON.stringify(keys);
    expect(await one.tickets.create(ticket)).toBe('1001');
    secret = JSON.stringify({ ...keys, userName: 'nobody@northwind.example' });
    expect(await failureOf(one.tickets.create({ ...ticket, key: 'x' }))).toContain('answered 500');
  });
});

test('requests of one ticket share their time', async () => {
  const one = instance({
    instead: () => {
      one.later(11_000);
      return undefined;
    },
  });
  expect(await failureOf(one.tickets.create(ticket))).toBe('Error: Autotask takes too long');
  expect(one.sent.map(({ timeoutMs }) => timeoutMs)).toEqual([10_000, 10_000, 10_000, 7_000]);
});
