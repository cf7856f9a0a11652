import { describe, expect, test } from '@jest/globals';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { states } from '../domain/rotation/rotations.ts';
import { rowOf } from '../usecases/in-memory-tables.ts';
import { ADVENTURE, CYCLE, rotation, World } from './portal-world.ts';
import { approving, open, submit } from './requests.ts';
import { wholePortal } from './whole-portal.ts';

const PATH = `/cycles/${CYCLE}/decisions`;
const ops = rotation('ops');
const root = rotation('root');
const elsewhere = rotation('adventurer', { tenantId: ADVENTURE, tenantDisplayName: 'Adventure Works' });

async function start() {
  const world = new World([ops, root, elsewhere]);
  const app = wholePortal(world.settings(), world);
  const fields = { step: 'confirm', ...approving(ops, root) };
  await submit(app, `/cycles/${CYCLE}/approvals`, 'ada', fields);
  return { world, app, status: (of: Rotation) => world.tables.rotationRows.get(rowOf(of))?.state.status };
}

const withdrawing = (...rotations: readonly Rotation[]) =>
  Object.fromEntries(rotations.map(({ tenantId, accountId }) => [`withdraw.${tenantId}.${accountId}`, 'yes']));

describe('progress', () => {
  test('shows how far my accounts are, and counts what is under way', async () => {
    const { world, app } = await start();
    const row = world.tables.rotationRows.get(rowOf(root));
    if (row !== undefined) world.put({ ...row, state: states.rotated, closed: true });
    const page = await (await open(app, PATH, 'ada')).text();
    expect(page).toContain('2 decided.');
    expect(page).toContain('data-busy="1"');
    expect(page).toContain('Rotated: 1');
    expect(page).not.toContain('adventurer');
  });

  test('shows those of everybody on demand, of own tenants alone', async () => {
    const { app } = await start();
    expect(await (await open(app, PATH, 'bruno')).text()).toContain('Nothing is decided yet');
    expect(await (await open(app, `${PATH}?by=everybody`, 'bruno')).text()).toContain('ops@contoso.example');
    expect(await (await open(app, `${PATH}?by=everybody`, 'chiara')).text()).not.toContain('ops@contoso.example');
  });

  test('of no such cycle, or a dry run, there is none', async () => {
    const { world, app } = await start();
    expect((await open(app, PATH.replace('2026', '2025'), 'ada')).status).toBe(404);
    world.changeCycle({ dryRun: true });
    expect((await open(app, PATH, 'ada')).status).toBe(404);
  });
});

describe('withdrawing', () => {
  test('asks once more, then opens the question again, with its record', async () => {
    const { world, app, status } = await start();
    expect(await (await open(app, PATH, 'ada')).text()).toContain('Withdraw what is ticked');
    const asked = await (await submit(app, PATH, 'ada', { step: 'ask', ...withdrawing(ops) })).text();
    expect(asked).toContain('Withdraw 1 approval');
    expect(status(ops)).toBe('approved');
    const fields = { step: 'confirm', ...withdrawing(ops), reason: ' wrong\ncustomer ' };
    const done = await (await submit(app, PATH, 'ada', fields)).text();
    expect(done).toContain('1 approval withdrawn');
    expect([status(ops), status(root)]).toEqual(['awaiting-approval', 'approved']);
    expect(world.facts).toContainEqual(
      expect.objectContaining({ action: 'approval.withdrawn', reason: 'wrong customer' }),
    );
  });

  test('that comes too late changes nothing, says so, and is on record', async () => {
    const { world, app, status } = await start();
    const row = world.tables.rotationRows.get(rowOf(ops));
    if (row !== undefined) world.put({ ...row, state: states.staged });
    const asked = await submit(app, PATH, 'ada', { step: 'ask', ...withdrawing(ops) });
    expect(await asked.text()).toContain('can not be withdrawn any more');
    const done = await (await submit(app, PATH, 'ada', { step: 'confirm', ...withdrawing(ops) })).text();
    expect(done).toContain('0 approvals withdrawn');
    expect(done).toContain('This cannot be withdrawn any more');
    expect([status(ops), world.refused]).toEqual(['staged', ['approval.refused decided']]);
  });

  test('of 100 at once, one counts', async () => {
    const { world, app } = await start();
    const fields = { step: 'confirm', ...withdrawing(ops) };
    const pages = await Promise.all(
      Array.from({ length: 100 }, async () => (await submit(app, PATH, 'ada', fields)).text()),
    );
    expect(pages.filter((page) => page.includes('1 approval withdrawn'))).toHaveLength(1);
    expect(world.facts.filter(({ action }) => action === 'approval.withdrawn')).toHaveLength(1);
  });

  test.each([
    ['somebody of another tenant', 'chiara', undefined],
    ['nobody', undefined, undefined],
    ['another token', 'ada', { csrf: 'foreign' }],
  ] as const)('by %s changes nothing, and is on record', async (_, person, options) => {
    const { world, app, status } = await start();
    await submit(app, PATH, person, { step: 'confirm', ...withdrawing(ops) }, options);
    expect(status(ops)).toBe('approved');
    expect(world.refused).toHaveLength(1);
  });

  test('of a cycle that is not there is on record', async () => {
    const { world, app } = await start();
    const answer = await submit(app, PATH.replace('2026', '2025'), 'ada', { step: 'confirm', ...withdrawing(ops) });
    expect([answer.status, world.refused]).toEqual([404, ['approval.refused no-such-approvals']]);
  });

  test('what somebody else has withdrawn is said', async () => {
    const { app } = await start();
    const fields = { step: 'confirm', ...withdrawing(ops) };
    await submit(app, PATH, 'bruno', fields);
    for (const step of ['ask', 'confirm']) {
      const page = await (await submit(app, PATH, 'ada', { ...fields, step })).text();
      expect(page).toContain('1 account that you chose has no decision that you could take back');
    }
  });
});
