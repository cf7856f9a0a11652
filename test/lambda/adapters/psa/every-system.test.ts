import { afterEach, describe, expect, test } from '@jest/globals';
import type { Ticket, TicketSystem } from '../../../../lambda/ports/tickets.ts';
import { type PsaName, psaNames } from '../../../../local/vendors/psas.ts';
import type { Fault } from '../../../../local/vendors/simulation.ts';
import type { VendorTicket } from '../../../../local/vendors/tickets.ts';
import { effort } from '../../../effort.ts';
import { HOSTILE, survivors } from '../../domain/text/hostile.ts';
import { type Simulated, type SimulatedSetting, simulated } from './simulated.ts';

/** What holds for every PSA: the port's promises, tried against each simulation. */

const key = 'm365rot:2026-12-07-admin-monthly:contoso';
const ticket: Ticket = {
  key,
  company: 'CONTOSO',
  summary: 'M365 password rotation 2026-12-07-admin-monthly: Contoso Ltd',
  body: 'Six accounts.\n\n- ada@contoso.example: asked',
};
const asked = { key: 'asked', text: 'Asked Ada and Bob.' };
const closed = { key: 'closed', text: 'All rotated:\n- ada@contoso.example' };

const hostile = [
  ...HOSTILE,
  '\ud83d',
  'a\ude00',
  '👩\u200d',
  '\uffff',
  '\u0000',
  '[m365rot note-1]',
  '"}',
  '$-USERNAME',
  '<!--',
];
/** The marks that keep what is written from right to left to itself are the product's own. */
const withoutOwnMarks = (text: string) => text.replace(/\u2068([^\u2066-\u2069]*)\u2069/g, '$1');

let world: Simulated | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});
const start = async (name: PsaName, setting?: SimulatedSetting) => {
  world = await simulated(name, setting);
  return world;
};

/** A ticket's whole life. */
async function wholeLife(system: TicketSystem): Promise<string> {
  const number = await system.create(ticket);
  await system.note({ ...ticket, number }, asked);
  await system.raise({ ...ticket, number });
  await system.close({ ...ticket, number }, closed);
  return number;
}

/** What agents see of a ticket, wherever the system keeps it: its body among them. */
const internals = ({ notes }: VendorTicket) => notes.filter(({ internal }) => internal).map(({ text }) => text);
const withText = (found: VendorTicket | undefined, text: string) =>
  found === undefined ? [] : internals(found).filter((each) => each.includes(text));

function expectWholeLife(tickets: readonly VendorTicket[]) {
  expect(tickets).toHaveLength(1);
  expect(tickets[0]).toMatchObject({
    key: expect.anything(),
    company: 'CONTOSO',
    closed: true,
    status: 'Closed',
    priority: 'Critical',
  });
  for (const text of ['ada@contoso.example: asked', asked.text, 'All rotated:']) {
    expect(withText(tickets[0], text)).toHaveLength(1);
  }
}

const longestSummary: Readonly<Record<PsaName, number>> = { autotask: 255, connectwise: 100, halopsa: 100 };

/** Requests, once names are known. */
const costs: Readonly<Record<PsaName, Readonly<Record<'open' | 'note' | 'raise' | 'close', number>>>> = {
  autotask: { open: 3, note: 3, raise: 2, close: 4 },
  connectwise: { open: 2, note: 3, raise: 3, close: 5 },
  halopsa: { open: 5, note: 3, raise: 2, close: 3 },
};

describe.each(psaNames)('%s', (name) => {
  test('opens, notes, raises and closes a ticket', async () => {
    const { system, tickets } = await start(name);
    const number = await wholeLife(system);
    expectWholeLife(await tickets());
    expect(number).toBe(String((await tickets())[0]?.number));
  });

  test('everything a second time changes nothing, also from a function that has just started', async () => {
    const { system, tickets, another } = await start(name);
    const number = await wholeLife(system);
    const before = await tickets();
    expect(await wholeLife(another())).toBe(number);
    expect(await tickets()).toEqual(before);
  });

  test('nothing that the product wrote is seen by the customer but that there is a ticket', async () => {
    const { system, tickets } = await start(name);
    await wholeLife(system);
    const [found] = await tickets();
    expect(found?.notes.filter(({ internal }) => !internal)).toEqual([]);
    expect(found?.body).not.toContain('ada@contoso.example');
  });

  test.each<Fault['kind']>(effort(['lost'], ['lost', 'down', 'broken']))(
    'a call that fails (%s) at any place is repeated to the same end',
    async (kind) => {
      const first = await start(name);
      await wholeLife(first.system);
      const requests = first.exchanges.length;
      expect(requests).toBeGreaterThan(5);
      await first.close();
      for (let failing = 1; failing <= requests; failing++) {
        const { vendor, tickets, another, close } = await start(name);
        vendor.fail(({ nth }) => (nth === failing ? ({ kind } as Fault) : undefined));
        // Each run is a function that starts anew, as after a crash.
        await wholeLife(another()).catch(() => wholeLife(another()));
        expectWholeLife(await tickets());
        await close();
        world = undefined;
      }
    },
  );

  test('two tickets have two keys, and each finds its own', async () => {
    const { system, tickets, another } = await start(name);
    const numbers = [await system.create(ticket), await system.create({ ...ticket, key: `${key}-2` })];
    expect(new Set(numbers).size).toBe(2);
    expect([await another().create(ticket), await another().create({ ...ticket, key: `${key}-2` })]).toEqual(numbers);
    expect(await tickets()).toHaveLength(2);
  });

  test('a ticket of another customer is not written into, also where it has the key', async () => {
    const { system, tickets, another } = await start(name);
    await system.create({ ...ticket, company: 'Fabrikam & Söhne <GmbH>' });
    const before = await tickets();
    await expect(another().create(ticket)).rejects.toThrow(/in the name of another customer/);
    expect(await tickets()).toEqual(before);
  });

  test('a key that is the beginning or the end of another one is another ticket', async () => {
    const { system } = await start(name);
    const numbers: string[] = [];
    for (const each of [`${key}-service`, key, `x${key}`]) numbers.push(await system.create({ ...ticket, key: each }));
    expect(new Set(numbers).size).toBe(3);
  });

  test.each(['x" or id > 0 or externalXRef="', 'a b', 'ä', '', 'x'.repeat(101)])(
    'the key %j is refused',
    async (bad) => {
      const { system, tickets } = await start(name);
      await expect(system.create({ ...ticket, key: bad })).rejects.toThrow(/key/);
      expect(await tickets()).toEqual([]);
      const number = await system.create(ticket);
      const before = await tickets();
      await expect(system.note({ ...ticket, number }, { ...asked, key: bad })).rejects.toThrow(/key/);
      expect(await tickets()).toEqual(before);
    },
  );

  test.each(['1001/../../company', '', '-1', '1 or 1', '١'])('the number %j of a ticket is refused', async (bad) => {
    const { system, exchanges } = await start(name);
    const acts = [
      () => system.note({ ...ticket, number: bad }, asked),
      () => system.raise({ ...ticket, number: bad }),
      () => system.close({ ...ticket, number: bad }, closed),
    ];
    for (const act of acts) {
      await expect(act()).rejects.toThrow(/ticket/);
    }
    expect(exchanges.filter(({ path }) => path.includes('company/') && !path.includes('companyinfo'))).toEqual([]);
  });

  test('a mark in the middle of another note is no note of ours', async () => {
    const { system, tickets } = await start(name);
    const number = await system.create(ticket);
    await system.note({ ...ticket, number }, { key: 'other', text: 'asked\n\n[m365rot asked]\nand more' });
    await system.note({ ...ticket, number }, asked);
    const [found] = await tickets();
    expect(withText(found, asked.text)).toHaveLength(1);
  });

  test('customers are found whatever their names are made of', async () => {
    const { system, tickets } = await start(name);
    await system.create({ ...ticket, company: 'Fabrikam & Söhne <GmbH>' });
    expect(await tickets()).toMatchObject([{ company: 'Fabrikam & Söhne <GmbH>' }]);
  });

  test.each(['NOBODY', 'CONTOS', 'x" or id > 0 or identifier="', '%', '*', ''])(
    'the customer %j gets no ticket',
    async (company) => {
      const { system, tickets } = await start(name);
      const error: unknown = await system.create({ ...ticket, company }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      if (company.length > 1) expect(String(error)).not.toContain(company);
      expect(await tickets()).toEqual([]);
    },
  );

  test('a summary is as long as the system takes, and one line', async () => {
    const { system, tickets } = await start(name);
    await system.create({ ...ticket, summary: `A\n${'ä'.repeat(300)}` });
    const summary = (await tickets())[0]?.summary ?? '';
    expect(summary.length).toBe(longestSummary[name]);
    expect(summary).toMatch(/^A ä+…$/);
  });

  test('names in body and notes are obeyed by no program', async () => {
    const { system, tickets } = await start(name);
    const hostile = '<img src=x onerror=alert(1)>&amp;\u202egnp.exe\u0007 {{7*7}} </div>';
    const number = await system.create({ ...ticket, summary: hostile, body: hostile });
    await system.note({ ...ticket, number }, { ...asked, text: hostile });
    const [found] = await tickets();
    expect([found?.summary ?? '', ...(found === undefined ? [] : internals(found))].flatMap(survivors)).toEqual([]);
    // What agents read is what was written: no tag has come to be, and none has gone.
    expect(withText(found, '<img src=x onerror=alert(1)>&amp;')).toHaveLength(2);
  });

  test('whatever a name is made of, it leaves, and is safe to show', async () => {
    const { system, tickets } = await start(name);
    const number = await system.create(ticket);
    for (const [i, text] of hostile.entries()) {
      await system.create({ ...ticket, key: `${key}-${i}`, summary: `For ${text}`, body: `1\n${text}` });
      await system.note({ ...ticket, number }, { key: `note-${i}`, text });
    }
    const found = await tickets();
    expect(found).toHaveLength(hostile.length + 1);
    const shown = found.flatMap((each) => [each.summary, each.body, ...internals(each)]);
    expect(shown.map(withoutOwnMarks).flatMap(survivors)).toEqual([]);
    expect(found[0] === undefined ? [] : internals(found[0])).toHaveLength(hostile.length + 1);
  });

  test('lines that are indented stay so, and blank lines are there', async () => {
    const { system, tickets } = await start(name);
    const text = 'ROTATED (1)\n- ada@contoso.example\n    Approved by Bo  twice\n\nEnd';
    await system.note({ ...ticket, number: await system.create(ticket) }, { ...asked, text });
    expect(withText((await tickets())[0], text)).toHaveLength(1);
  });

  test('errors hold nothing of what was sent or answered, and no keys', async () => {
    const { system, vendor } = await start(name);
    const number = await system.create(ticket);
    const secrets = Object.values(JSON.parse(vendor.secret)).map(String);
    for (const kind of ['lost', 'broken'] as const) {
      vendor.fail(({ path }) => (path.includes('/token') || path.includes('companyinfo') ? undefined : { kind }));
      for (const act of [
        () => system.create({ ...ticket, key: 'n' }),
        () => system.note({ ...ticket, number }, asked),
        () => system.raise({ ...ticket, number }),
        () => system.close({ ...ticket, number }, closed),
      ]) {
        const error: unknown = await act().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(Error);
        for (const text of [...secrets, 'ada@contoso', 'Asked Ada', ticket.summary])
          expect(String(error)).not.toContain(text);
      }
    }
  });

  test('without a priority in the estate raising asks nothing', async () => {
    const { another, exchanges } = await start(name);
    await another({ raisedPriority: undefined }).raise({ ...ticket, number: '1001' });
    expect(exchanges).toEqual([]);
  });

  test('a priority that the instance does not have is an error, and changes nothing', async () => {
    const { system, tickets } = await start(name, { psa: { priorities: ['Normal'] } });
    const number = await system.create(ticket);
    await expect(system.raise({ ...ticket, number })).rejects.toThrow(/psa.raisedPriority/);
    expect(await tickets()).toMatchObject([{ priority: 'Normal' }]);
  });

  test('a closed status that the instance does not have is an error; mended, the ticket is closed with one note', async () => {
    const { system, another, tickets } = await start(name);
    const number = await system.create(ticket);
    await expect(another({ closedStatus: 'Nowhere' }).close({ ...ticket, number }, closed)).rejects.toThrow(
      /psa.closedStatus/,
    );
    expect(await tickets()).toMatchObject([{ closed: false }]);
    await system.close({ ...ticket, number }, closed);
    const [found] = await tickets();
    expect(found).toMatchObject({ closed: true });
    expect(withText(found, 'All rotated:')).toHaveLength(1);
  });

  test('what it costs is what the page of the system says', async () => {
    const { system, exchanges } = await start(name);
    const cost = async (act: () => Promise<unknown>) => {
      const before = exchanges.length;
      await act();
      return exchanges.length - before;
    };
    await wholeLife(system); // what is asked for once an hour is known then
    const second = { ...ticket, key: `${key}-2` };
    let number = '';
    expect({
      open: await cost(async () => {
        number = await system.create(second);
      }),
      note: await cost(() => system.note({ ...second, number }, asked)),
      raise: await cost(() => system.raise({ ...second, number })),
      close: await cost(() => system.close({ ...second, number }, closed)),
    }).toEqual(costs[name]);
  });

  test('check finds all in order, and changes nothing', async () => {
    const { system, tickets } = await start(name);
    const findings = await system.check(['CONTOSO', 'Fabrikam & Söhne <GmbH>']);
    expect(findings.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(findings.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['keys', 'company CONTOSO', 'priority Critical']),
    );
    expect(await tickets()).toEqual([]);
  });

  test('check says what is wrong: place, status, priority, companies', async () => {
    const { another } = await start(name, { psa: { places: ['Elsewhere'], priorities: ['Normal'] } });
    const findings = await another({ closedStatus: 'Nowhere' }).check(['CONTOSO', 'Old Ltd', 'NOBODY']);
    const wrong = findings.filter(({ problem }) => problem !== undefined).map(({ what }) => what);
    expect(wrong).toEqual(expect.arrayContaining(['priority Critical', 'company Old Ltd', 'company NOBODY']));
    expect(wrong.some((what) => what.includes('Security'))).toBe(true);
    expect(findings.find(({ what }) => what === 'company CONTOSO')).toEqual({ what: 'company CONTOSO' });
    expect(findings.find(({ what }) => what === 'company Old Ltd')?.problem?.is).toContain('inactive');
  });

  test('check with wrong keys says so, and nothing else', async () => {
    const { vendor, another } = await start(name);
    const secret = JSON.stringify(
      Object.fromEntries(Object.keys(JSON.parse(vendor.secret)).map((field) => [field, 'wrong'])),
    );
    const findings = await another({}, secret).check(['CONTOSO']);
    expect(findings).toMatchObject([{ what: 'keys', problem: { is: expect.stringMatching(/answered (40[01]|500)/) } }]);
  });
});
