import { describe, expect, test } from '@jest/globals';
import { sumOfVaultCounts, vaultCountsOf, vaultMoved } from '../../../lambda/domain/cycle/vault-counts.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { states } from '../domain/rotation/rotations.ts';
import { rowOf, tenantRowOf } from '../usecases/in-memory-tables.ts';
import { start } from './apps.ts';
import { passwordsScene } from './passwords-scene.ts';
import { account, CONTOSO, CYCLE, estate, rotation, type World } from './portal-world.ts';
import { open } from './requests.ts';

/** What people see of passwords that go into the vault. */

const written = { status: 'written', at: '2026-12-07T07:31:00.000Z', recordId: '4711' } as const;
const queued = { status: 'queued', since: '2026-12-07T07:30:00.000Z' } as const;
const givenUp = { status: 'given-up', at: '2026-12-07T07:40:00.000Z', reason: 'record-ambiguous' } as const;

const rotated = (name: string, vault: Rotation['vault'], tenantId = CONTOSO): Rotation =>
  rotation(name, { tenantId, account: account(name), state: states.rotated, closed: true, vault });

/** Rotations of a tenant, and the counts that its row has of them. */
function give(world: World, tenantId: string, rotations: readonly Rotation[]): void {
  for (const each of rotations) world.tables.rotationRows.set(rowOf(each), each);
  const name = tenantRowOf(CYCLE, tenantId);
  const row = world.tables.tenantRows.get(name);
  if (row === undefined) throw new Error('no such tenant');
  const counts = sumOfVaultCounts(rotations.map((each) => vaultCountsOf(vaultMoved({}, each))));
  world.tables.tenantRows.set(name, {
    ...row,
    vaultWritten: counts.written,
    vaultQueued: counts.queued,
    vaultGivenUp: counts.givenUp,
  });
}
const of = async (app: Parameters<typeof open>[0], path: string, who: 'ada' | 'chiara' = 'ada') =>
  (await (await open(app, path, who)).text()).replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ');

const all = [rotated('in1', written), rotated('in2', written), rotated('waits', queued), rotated('not', givenUp)];

describe('home', () => {
  test('says how many are in the vault, wait, and were given up and why', async () => {
    const { world, approvals: app } = start();
    give(world, CONTOSO, all);
    const text = await of(app, '/');
    expect(text).toContain('2 of 4 in the vault, 1 waits and is tried again, 1 given up and handed over by a link: ');
    expect(text).toMatch(/by a link: [a-z][^<]*ambiguous|by a link: [a-z]/);
  });

  test('names no password that a later one replaced', async () => {
    const { world, approvals: app } = start();
    give(world, CONTOSO, [...all, rotated('replaced', { ...givenUp, reason: 'superseded' })]);
    const text = await of(app, '/');
    expect(text).toContain('2 of 4 in the vault, 1 waits and is tried again, 1 given up and handed over by a link: ');
    expect(text).not.toContain('a later password');
  });

  test("does not count other technicians' tenants", async () => {
    const { world, approvals: app } = start();
    give(world, CONTOSO, [rotated('in', written)]);
    expect(await of(app, '/', 'ada')).toContain('1 of 1 in the vault');
    expect(await of(app, '/', 'chiara')).not.toContain('in the vault');
  });

  test('reads accounts only where a password was given up', async () => {
    const { world, approvals: app } = start();
    give(world, CONTOSO, [rotated('in', written), rotated('waits', queued)]);
    await of(app, '/');
    expect(world.reads.filter((each) => each.startsWith('rotations.ofTenant'))).toEqual([]);
    give(world, CONTOSO, [rotated('not', givenUp)]);
    await of(app, '/');
    expect(world.reads.filter((each) => each.startsWith('rotations.ofTenant'))).toHaveLength(1);
  });

  test('says nothing of a vault where no password goes into one', async () => {
    expect(await of(start().approvals, '/')).not.toContain('vault');
  });
});

test('cycle, tenant and account say it too, with record and time', async () => {
  const { world, approvals: app } = start();
  give(world, CONTOSO, all);
  const cycle = await of(app, `/cycles/${CYCLE}`);
  for (const each of ['In the vault2', 'Waiting for the vault1', 'Not in the vault1']) expect(cycle).toContain(each);
  const tenant = await of(app, `/cycles/${CYCLE}/tenants/${CONTOSO}`);
  expect(tenant).toContain('In the vault since Mon, 7 Dec 2026, 08:31 CET, record 4711');
  expect(tenant).toContain('Waits for the vault since Mon, 7 Dec 2026, 08:30 CET');
  const timeline = await of(app, `/cycles/${CYCLE}/accounts/${CONTOSO}/${all[0]?.accountId}`);
  expect(timeline).toContain('VaultIn the vault since Mon, 7 Dec 2026, 08:31 CET, record 4711');
});

describe('the page of passwords', () => {
  const vault = { system: 'hudu', host: 'northwind.huducloud.com' } as const;

  test('says the same where the estate has a vault', async () => {
    const { world, app } = passwordsScene({ links: [], estate: { vault } });
    give(world, CONTOSO, all);
    const text = await of(app, '/passwords');
    expect(text).toContain('No password waits for you.');
    expect(text).toContain('2 of 4 in the vault');
  });

  test('reads no cycle where it has none', async () => {
    const { world, app } = passwordsScene({ links: [], estate: { vault: { system: 'none' } } });
    await of(app, '/passwords');
    expect(world.reads.filter((each) => each.startsWith('cycles.'))).toEqual([]);
    expect(estate.vault.system).toBe('none');
  });
});
