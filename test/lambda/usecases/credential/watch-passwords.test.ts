import { describe, expect, test } from '@jest/globals';
import { GraphThrottled, TenantNotReady } from '../../../../lambda/domain/errors.ts';
import { watchPasswords } from '../../../../lambda/usecases/credential/watch-passwords.ts';
import { CONTOSO, estate, World } from '../in-memory.ts';

const RESET = {
  cycleId: '2026-12-07-admin-monthly',
  rotationId: 'a'.repeat(32),
  userPrincipalName: 'ops@contoso.example',
  class: 'admin' as const,
  tenantDisplayName: 'Contoso',
  passwordChangedAt: '2026-12-07T04:10:00Z',
  attemptedAt: '2026-12-07T04:09:59.000Z',
};
const SET = RESET.passwordChangedAt;
const CHANGED = '2026-12-07T20:00:00Z';

/** An estate in which `ops` of Contoso was rotated. */
function rotatedWorld() {
  const world = new World();
  const { tables } = world;
  tables.currentVersions.set(`${CONTOSO}/id-ops`, 'version-1');
  tables.provenResets.set(`${CONTOSO}/id-ops`, RESET);
  const directories = new Map<string, Map<string, string> | Error>([[CONTOSO, new Map([['id-ops', SET]])]]);
  const asked: string[] = [];
  const reported: string[] = [];
  const ports = {
    metrics: world.ports.metrics,
    estate,
    now: world.now,
    watch: tables.watch,
    report: (tenant: string, { name }: Error) => void reported.push(`${tenant}: ${name}`),
    directory: {
      async passwordAges(tenantId: string) {
        asked.push(tenantId);
        const found = directories.get(tenantId) ?? new Map<string, string>();
        if (found instanceof Error) throw found;
        return found;
      },
    },
  };
  return { world, tables, directories, ports, asked, reported };
}

describe('the daily look at directories', () => {
  test('records what somebody else has changed, once', async () => {
    const { ports, tables, directories, world } = rotatedWorld();
    directories.set(CONTOSO, new Map([['id-ops', CHANGED]]));
    expect(await watchPasswords(ports)).toEqual({ compared: estate.tenants.length, left: 0, notReady: 0, changed: 1 });
    world.hoursPass(24);
    expect(await watchPasswords(ports)).toMatchObject({ compared: estate.tenants.length, changed: 0 });
    expect(world.measured).toMatchObject([{ values: { ChangedElsewhere: 1 } }, { values: { ChangedElsewhere: 0 } }]);
    expect(tables.records).toEqual([
      expect.objectContaining({
        action: 'password.changed-elsewhere',
        actor: { kind: 'system', name: 'watch-passwords' },
        tenantId: CONTOSO,
        accountId: 'id-ops',
        userPrincipalName: RESET.userPrincipalName,
        cycleId: RESET.cycleId,
        rotationId: RESET.rotationId,
        class: 'admin',
        evidence: {
          secretVersionId: 'version-1',
          detail: `changed 2026-12-07T20:00:00.000Z, set by us ${SET}`,
        },
      }),
    ]);
  });

  test('records the next change too', async () => {
    const { ports, tables, directories, world } = rotatedWorld();
    directories.set(CONTOSO, new Map([['id-ops', CHANGED]]));
    await watchPasswords(ports);
    world.hoursPass(24);
    directories.set(CONTOSO, new Map([['id-ops', '2026-12-08T20:00:00Z']]));
    expect(await watchPasswords(ports)).toMatchObject({ changed: 1 });
    expect(tables.records).toHaveLength(2);
  });

  test.each([
    ['our own reset', new Map([['id-ops', SET]])],
    ['an account that was deleted', new Map([['id-other', CHANGED]])],
    ['a directory that tells nothing', new Map<string, string>()],
  ])('raises no alarm at %s', async (_, ages) => {
    const { ports, tables, directories } = rotatedWorld();
    directories.set(CONTOSO, ages);
    expect(await watchPasswords(ports)).toMatchObject({ changed: 0, left: 0 });
    expect(tables.records).toEqual([]);
  });

  test('raises no alarm while a rotation holds the account', async () => {
    const { ports, tables, directories } = rotatedWorld();
    tables.lockHolders.set(`${CONTOSO}/id-ops`, { rotationId: 'b'.repeat(32), cycleId: '2027-01-04-admin-monthly' });
    directories.set(CONTOSO, new Map([['id-ops', CHANGED]]));
    expect(await watchPasswords(ports)).toMatchObject({ changed: 0 });
    expect(tables.records).toEqual([]);
  });

  test('raises no alarm at a reset of ours that was proven while the directory was read', async () => {
    const { ports, tables } = rotatedWorld();
    const directory = {
      async passwordAges() {
        // Between the two reads a rotation ends: its reset is what the directory showed.
        tables.currentVersions.set(`${CONTOSO}/id-ops`, 'version-2');
        tables.provenResets.set(`${CONTOSO}/id-ops`, { ...RESET, passwordChangedAt: CHANGED, attemptedAt: CHANGED });
        return new Map([['id-ops', CHANGED]]);
      },
    };
    expect(await watchPasswords({ ...ports, directory })).toMatchObject({ changed: 0 });
  });

  test('asks each tenant once a day', async () => {
    const { ports, asked, world } = rotatedWorld();
    await watchPasswords(ports);
    world.hoursPass(1);
    expect(await watchPasswords(ports)).toMatchObject({ compared: 0 });
    expect(asked).toHaveLength(estate.tenants.length);
    world.hoursPass(23);
    expect(await watchPasswords(ports)).toMatchObject({ compared: estate.tenants.length });
    expect(await watchPasswords(ports, true)).toMatchObject({ compared: estate.tenants.length });
  });

  test('leaves a tenant that asks to wait to the next run, and stops no other', async () => {
    const { ports, asked, reported, directories, world } = rotatedWorld();
    directories.set(CONTOSO, new GraphThrottled(315));
    expect(await watchPasswords(ports)).toMatchObject({ compared: estate.tenants.length - 1, left: 1, notReady: 0 });
    expect(reported).toEqual(['contoso: GraphThrottled']);
    asked.length = 0;
    world.hoursPass(1);
    directories.set(CONTOSO, new Map([['id-ops', CHANGED]]));
    expect(await watchPasswords(ports)).toMatchObject({ compared: 1, changed: 1 });
    expect(asked).toEqual([CONTOSO]);
  });

  test('notes why a tenant cannot be read, and tries again the next day', async () => {
    const { ports, tables, directories, asked, world } = rotatedWorld();
    directories.set(CONTOSO, new TenantNotReady('its permissions need consent'));
    expect(await watchPasswords(ports)).toMatchObject({ left: 0, notReady: 1 });
    expect(tables.watchRows.get(CONTOSO)?.problem).toBe('its permissions need consent');
    asked.length = 0;
    world.hoursPass(1);
    await watchPasswords(ports);
    expect(asked).toEqual([]);
    world.hoursPass(23);
    directories.set(CONTOSO, new Map());
    await watchPasswords(ports);
    expect(tables.watchRows.get(CONTOSO)?.problem).toBeUndefined();
  });

  test('takes first who waits longest', async () => {
    const { ports, tables, asked } = rotatedWorld();
    const [first, ...others] = estate.tenants;
    for (const [n, { tenantId }] of others.entries()) {
      tables.watchRows.set(tenantId, { tenantId, at: `2026-11-0${n + 1}T00:00:00.000Z` });
    }
    await watchPasswords(ports);
    expect(asked).toEqual([first, ...others].map((each) => each?.tenantId));
  });

  test('compares more accounts than one read takes', async () => {
    const { ports, tables, directories } = rotatedWorld();
    const many = Array.from({ length: 201 }, (_, n) => `id-${n}`);
    for (const each of many) {
      tables.currentVersions.set(`${CONTOSO}/${each}`, `version-${each}`);
      tables.provenResets.set(`${CONTOSO}/${each}`, RESET);
    }
    directories.set(CONTOSO, new Map(many.map((each) => [each, CHANGED])));
    expect(await watchPasswords(ports)).toMatchObject({ changed: 201 });
  });
});
