import { expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import { GraphUnavailable } from '../../../../lambda/domain/errors.ts';
import { tryReset } from '../../../../lambda/usecases/connection/try-reset.ts';
import { operator } from '../../../../lambda/usecases/facts.ts';
import { aRole, aUser, EXCHANGE } from '../../domain/accounts/directories.ts';
import { CONTOSO, CYCLE, estate, World } from '../in-memory.ts';

const probe = aUser('probe');
const olga = operator('arn:aws:iam::123456789012:user/olga');
const trial = { tenantId: CONTOSO, accountId: probe.id };
const named: Estate = {
  ...estate,
  tenants: estate.tenants.map((each) => (each.tenantId === CONTOSO ? { ...each, proveAccount: probe.id } : each)),
};

const reset = {
  cycleId: CYCLE,
  rotationId: 'r',
  userPrincipalName: probe.userPrincipalName,
  class: 'service',
  tenantDisplayName: 'Contoso Ltd',
  passwordChangedAt: '2026-12-07T05:00:00Z',
  attemptedAt: '2026-12-07T05:00:00Z',
} as const;

function aWorld(estateNow = named, whileRead: (world: World) => unknown = () => undefined) {
  const world = new World();
  world.contoso.users.push(probe);
  const kept: string[] = [];
  const ports = {
    ...world.ports,
    estate: estateNow,
    directory: {
      async readAccount(...of: Parameters<World['ports']['directory']['readAccount']>) {
        await whileRead(world);
        return world.ports.directory.readAccount(...of);
      },
    },
    passwords: {
      currentOf: async (tenantId: string, accountIds: readonly string[]) =>
        accountIds
          .filter((each) => kept.includes(each))
          .map((accountId) => ({ tenantId, accountId, versionId: 'v', reset })),
    },
  };
  return { world, kept, run: () => tryReset(ports, trial, olga) };
}
const actions = ({ tables }: World) => tables.records.map(({ action, outcome }) => `${action} ${outcome}`);

test('one request to Graph, with a password that is kept nowhere; who asked and what came of it are on record', async () => {
  const { world, run } = aWorld();
  expect(await run()).toMatchObject({ outcome: 'proven', sentence: expect.stringContaining(probe.userPrincipalName) });
  expect(world.contoso.resets).toHaveLength(1);
  expect(world.contoso.versions.has(probe.id)).toBe(false);
  expect(world.tables.records).toMatchObject([
    {
      action: 'trial.attempted',
      actor: olga.actor,
      tenantId: CONTOSO,
      accountId: probe.id,
      component: 'reset-password',
    },
    { action: 'trial.succeeded', evidence: { clientRequestId: expect.any(String) } },
  ]);
  expect(JSON.stringify([...world.tables.records])).not.toContain(world.contoso.resets[0]);
});

test('what is paused while the account is read is not tried: that may take minutes', async () => {
  const { world, run } = aWorld(named, ({ ports }) =>
    ports.pauses.set(
      { scope: { of: 'everything' }, since: 'then', by: olga.actor, reason: 'outage' },
      { action: 'pause.set', outcome: 'success', time: 'then', actor: olga.actor, component: 'set-pause' },
    ),
  );
  expect(await run()).toMatchObject({ outcome: 'not-allowed', sentence: expect.stringContaining('outage') });
  expect(world.contoso.resets).toEqual([]);
});

test('each trial takes another password', async () => {
  const { world, run } = aWorld();
  await run();
  await run();
  expect(new Set(world.contoso.resets).size).toBe(2);
});

test.each([
  ['refused', 'denied', 'trial.failed failed'],
  ['policy', 'denied', 'trial.failed failed'],
  ['throttled', 'not-sent', 'trial.failed failed'],
  ['answer-lost', 'uncertain', 'trial.failed uncertain'],
] as const)('Graph: %s', async (fate, outcome, recorded) => {
  const { world, run } = aWorld();
  world.contoso.fates.push(fate);
  expect(await run()).toMatchObject({ outcome });
  expect(actions(world)).toEqual(['trial.attempted success', recorded]);
});

test.each<[string, (made: ReturnType<typeof aWorld>) => unknown]>([
  // What was true when somebody confirmed it: the account is read again, right before.
  ['a role was assigned in between', ({ world }) => world.contoso.roles.push(aRole(probe, EXCHANGE))],
  [
    'it was renamed to a break-glass account',
    ({ world }) => world.contoso.change(probe.id, { userPrincipalName: 'bg1@contoso.onmicrosoft.com' }),
  ],
  [
    'it became a service account',
    ({ world }) => world.contoso.change(probe.id, { userPrincipalName: 'svc-x@contoso.example' }),
  ],
  ['it was synchronized', ({ world }) => world.contoso.change(probe.id, { onPremisesSyncEnabled: true })],
  ['it is gone', ({ world }) => world.contoso.users.pop()],
  ['its password is kept here', ({ kept }) => kept.push(probe.id)],
])('%s: no request is sent, and the refusal is on record', async (_, change) => {
  const made = aWorld();
  change(made);
  expect(await made.run()).toMatchObject({ outcome: 'not-allowed' });
  expect(made.world.contoso.resets).toEqual([]);
  expect(actions(made.world)).toEqual(['command.refused refused']);
});

test.each([{ of: 'everything' }, { of: 'tenant', tenantId: CONTOSO }] as const)(
  'nothing is tried while %j is paused',
  async (scope) => {
    const { world, run } = aWorld();
    await world.ports.pauses.set(
      { scope, since: 'then', by: olga.actor, reason: 'strange' },
      { action: 'pause.set', outcome: 'success', time: 'then', actor: olga.actor, component: 'set-pause' },
    );
    expect(await run()).toMatchObject({ outcome: 'not-allowed', sentence: expect.stringContaining('paused') });
    expect(world.contoso.resets).toEqual([]);
  },
);

test('the estate that is deployed decides which account it is, whatever the command was told', async () => {
  const { world, run } = aWorld(estate);
  expect(await run()).toMatchObject({ outcome: 'not-allowed' });
  expect(world.contoso.resets).toEqual([]);
});

test('a directory that cannot be read: nothing is sent, and the person is told', async () => {
  const { world } = aWorld();
  const directory = { readAccount: () => Promise.reject(new GraphUnavailable('Graph did not answer')) };
  const ports = { ...world.ports, estate: named, passwords: { currentOf: async () => [] }, directory };
  expect(await tryReset(ports, trial, olga)).toMatchObject({ outcome: 'not-sent' });
  expect(world.contoso.resets).toEqual([]);
});
