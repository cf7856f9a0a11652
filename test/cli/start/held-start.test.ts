import { expect, test } from '@jest/globals';
import { heldStart } from '../../../cli/start/held-start.ts';
import type { Estate, Schedule } from '../../../config/estate.ts';
import { holdId } from '../../../lambda/domain/cycle/hold.ts';
import { openCycle } from '../../../lambda/usecases/cycle/open-cycle.ts';
import { CONTOSO, estate, World } from '../../lambda/usecases/in-memory.ts';

const admins = estate.schedules.find((each): each is Schedule => each.class === 'admin');
if (admins === undefined) throw new Error('the example has a schedule for admins');
const NOW = new Date('2026-12-01T05:00:00.000Z');
const blackOut = { from: '2026-12-01', to: '2026-12-02', reason: 'freeze' };
const held = (world: World, of: Estate = estate) => heldStart(of, world.ports, admins, NOW);

test('where all tenants are on hold they are named, with the commands that release them', async () => {
  const said = await held(new World([]));
  expect(said).toMatch(/^no cycle is started: all tenants of admin-monthly are on hold/);
  for (const { displayName } of estate.tenants) expect(said).toContain(`On hold: ${displayName}, admin-monthly`);
  expect(said).toContain('npm run rotation -- start --dry-run --schedule admin-monthly');
  expect(said).toContain('npm run rotation -- release --class admin --reason');
});

test('where dry runs of all were made, none is asked for', async () => {
  const world = new World([]);
  for (const { tenantId } of estate.tenants) {
    const dryRun = { cycleId: '2026-11-30-admin-monthly-dry-12345678', at: '2026-11-30T09:00:00.000Z' };
    world.tables.holdRows.set(holdId({ tenantId, class: 'admin' }), { tenantId, class: 'admin', dryRun });
  }
  const said = await held(world);
  expect(said).toContain('dry run 2026-11-30-admin-monthly-dry-12345678 of 2026-11-30 can be looked at');
  expect(said).not.toContain('--dry-run');
});

test('of a thousand tenants, ten are named and the others counted', async () => {
  const [one] = estate.tenants;
  if (one === undefined) throw new Error('the example has tenants');
  const tenants = Array.from({ length: 1000 }, (_, n) => ({ ...one, tenantId: `t-${n}`, displayName: `Tenant ${n}` }));
  const lines = (await held(new World([]), { ...estate, tenants }))?.split('\n') ?? [];
  expect(lines.filter((line) => line.includes('On hold: '))).toHaveLength(10);
  expect(lines.join('\n')).toContain('and 990 more: npm run rotation -- release');
});

test.each<[string, World, Estate]>([
  ['one is released', new World([{ tenantId: CONTOSO }]), estate],
  ['a black-out keeps them, which the cycle tells', new World([]), { ...estate, blackOuts: [blackOut] }],
])('nothing is said where %s', async (_, world, of) => expect(await held(world, of)).toBeUndefined());

test('that nobody has the schedule is told', async () => {
  const leftOut = { leftOut: 'their own team' };
  const tenants = estate.tenants.map((each) => ({ ...each, schedules: { [admins.name]: leftOut } }));
  expect(await held(new World([]), { ...estate, tenants })).toContain('no tenant of the estate has admin-monthly');
});

test('it says what the function does that opens cycles', async () => {
  for (const world of [new World([]), new World([{ tenantId: CONTOSO }])]) {
    const onDemand = { requestedBy: 'arn:aws:iam::123456789012:user/ada', reason: 'by hand' };
    const input = { schedule: admins.name, scheduledFor: NOW, executionId: 'by-hand', dryRun: false, onDemand };
    const { opened } = await openCycle(world.ports, input);
    expect((await held(world)) === undefined).toBe(opened);
  }
});
