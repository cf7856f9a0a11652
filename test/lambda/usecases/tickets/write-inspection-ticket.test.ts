import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Finding, inspectionOf, type Result, resultOf } from '../../../../lambda/domain/inspection/inspection.ts';
import { PsaBusy } from '../../../../lambda/ports/tickets.ts';
import { writeTickets } from '../../../../lambda/usecases/tickets/write-tickets.ts';
import { CONTOSO } from '../messages/world.ts';
import { due, TicketWorld } from './ticket-world.ts';

const failing: Finding = {
  code: 'blocked',
  state: 'failed',
  sentence: 'Its sign-in is blocked: let it sign in.',
  account: 'bg2@contoso.onmicrosoft.com',
};
const untested: Finding = { code: 'not-tested', state: 'unknown', sentence: 'Its last sign-in was not told.' };
const inspection = { messageId: 'i0', receives: 1, inspection: 'break-glass', tenantId: CONTOSO } as const;

let world: TicketWorld;
beforeEach(() => {
  world = new TicketWorld();
});

async function found(result: Result) {
  const last = await world.tables.inspections.find('break-glass', CONTOSO);
  const about = { kind: 'break-glass', tenantId: CONTOSO, tenantName: 'Contoso Ltd' } as const;
  await world.tables.inspections.save(inspectionOf(about, result, last, world.instant), last, []);
}

const write = (arrived = [inspection], tickets = world.ports().tickets) =>
  writeTickets(
    { ...world.ports(), tickets, inspections: world.tables.inspections },
    arrived,
    world.instant.getTime() + 300_000,
  );
function theTicket() {
  const [first] = world.psa.tickets;
  if (first === undefined) throw new Error('there is no ticket');
  return first;
}
const actions = () => world.tables.records.map(({ action }) => action);

describe('the ticket of an inspection', () => {
  test('says what fails, of which account, and what is not known', async () => {
    await found(resultOf([failing, untested]));
    expect(await write()).toMatchObject({ failed: [], problems: [] });
    const { key, company, summary, body } = theTicket();
    expect([key, company]).toEqual(['m365rot:break-glass:contoso:20261207041000', 'CONTOSO']);
    expect(summary).toBe('Break-glass drill 2026-Q4 failed: Contoso Ltd');
    expect(body).toContain('FAILED (1)\n- bg2@contoso.onmicrosoft.com: Its sign-in is blocked: let it sign in.');
    expect(body).toContain('NOT KNOWN (1)\n- Not known: Its last sign-in was not told.');
    expect(actions()).toEqual(['ticket.created']);
    expect(world.tables.records[0]).not.toHaveProperty('cycleId');
  });

  test('is one while it lasts, is noted when something else fails, and closed when nothing does', async () => {
    await found(resultOf([failing]));
    for (let times = 0; times < 3; times += 1) {
      await write();
      world.pass(24 * 60);
      await found(resultOf([failing]));
    }
    expect([world.psa.tickets.length, theTicket().notes]).toEqual([1, []]);
    await found(resultOf([failing, untested]));
    await write();
    world.pass(24 * 60);
    await found(resultOf([untested]));
    await write();
    await write();
    expect(theTicket().notes.map(({ key }) => key)).toEqual(['changed-20261210041000', 'mended-20261211041000']);
    expect(theTicket().notes[1]?.text).toContain('Nothing fails any more.');
    expect(actions()).toEqual(['ticket.created', 'ticket.noted', 'ticket.closed']);
    world.pass(24 * 60);
    await found(resultOf([failing]));
    await write();
    expect(world.psa.tickets).toHaveLength(2);
  });

  test('is not opened where nothing fails, nor for a customer who has no name in the PSA', async () => {
    await found(resultOf([untested]));
    await write();
    world.estate = { ...world.estate, tenants: world.estate.tenants.map(({ ticketCompany: _, ...each }) => each) };
    await found(resultOf([failing]));
    await write();
    expect(world.psa.tickets).toEqual([]);
  });

  test('that was opened, and whose answer got lost, is found again', async () => {
    await found(resultOf([failing]));
    const { system } = world.psa;
    const lost = {
      ...system,
      create: async (ticket: Parameters<typeof system.create>[0]) => {
        await system.create(ticket);
        throw new Error('the answer got lost');
      },
    };
    expect((await write([inspection], lost)).failed).toEqual(['i0']);
    world.pass(30);
    expect((await write()).failed).toEqual([]);
    expect([world.psa.tickets.length, actions()]).toEqual([1, ['ticket.created']]);
  });

  test('waits as others do while the PSA asks for rest, and stops none of them', async () => {
    await found(resultOf([failing]));
    const busy = {
      ...world.psa.system,
      create: async () => {
        throw new PsaBusy('too many', 600);
      },
    };
    expect((await write([inspection], busy)).failed).toEqual(['i0']);
    world.pass(30);
    const all = { ...world.ports(), inspections: world.tables.inspections };
    const written = await writeTickets(all, [due, inspection], world.instant.getTime() + 300_000);
    expect(written).toMatchObject({ failed: [], problems: [] });
  });
});
