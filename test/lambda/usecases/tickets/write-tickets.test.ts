import { beforeEach, describe, expect, test } from '@jest/globals';
import { PsaBusy } from '../../../../lambda/ports/tickets.ts';
import { Stop, watched } from '../in-memory.ts';
import { estate, FABRIKAM, rotation } from '../messages/world.ts';
import { delivered, life, NOTES } from './ticket-life.ts';
import { approved, due, failed, rotated, TicketWorld, uncertain, waiting } from './ticket-world.ts';

let world: TicketWorld;
beforeEach(() => {
  world = new TicketWorld();
});

function expectWholeLife(of: TicketWorld): void {
  expect(of.psa.tickets).toHaveLength(1);
  expect([...new Set(of.notes)]).toEqual([...of.notes]);
  expect(of.psa.ticket()).toMatchObject({ closed: true, raised: true });
  expect(of.notes.filter((each) => each === 'result')).toHaveLength(1);
  // Each of the accounts is told with its last end.
  const text = of.psa
    .ticket()
    .notes.map((each) => each.text)
    .join('\n');
  for (const name of ['anna', 'bert', 'carl']) {
    expect(text.lastIndexOf(`ROTATED`)).toBeGreaterThan(-1);
    expect(text).toMatch(new RegExp(`ROTATED \\(\\d\\)\\n(?:(?!\\n\\n)[^])*${name}@`));
  }
  const records = of.tables.records.map(({ action }) => action);
  expect(records.filter((each) => each === 'ticket.created')).toHaveLength(1);
  expect(records.filter((each) => each === 'ticket.closed')).toHaveLength(1);
}

test('a life without trouble: each note once, in its order', async () => {
  for (const happens of life) {
    happens(world);
    await delivered(world, () => world.write());
    await delivered(world, () => world.write([due, { ...due, messageId: 'm1' }]));
  }
  expect(world.notes).toEqual(NOTES);
  expectWholeLife(world);
  expect(world.psa.calls).toEqual(['create', 'note', 'note', 'note', 'raise', 'note', 'note', 'note', 'close']);
});

describe('a function that stops at any outside call, before or after it was carried out', () => {
  test('leaves one ticket, each note once, and closes it once', async () => {
    let stops = 0;
    for (const moment of ['before', 'after'] as const) {
      for (let n = 1, over = false; !over; n += 1) {
        const each = new TicketWorld();
        const stop = new Stop(n, moment);
        const ports = () => watched(each.ports(), stop.watch);
        for (const happens of life) {
          happens(each);
          await delivered(each, async () => {
            stop.restart();
            const written = await each.write([due], ports());
            // A function that was stopped has answered nothing.
            if (stop.isDown) throw new Error('stopped');
            return written;
          });
        }
        over = !stop.happened && stop.calls < n;
        if (!over) stops += 1;
        expectWholeLife(each);
      }
    }
    expect(stops).toBeGreaterThan(150);
  });
});

describe('the PSA fails', () => {
  const calls = ['create', 'note', 'raise', 'close'] as const;

  test.each(calls.flatMap((call) => (['before', 'after'] as const).map((moment) => [call, moment] as const)))(
    'each first %s fails %s it was carried out',
    async (call, moment) => {
      const seen = new Set<string>();
      world.psa.trouble = (made, at) => {
        const name = `${made} ${world.psa.calls.filter((each) => each === made).length}`;
        if (made !== call || at !== moment || seen.has(name) || seen.size > 3) return;
        seen.add(name);
        throw new Error(moment === 'before' ? 'answered 500' : 'did not answer');
      };
      for (const happens of life) {
        happens(world);
        await delivered(world, () => world.write());
      }
      expect(seen.size).toBeGreaterThan(0);
      expectWholeLife(world);
    },
  );

  test('for three days: the ticket tells all of it afterwards', async () => {
    const from = world.instant.getTime();
    world.psa.trouble = () => {
      if (world.instant.getTime() - from < 71 * 3_600_000) throw new Error('did not answer');
    };
    for (const happens of life.slice(0, 5)) happens(world);
    world.instant = new Date(from);
    await delivered(world, () => world.write());
    expect(world.notes).toEqual(['result']);
    for (const happens of life.slice(5)) happens(world);
    await delivered(world, () => world.write());
    expectWholeLife(world);
  });

  test('and asks to be left alone: nobody calls it before', async () => {
    world.accounts = { anna: waiting };
    let busy = true;
    world.psa.trouble = () => {
      if (busy) throw new PsaBusy('takes no more requests', 3_600);
    };
    const first = await world.write();
    expect(first.failed).toEqual(['m0']);
    world.pass(59);
    expect(await world.write()).toEqual({
      failed: ['m0'],
      problems: ['the PSA asked to be left alone until 2026-12-07T05:10:00.000Z'],
      late: false,
    });
    expect(world.psa.calls).toHaveLength(1);
    busy = false;
    world.pass(2);
    await world.write();
    expect(world.psa.tickets).toHaveLength(1);
  });

  test('one ticket that always fails stops no other; three in a row, and the rest is left to the next run', async () => {
    const many = manyTenants(6);
    const calls: string[] = [];
    world.estate = { ...estate, tenants: many.map(({ tenant }) => tenant) };
    const { create } = world.psa.system;
    const ports = (isBad: (company: string) => boolean) => ({
      ...world.ports(),
      tickets: {
        ...world.psa.system,
        create: async (ticket: Parameters<typeof create>[0]) => {
          calls.push(ticket.company);
          if (isBad(ticket.company)) throw new Error('company not found');
          return create(ticket);
        },
      },
    });
    const arrived = many.map(({ due: each }, n) => ({ ...each, receives: n === 0 ? 9 : 1 }));
    const one = await world.write(
      arrived,
      ports((company) => company === 'C0'),
    );
    expect(one.failed).toEqual(['m0']);
    // What has failed before comes last.
    expect(calls).toEqual(['C1', 'C2', 'C3', 'C4', 'C5', 'C0']);
    calls.length = 0;
    const other = new TicketWorld();
    for (const name of ['tenantRows', 'rotationRows'] as const) {
      for (const [key, row] of world.tables[name]) other.tables[name].set(key, row as never);
    }
    other.estate = world.estate;
    const all = await other.write(
      many.map(({ due: each }) => each),
      { ...ports(() => true), progress: other.tables.ticketProgress, sent: other.tables.sent },
    );
    expect(calls).toHaveLength(3);
    expect(all.failed).toHaveLength(6);
  });

  test('no call is begun that the run has no time for; what is left comes again', async () => {
    world.accounts = { anna: failed, bert: approved };
    const ports = world.ports();
    const slow = {
      ...ports,
      tickets: {
        ...world.psa.system,
        create: async (ticket: Parameters<typeof world.psa.system.create>[0]) => {
          world.pass(4);
          return world.psa.system.create(ticket);
        },
      },
    };
    expect((await world.write([due], slow)).failed).toEqual(['m0']);
    expect(world.psa.calls).toEqual(['create']);
    // Nothing was left undone there: no other run has to wait.
    expect((await world.write()).failed).toEqual([]);
    expect(world.notes).toEqual(['trouble-1', 'decided']);
  });
});

/** Tenants of an estate, each with an account that waits. */
function manyTenants(count: number) {
  return Array.from({ length: count }, (_, n) => {
    const tenantId = `${FABRIKAM.slice(0, -2)}${String(n).padStart(2, '0')}`;
    const [example] = estate.tenants;
    if (example === undefined) throw new Error('the example has no tenant');
    world.tables.tenantRows.set(`${due.cycleId}/${tenantId}`, {
      cycleId: due.cycleId,
      tenantId,
      displayName: `Tenant ${n}`,
      status: 'discovered',
      accountsSeen: 1,
      excluded: {},
      rotations: 1,
      openCount: 1,
    });
    world.set({ ...rotation('anna', waiting), tenantId });
    return {
      tenant: { ...example, name: `t${n}`, tenantId, ticketCompany: `C${n}` },
      due: { ...due, tenantId, messageId: `m${n}` },
    };
  });
}

test('what happens between a note that was not recorded and the next run is told in another note', async () => {
  world.tenant = { status: 'closed' };
  world.accounts = { bert: failed, carl: uncertain };
  await world.write();
  world.set({ ...rotation('bert', rotated), reopened: 1 });
  world.psa.trouble = (call, moment) => {
    if (call === 'note' && moment === 'after') throw new Error('did not answer');
  };
  await world.write();
  world.psa.trouble = () => undefined;
  world.set(rotation('carl', rotated));
  world.pass(30);
  await world.write();
  expect(world.notes).toEqual(['result', 'later-1', 'later-2']);
  expect(world.note('later-1')).toContain('bert@');
  expect(world.note('later-1')).not.toContain('carl@');
  expect(world.note('later-2')).toContain('carl@');
  expect(world.note('later-2')).not.toContain('bert@');
});

test('two runs at once make one ticket: the other one leaves it to the queue', async () => {
  world.accounts = { anna: waiting };
  const answers = await Promise.all([world.write(), world.write([{ ...due, messageId: 'm1' }])]);
  expect(answers.flatMap(({ failed: left }) => left)).toHaveLength(1);
  expect(world.psa.calls).toEqual(['create']);
});

test('a PSA that carries out late what it did not answer gets no second ticket: nobody asks again at once', async () => {
  world.accounts = { anna: waiting };
  const late: (() => Promise<unknown>)[] = [];
  const slow = {
    ...world.psa.system,
    create: async (ticket: Parameters<typeof world.psa.system.create>[0]) => {
      late.push(() => world.psa.system.create(ticket));
      throw new Error('did not answer');
    },
  };
  await world.write([due], { ...world.ports(), tickets: slow });
  world.pass(1);
  expect((await world.write([{ ...due, messageId: 'm1' }])).failed).toEqual(['m1']);
  await late[0]?.();
  world.pass(30);
  await world.write();
  expect(world.psa.tickets).toHaveLength(1);
});

describe('somebody is called where a ticket has waited for two hours: the queue’s own age forgets what was received three times', () => {
  const down = () => {
    world.psa.trouble = () => {
      throw new Error('did not answer');
    };
  };
  const busy = () => {
    world.psa.trouble = () => {
      throw new PsaBusy('takes no more requests', 3_600 * 5);
    };
  };

  test.each([
    ['down', down],
    ['throttled', busy],
  ])('the PSA is %s: at the fifth try, with half an hour between them', async (_, given) => {
    world.accounts = { anna: waiting };
    given();
    const late: boolean[] = [];
    for (let receives = 1; receives <= 6; receives += 1) {
      late.push((await world.write([{ ...due, receives }])).late);
      world.pass(30);
    }
    expect(late).toEqual([false, false, false, false, true, true]);
  });

  test('a message that came late and was written calls nobody', async () => {
    world.accounts = { anna: waiting };
    expect(await world.write([{ ...due, receives: 9 }])).toEqual({ failed: [], problems: [], late: false });
  });

  test('nor does a long backlog, whose messages were delivered once', async () => {
    world.accounts = { anna: waiting };
    down();
    world.pass(300);
    expect((await world.write()).late).toBe(false);
  });

  test('one of several messages about a ticket is enough', async () => {
    world.accounts = { anna: waiting };
    down();
    const both = [due, { ...due, messageId: 'm1', receives: 7 }];
    expect(await world.write(both)).toMatchObject({ failed: ['m0', 'm1'], late: true });
  });
});

test('without a PSA nothing is done', async () => {
  world.accounts = { anna: waiting };
  expect(await world.write([due], { ...world.ports(), tickets: undefined })).toEqual({
    failed: [],
    problems: [],
    late: false,
  });
});
