import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { faults, systems } from '../../bench/messages/faults.ts';
import { ProductRun } from '../../bench/messages/product.ts';
import { countsOf } from '../../bench/messages/verdict.ts';
import { messagesCommand } from '../../bench/messages.ts';

const size = { tenants: 20, accounts: 3 };
const [technicians, passwords] = [2, 60];

async function ended(...[system, fault]: [(typeof systems)[number], (typeof faults)[number]]) {
  const run = new ProductRun(size, system, fault);
  await run.toTheEnd();
  return run;
}

describe.each(systems)('%s', (system) => {
  test.each(faults)('%s: everything arrives, and once', async (fault) => {
    const counts = countsOf(await ended(system, fault), size);
    expect(counts).toMatchObject({ lost: 0, doubled: 0, deadLetters: 0, ended: 0 });
    expect(counts).toMatchObject({ opened: 20, closed: 20, records: passwords });
    expect(counts.mails - counts.allowed).toBeLessThanOrEqual(2 * technicians);
  });
});

test('the same run gives the same figures', async () => {
  const one = countsOf(await ended('psa', 'loses answers'), size);
  expect(countsOf(await ended('psa', 'loses answers'), size)).toEqual(one);
});

describe('what would be wrong is noticed', () => {
  let run: ProductRun;
  beforeAll(async () => {
    run = await ended('mail', 'fine');
  });
  /** Counts after something was changed, which is undone. */
  const countsWith = (change: () => () => void) => {
    const undo = change();
    const counts = countsOf(run, size);
    undo();
    return counts;
  };

  test.each([0, 1, 2, 3, 4])('mail %i of five did not arrive, or came twice', (n) => {
    const { sent } = run.mail;
    expect(sent).toHaveLength(5);
    const lost = countsWith(() => {
      const [mail] = sent.splice(n, 1);
      return () => sent.splice(n, 0, ...(mail === undefined ? [] : [mail]));
    });
    expect(lost).toMatchObject({ lost: 1, doubled: 0 });
    const doubled = countsWith(() => {
      sent.push(...sent.slice(n, n + 1));
      return () => sent.pop();
    });
    expect(doubled).toMatchObject({ lost: 0, doubled: 1, allowed: 0 });
  });

  test('a card did not arrive', () => {
    const lost = countsWith(() => {
      const card = run.teams.posted.splice(0, 1);
      return () => run.teams.posted.unshift(...card);
    });
    expect(lost).toMatchObject({ lost: 1 });
  });

  test('a ticket is open, lacks a note, or has it twice', () => {
    const [ticket] = run.psa.tickets;
    if (ticket === undefined) throw new Error('there is a ticket');
    const open = countsWith(() => {
      ticket.closed = false;
      return () => {
        ticket.closed = true;
      };
    });
    expect(open).toMatchObject({ lost: 1, closed: 19 });
    const lacking = countsWith(() => {
      const notes = ticket.notes.splice(0);
      return () => ticket.notes.push(...notes);
    });
    expect(lacking).toMatchObject({ lost: 1 });
    const twice = countsWith(() => {
      ticket.notes.push('result');
      return () => ticket.notes.pop();
    });
    expect(twice).toMatchObject({ doubled: 1 });
  });

  test('a record of the vault holds another password', () => {
    const { records } = run.vault;
    const [[name, password] = ['', '']] = records;
    const wrong = countsWith(() => {
      records.set(name, 'another');
      return () => records.set(name, password);
    });
    expect(wrong).toMatchObject({ lost: 1, records: passwords - 1 });
  });
});

test('the command prints a line for each run, and its exit code says whether something was lost', async () => {
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    const args = ['--tenants', '20', '--accounts', '3', '--only', 'all fine', 'vault down'];
    await messagesCommand().parseAsync(args, { from: 'user' });
  } finally {
    write.mockRestore();
  }
  expect(printed.map((line) => line.slice(0, 20).trim())).toEqual(['all fine', 'vault down']);
  expect(process.exitCode).toBeUndefined();
});
