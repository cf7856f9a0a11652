import { describe, expect, test } from '@jest/globals';
import { asked, type Instance, instance, keys, ticket } from './autotask-instance.ts';

const note = { key: 'asked', text: 'Anna and Ben were asked.' };
const done = { key: 'closed', text: '3 accounts rotated.' };

const notesOf = ({ desk }: Instance) => desk.flatMap(({ notes }) => notes);

test('looks for the key first, then creates a ticket whose body is an internal note', async () => {
  const one = instance();
  expect(await one.tickets.create(ticket)).toBe('1001');
  expect(asked(one)).toEqual([
    'GET zoneInformation',
    'POST Tickets/query',
    'GET TicketNotes/entityInformation/fields',
    'POST Companies/query',
    'GET Tickets/entityInformation/fields',
    'POST Tickets',
    'POST Tickets/1001/Notes',
  ]);
  expect(JSON.parse(one.sent[1]?.body ?? '')).toEqual({
    filter: [{ op: 'eq', field: 'externalID', value: ticket.key }],
    IncludeFields: ['id', 'companyID', 'externalID'],
    MaxRecords: 10,
  });
  expect(JSON.parse(one.sent[5]?.body ?? '')).toEqual({
    companyID: 29_684_175,
    status: 1,
    priority: 4,
    queueID: 29_682_834,
    title: ticket.summary,
    dueDateTime: '2026-12-14T20:00:00.000Z',
    externalID: ticket.key,
    description:
      'About passwords of Microsoft 365 accounts. What is asked, and what has happened, stands in the internal notes of this ticket.',
  });
  expect(one.desk).toMatchObject([
    {
      key: ticket.key,
      company: 'Contoso Ltd',
      place: { kind: 'queue', name: 'Security' },
      status: 'New',
      closed: false,
      notes: [{ internal: true, text: 'M365 password rotation: ticket\n3 accounts rotated' }],
    },
  ]);
});

test('sends its three keys with every request but the question for the zone', async () => {
  const one = instance();
  await one.tickets.create(ticket);
  const [zone, ...others] = one.sent;
  expect(zone?.address).toBe(
    'http://127.0.0.1/autotask/ATServicesRest/V1.0/zoneInformation?user=rotation%40northwind.example',
  );
  expect(JSON.stringify(zone)).not.toContain(keys.secret);
  for (const { headers } of others) {
    expect(headers).toMatchObject({
      apiintegrationcode: keys.integrationCode,
      username: keys.userName,
      secret: keys.secret,
    });
  }
});

test('asks little: zone, picklists and companies are remembered for an hour', async () => {
  const one = instance();
  await one.tickets.create(ticket);
  const cost = async (work: () => Promise<unknown>) => {
    const before = one.sent.length;
    await work();
    return one.sent.length - before;
  };
  expect(await cost(() => one.tickets.create({ ...ticket, key: 'second' }))).toBe(3);
  expect(await cost(() => one.tickets.create({ ...ticket, key: 'second' }))).toBe(2);
  expect(await cost(() => one.tickets.note({ ...ticket, number: '1001' }, note))).toBe(3);
  expect(await cost(() => one.tickets.raise({ ...ticket, number: '1001' }))).toBe(2);
  expect(await cost(() => one.tickets.close({ ...ticket, number: '1001' }, done))).toBe(4);
  one.later(3_600_000);
  expect(await cost(() => one.tickets.create({ ...ticket, key: 'third' }))).toBe(7);
});

test('a note is internal, and is there once', async () => {
  const one = instance();
  const number = await one.tickets.create(ticket);
  await one.tickets.note({ ...ticket, number }, note);
  await one.tickets.note({ ...ticket, number }, note);
  await one.tickets.note({ ...ticket, number }, { ...note, key: 'reminded' });
  expect(notesOf(one)).toEqual([
    { id: 1, internal: true, text: 'M365 password rotation: ticket\n3 accounts rotated' },
    { id: 2, internal: true, text: 'M365 password rotation: asked\nAnna and Ben were asked.' },
    { id: 3, internal: true, text: 'M365 password rotation: reminded\nAnna and Ben were asked.' },
  ]);
});

test('a note of the same title that the customer wrote does not stand for ours', async () => {
  const one = instance();
  const number = await one.tickets.create(ticket);
  const [made] = one.desk;
  if (made === undefined) throw new Error('there is a ticket');
  one.change({
    ...made,
    notes: [...made.notes, { id: 2, internal: false, text: 'M365 password rotation: asked\nNothing to see here.' }],
  });
  await one.tickets.note({ ...ticket, number }, note);
  await one.tickets.note({ ...ticket, number }, note);
  expect(notesOf(one).filter(({ internal }) => internal)).toHaveLength(2);
});

test('raises the priority that the estate names, and nothing where it names none', async () => {
  const one = instance();
  await one.tickets.raise({ ...ticket, number: await one.tickets.create(ticket) });
  expect(one.desk[0]).toMatchObject({ priority: 'Critical', key: ticket.key, summary: ticket.summary });
  const without = instance({ psa: { raisedPriority: undefined } });
  const before = without.sent.length;
  await without.tickets.raise({ ...ticket, number: '1001' });
  expect(without.sent).toHaveLength(before);
});

test.each([
  [undefined, 'Complete'],
  ['done', 'Done'],
])('closes by the status %s, with a last note, and empties nothing', async (closedStatus, status) => {
  const one = instance({ psa: { closedStatus } });
  const number = await one.tickets.create(ticket);
  await one.tickets.close({ ...ticket, number }, done);
  await one.tickets.close({ ...ticket, number }, done);
  expect(one.desk).toMatchObject([{ status, closed: true, key: ticket.key, summary: ticket.summary }]);
  expect(notesOf(one)).toHaveLength(2);
  expect(asked(one).filter((each) => each.startsWith('PUT'))).toEqual([]);
});

describe('when something goes wrong with one request, and everything is asked again', () => {
  const whole = async ({ tickets }: Instance) => {
    const number = await tickets.create(ticket);
    await tickets.note({ ...ticket, number }, note);
    await tickets.raise({ ...ticket, number });
    await tickets.close({ ...ticket, number }, done);
  };
  const numbers = Array.from({ length: 16 }, (_, i) => i + 1);

  test('there are as many requests as are tried here', async () => {
    const one = instance();
    await whole(one);
    expect(one.sent).toHaveLength(numbers.length);
  });

  test.each(
    (['lost', 'down', 'broken', 'throttled'] as const).flatMap((kind) => numbers.map((nth) => [kind, nth] as const)),
  )('%s at request %i: one ticket, each note once, closed', async (kind, nth) => {
    const one = instance();
    one.fail((request) => {
      if (request.nth !== nth) return undefined;
      return kind === 'throttled' ? { kind, retryAfterSeconds: 30 } : { kind };
    });
    await expect(whole(one)).rejects.toThrow(/^Autotask /);
    await whole(one);
    expect(one.desk).toHaveLength(1);
    expect(one.desk[0]).toMatchObject({ closed: true, priority: 'Critical' });
    expect(notesOf(one).map(({ text }) => text.split('\n')[0])).toEqual([
      'M365 password rotation: ticket',
      'M365 password rotation: asked',
      'M365 password rotation: closed',
    ]);
  });
});

test('four tickets at once use one thread, and each is made', async () => {
  const one = instance();
  await Promise.all(['a', 'b', 'c', 'd'].map((key) => one.tickets.create({ ...ticket, key })));
  expect(one.desk.map(({ key }) => key).sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(one.mostAtOnce()).toBe(1);
});

test('one request that fails stops none that waits behind it', async () => {
  const one = instance();
  one.fail(({ nth }) => (nth === 2 ? { kind: 'down' } : undefined));
  const results = await Promise.allSettled(['a', 'b'].map((key) => one.tickets.create({ ...ticket, key })));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

test('names and texts of others change nothing but their own place', async () => {
  const one = instance();
  const hostile = 'A"}],"status":5,\u202e\u0000 <b>x</b>\r\nsecond\u2028line';
  await one.tickets.create({ ...ticket, summary: `${hostile} ${'x'.repeat(400)}`, body: `${hostile}\n- account` });
  const [made] = one.desk;
  expect(made).toMatchObject({ status: 'New', company: 'Contoso Ltd' });
  expect(made?.summary).toHaveLength(255);
  expect(`${made?.summary}`).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
  expect(`${made?.notes[0]?.text.replaceAll('\n', '')}`).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
  expect(made?.notes[0]?.text).toContain('\n- account');
});

test('a text that is too long for a note is cut between two lines', async () => {
  const one = instance();
  const body = Array.from({ length: 3_000 }, (_, i) => `- account-${i}@contoso.example`).join('\n');
  await one.tickets.create({ ...ticket, body });
  const text = one.desk[0]?.notes[0]?.text ?? '';
  expect(text.length).toBeLessThan(32_100);
  expect(text).toMatch(/\n- account-\d+@contoso\.example\n… The rest is left out here: the portal shows all\.$/);
});

test.each([['4711" or 1'], ['-1'], [''], ['../Companies'], ['1e3']])(
  'a ticket number %j is refused',
  async (number) => {
    const one = instance();
    await expect(one.tickets.note({ ...ticket, number }, note)).rejects.toThrow('a ticket of Autotask has a number');
    await expect(one.tickets.raise({ ...ticket, number })).rejects.toThrow('a ticket of Autotask has a number');
    expect(asked(one).filter((each) => !each.startsWith('GET'))).toEqual([]);
  },
);

test('a ticket that is gone is no new one', async () => {
  const one = instance();
  await expect(one.tickets.close({ ...ticket, number: '4711' }, done)).rejects.toThrow(
    /^Autotask has no ticket of this number$/,
  );
  expect(one.desk).toEqual([]);
});
