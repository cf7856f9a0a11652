import { describe, expect, test } from '@jest/globals';
import { PACE_MS } from '../../../../lambda/adapters/psa/paced-send.ts';
import { psaNames } from '../../../../local/vendors/psas.ts';
import { effort } from '../../../effort.ts';
import { PsaWorld, type Trouble } from './every-psa.ts';
import { delivered, life, NOTES, shortLife } from './ticket-life.ts';
import { rotated, uncertain, waiting } from './ticket-world.ts';

/** Requests, by system: opened in one run, closed in another. */
const USUAL: Readonly<Record<string, number>> = { autotask: 15, connectwise: 9, halopsa: 15 };

/** Requests for the whole life of a ticket with seven notes, names of the instance looked up again in each of its runs. */
const LIFE: Readonly<Record<string, number>> = { autotask: 51, connectwise: 35, halopsa: 46 };

async function live(world: PsaWorld, what = life): Promise<void> {
  for (const happens of what) {
    happens(world);
    await delivered(world, () => world.run());
  }
}

const TITLE = /^M365 password rotation: ([\w-]+)\n/;

/** The key of a note: in Autotask its title, elsewhere its last line. HaloPSA keeps the body of a ticket as a note too. */
function markOf(text: string): readonly string[] {
  const mark = /\[m365rot ([\w-]+)\]/.exec(text)?.[1] ?? TITLE.exec(text)?.[1] ?? 'none';
  return mark === 'none' || mark === 'ticket' ? [] : [mark];
}

function expectOneTicket({ tickets, name }: PsaWorld): void {
  expect(tickets).toHaveLength(1);
  const [ticket] = tickets;
  const marks = (ticket?.notes ?? []).flatMap(({ text }) => markOf(text));
  expect([name, marks.filter((each) => !NOTES.includes(each))]).toEqual([name, []]);
  // Each note once. Which notes there are depends on what had happened when the PSA took them again: each account's end is told.
  expect([...new Set(marks)]).toEqual(marks);
  expect(marks.filter((each) => each === 'result')).toHaveLength(1);
  const told = (ticket?.notes ?? []).map(({ text }) => text).join('\n');
  for (const account of ['anna', 'bert', 'carl']) expect(told).toMatch(new RegExp(`ROTATED[^]*${account}@`));
  expect(ticket).toMatchObject({ closed: true, status: 'Closed', priority: 'Critical' });
}

describe.each(psaNames)('%s', (name) => {
  test('a whole life costs so many requests', async () => {
    const world = new PsaWorld(name);
    await live(world);
    expectOneTicket(world);
    expect(world.requests.length).toBe(LIFE[name]);
  });

  test('a usual life: asked, and closed when all is rotated', async () => {
    const world = new PsaWorld(name);
    world.accounts = { anna: waiting, bert: waiting };
    await world.run();
    world.accounts = { anna: rotated, bert: rotated };
    world.tenant = { status: 'closed' };
    world.pass(10);
    await world.run();
    expect(world.tickets).toMatchObject([{ closed: true }]);
    expect(world.requests.length).toBe(USUAL[name]);
  });

  const once = effort<readonly Trouble[]>(
    ['lost', 'throttled', 'crash after'],
    ['down', 'slow', 'lost', 'throttled', 'throttled for an hour', 'broken', 'crash before', 'crash after'],
  );

  test.each(once.map((trouble) => [trouble]))(
    '%s, at each of its requests in turn: one ticket, each note once',
    async (trouble) => {
      let lives = 0;
      for (let n = 1, over = false; !over; n += 1) {
        const world = new PsaWorld(name);
        world.trouble = (nth) => (nth === n ? trouble : undefined);
        await live(world, shortLife);
        expectOneTicket(world);
        over = world.requests.length < n;
        lives += 1;
      }
      expect(lives).toBeGreaterThan(10);
    },
  );

  const long = effort<readonly Trouble[]>(
    ['down', 'slow'],
    ['down', 'broken', 'slow', 'throttled', 'throttled for an hour'],
  );

  test.each(long.map((trouble) => [trouble]))(
    '%s for an hour, from any minute on: one ticket, each note once',
    async (trouble) => {
      for (const from of [0, 3, 12]) {
        const world = new PsaWorld(name);
        let began: number | undefined;
        world.trouble = (nth) => {
          if (nth <= from) return undefined;
          began ??= world.instant.getTime();
          return world.instant.getTime() - began < 3_600_000 ? trouble : undefined;
        };
        await live(world);
        expectOneTicket(world);
      }
    },
  );
});

describe.each(psaNames)('%s', (name) => {
  test('the answer to the result is lost while something is uncertain, and that is settled before the next try: it is closed', async () => {
    const moments = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    for (const n of moments) {
      for (const trouble of ['lost', 'crash after'] as const) {
        const world = new PsaWorld(name);
        world.accounts = { anna: waiting };
        await world.run();
        world.tenant = { status: 'closed' };
        world.accounts = { anna: uncertain };
        const before = world.requests.length;
        world.trouble = (nth) => (nth === before + n ? trouble : undefined);
        await world.run().catch(() => undefined);
        world.accounts = { anna: rotated };
        world.pass(30);
        await delivered(world, () => world.run());
        expect([n, trouble, world.tickets]).toMatchObject([n, trouble, [{ closed: true, status: 'Closed' }]]);
        const closings = world.tables.records.filter(({ action }) => action === 'ticket.closed');
        expect(closings).toHaveLength(1);
      }
    }
  });

  test('three customers whom the PSA refuses, first in a batch, hold nobody back', async () => {
    const world = new PsaWorld(name);
    const dues = world.tenants(['NOBODY', 'NOBODY ELSE', 'NO SUCH', 'CONTOSO', 'NONE', 'FABRIKAM']);
    const { failed: left } = await world.run(dues);
    expect(left).toEqual(['m0', 'm1', 'm2', 'm4']);
    expect(world.tickets.map(({ company }) => company)).toEqual(['CONTOSO', 'FABRIKAM']);
  });

  test.each(['down', 'broken'] as const)('a PSA that is %s is left alone after three', async (trouble) => {
    const world = new PsaWorld(name);
    const dues = world.tenants(['CONTOSO', 'FABRIKAM', 'CONTOSO', 'FABRIKAM', 'CONTOSO']);
    world.trouble = () => trouble;
    expect((await world.run(dues)).failed).toHaveLength(5);
    expect(world.requests).toHaveLength(3);
  });
});

/** The worst of them: a new run for each ticket, which looks up all names again. */
const MOST_REQUESTS = Math.max(...Object.values(USUAL));

test('approved by all within a minute, a thousand tenants of twelve accounts have their tickets in four and a half hours', () => {
  // A run that writes ten tickets looks names up once: fewer requests than this.
  const seconds = (1_000 * MOST_REQUESTS * PACE_MS) / 1_000 / 2;
  expect(seconds / 3_600).toBeLessThan(4.5);
});
