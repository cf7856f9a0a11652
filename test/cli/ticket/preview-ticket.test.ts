import { expect, test } from '@jest/globals';
import { previewTicket } from '../../../cli/ticket/preview-ticket.ts';
import { actsShown } from '../../../cli/ticket/shown-acts.ts';
import { plannedAccount } from '../../../lambda/domain/plan/plan.ts';
import { instance } from '../../lambda/adapters/psa/autotask/autotask-instance.ts';
import { tenantRowOf } from '../../lambda/usecases/in-memory-tables.ts';
import { CONTOSO, CYCLE, rotation } from '../../lambda/usecases/messages/world.ts';
import { failed, rotated, TicketWorld, waiting } from '../../lambda/usecases/tickets/ticket-world.ts';

/** What would be sent to Autotask for the ticket of a tenant, by the use case that writes it. */

async function preview(world: TicketWorld, one = instance({ instance: { companies: ['CONTOSO'] } })) {
  const { tickets, acts } = await actsShown(one.access);
  await previewTicket(
    {
      ...world.ports(),
      proposals: (cycleId, tenantId) => world.tables.tenants.proposalsOf(cycleId, tenantId),
      tickets,
    },
    CYCLE,
    CONTOSO,
  );
  return { acts, one };
}

/** Everything that is on record, to compare. */
const recorded = (world: TicketWorld) =>
  JSON.stringify(
    [...Object.entries(world.tables)].map(([name, rows]) => [name, rows instanceof Map ? [...rows] : rows]),
  );

test('a cycle whose technicians are asked: one ticket would be opened, and nothing is made or recorded', async () => {
  const world = new TicketWorld();
  world.accounts = { ada: waiting, bob: waiting };
  const before = recorded(world);
  const { acts, one } = await preview(world);
  expect(acts.map(({ act }) => act)).toEqual([`open ticket m365rot:${CYCLE}:contoso`]);
  const bodies = JSON.stringify(acts[0]?.requests?.filter(({ sent }) => !sent));
  expect(bodies).toContain('ada@');
  expect(bodies).toContain('bob@');
  expect(one.desk).toEqual([]);
  expect(recorded(world)).toBe(before);
});

test('a cycle that is done: the note that closes it is told, since the ticket has no number yet', async () => {
  const world = new TicketWorld();
  world.tenant = { status: 'closed' };
  world.accounts = { ada: rotated };
  const { acts, one } = await preview(world);
  expect(acts.map(({ act }) => act)).toEqual([`open ticket m365rot:${CYCLE}:contoso`, 'close, with note result']);
  expect(one.desk).toEqual([]);
});

test('what the PSA has already is found there, and only what it lacks would be sent', async () => {
  const world = new TicketWorld();
  world.accounts = { ada: waiting };
  const one = instance({ instance: { companies: ['CONTOSO'] } });
  const opened = await preview(world, one);
  const key = `m365rot:${CYCLE}:contoso`;
  const number = await one.tickets.create({ key, company: 'CONTOSO', summary: 'x', body: 'y' });
  world.accounts = { ada: failed };
  const { acts } = await preview(world, one);
  expect(opened.acts).toHaveLength(1);
  expect(
    acts.map(({ act, ticket, requests = [] }) => [act, ticket, requests.filter(({ sent }) => !sent).length]),
  ).toEqual([
    [`open ticket ${key}`, undefined, 0],
    ['add note trouble-1', number, 1],
    ['raise the priority', number, 1],
  ]);
  expect(one.desk).toMatchObject([{ priority: 'Medium', notes: [{ id: 1 }] }]);
});

test('a dry run: the ticket that its cycle would open', async () => {
  const world = new TicketWorld();
  world.cycle = { dryRun: true, status: 'closed' };
  world.tenant = { status: 'closed' };
  world.tables.proposalRows.set(tenantRowOf(CYCLE, CONTOSO), [plannedAccount(rotation('ada', waiting).account)]);
  const { acts, one } = await preview(world);
  expect(acts.map(({ act }) => act)).toEqual([`open ticket m365rot:${CYCLE}:contoso`]);
  expect(JSON.stringify(acts)).toContain('ada@');
  expect(one.desk).toEqual([]);
});

test('the dry run itself makes no ticket', async () => {
  const world = new TicketWorld();
  world.cycle = { dryRun: true, status: 'closed' };
  world.tenant = { status: 'closed' };
  world.tables.proposalRows.set(tenantRowOf(CYCLE, CONTOSO), [plannedAccount(rotation('ada', waiting).account)]);
  expect(await world.write()).toEqual({ failed: [], problems: [], late: false });
  expect(world.psa.tickets).toEqual([]);
});

test('a cycle that is not on record is an error', async () => {
  const world = new TicketWorld();
  world.tables.cycleRows.clear();
  await expect(preview(world)).rejects.toThrow(`no cycle ${CYCLE} of this tenant is on record`);
});
