import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IncludedAccount } from '../../../../lambda/domain/accounts/account.ts';
import { accountFacts } from '../../../../lambda/domain/accounts/account-facts.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import { rotationIdOf } from '../../../../lambda/domain/identifiers.ts';
import type { Rotation } from '../../../../lambda/domain/rotation/rotation.ts';
import { recordOutcome } from '../../../../lambda/usecases/rotation/record-outcome.ts';
import { resetPassword } from '../../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { aDirectory, aRole, aUser } from '../../domain/accounts/directories.ts';
import { CONTOSO, callsMadeBy, signedIn, World } from '../in-memory.ts';
import { rowOf, tenantRowOf } from '../in-memory-tables.ts';

/**
 * Rotations of all Global Administrators of a tenant, in several cycles, while their outside calls come in any order and the
 * directory changes in between.
 */
interface Scenario {
  readonly names: readonly string[];
  /** Who is rotated in which cycle, and whom discovery took for its stand-ins: it may have been long ago. */
  readonly rotations: readonly {
    readonly name: string;
    readonly cycle: number;
    readonly standIns: readonly string[];
  }[];
  /** Accounts that are blocked, or lose the role, some time. */
  readonly changes: readonly { readonly name: string; readonly to: 'blocked' | 'demoted' }[];
}

const scenario: fc.Arbitrary<Scenario> = fc.integer({ min: 2, max: 4 }).chain((count) => {
  const names = ['a', 'b', 'c', 'd'].slice(0, count);
  const name = fc.constantFrom(...names);
  return fc.record({
    names: fc.constant(names),
    rotations: fc.uniqueArray(
      fc.record({ name, cycle: fc.integer({ min: 0, max: 1 }), standIns: fc.subarray(names, { minLength: 1 }) }),
      { minLength: 2, maxLength: 8, selector: (each) => `${each.name}${each.cycle}` },
    ),
    changes: fc.array(fc.record({ name, to: fc.constantFrom('blocked' as const, 'demoted' as const) }), {
      maxLength: 2,
    }),
  });
});

const vote = (by: string) => ({ by: signedIn(by).actor, at: '2026-12-07T04:00:00.000Z' });

const approvedRotation = (account: IncludedAccount, cycle: number): Rotation => {
  const key = { cycleId: `2026-12-0${cycle + 1}-admin-monthly`, tenantId: CONTOSO, accountId: account.accountId };
  return {
    ...key,
    rotationId: rotationIdOf(key),
    account,
    tenantDisplayName: 'Contoso Ltd',
    decideBefore: '2026-12-09T04:00:00.000Z',
    state: { status: 'approved', decision: { ...vote('Ada'), second: vote('Bruno') } },
    closed: false,
    revision: 1,
  };
};

function worldOf({ names, rotations }: Scenario): World {
  const world = new World();
  world.contoso.breakGlassIsAdministrator = false;
  for (const name of names) world.contoso.add(aUser(name), aRole(aUser(name), GLOBAL_ADMINISTRATOR));
  for (const { name, cycle, standIns } of rotations) {
    const user = aUser(name);
    const { id: accountId, userPrincipalName, displayName = '' } = user;
    const others = standIns.filter((each) => each !== name).map((each) => aUser(each).id);
    const rotation = approvedRotation(
      {
        accountId,
        userPrincipalName,
        displayName,
        class: 'admin',
        reasons: [],
        globalAdministrator: true,
        standIns: others,
        passwordNeverExpires: false,
        observed: accountFacts(aDirectory([user], [aRole(user, GLOBAL_ADMINISTRATOR)]))(user),
      },
      cycle,
    );
    world.tables.rotationRows.set(rowOf(rotation), rotation);
    world.tables.tenantRows.set(tenantRowOf(rotation.cycleId, CONTOSO), {
      cycleId: rotation.cycleId,
      tenantId: CONTOSO,
      displayName: 'Contoso Ltd',
      status: 'discovered',
      accountsSeen: names.length,
      excluded: {},
      rotations: rotations.length,
      openCount: rotations.length,
    });
  }
  return world;
}

type Ports = World['ports'];

/** Each call of a port waits for its turn, which comes in any order. */
const inAnyOrder = (ports: Ports, turn: () => Promise<unknown>): Ports =>
  callsMadeBy(ports, async (_call, run) => {
    await turn();
    const answer = await run();
    await turn();
    return answer;
  });

interface Seen {
  resets: number;
  refusals: number;
  readonly violations: string[];
}

/** @param weaken  takes a part of the rule away, to see whether the check would notice */
async function run(
  given: Scenario,
  s: fc.Scheduler,
  seen: Seen,
  weaken = (ports: Ports): Ports => ports,
): Promise<void> {
  const world = worldOf(given);
  const { contoso } = world;
  /** Administrators who can sign in, as the directory is now: told without the code under test. */
  const able = () =>
    contoso.users
      .filter(({ id, accountEnabled }) => accountEnabled && contoso.roles.some(({ principalId }) => principalId === id))
      .map(({ id }) => id);
  const ableWhenRead = new Map<string, readonly string[]>();
  /** From the request to the outcome, nobody may rely on this account. */
  const inFlight = new Set<string>();
  const watching: Ports = {
    ...world.ports,
    directory: {
      ...world.ports.directory,
      readAccount: async (tenantId, accountId) => {
        ableWhenRead.set(accountId, able());
        return world.ports.directory.readAccount(tenantId, accountId);
      },
    },
    writer: {
      ...world.ports.writer,
      reset: async (request) => {
        seen.resets += 1;
        inFlight.add(request.accountId);
        const left = (ableWhenRead.get(request.accountId) ?? []).filter((id) => !inFlight.has(id));
        if (left.length === 0) seen.violations.push(`${request.accountId} is reset, and nobody is left`);
        return world.ports.writer.reset(request);
      },
    },
  };
  const ports = inAnyOrder(weaken(watching), () => s.schedule(Promise.resolve()));
  const rotateOne = async (rotation: Rotation) => {
    try {
      await stagePassword(ports, rotation);
      await resetPassword(ports, rotation);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'RotationRefused')) throw error;
      seen.refusals += 1;
    }
    const applied = world.tables.rotationRows.get(rowOf(rotation))?.state.status === 'applied';
    await s.schedule(Promise.resolve());
    if (applied) inFlight.delete(rotation.accountId);
    await recordOutcome(ports, rotation, { kind: 'error', reason: 'end of the test' });
  };
  const changing = given.changes.map(async ({ name, to }) => {
    await s.schedule(Promise.resolve());
    if (to === 'blocked') contoso.change(`id-${name}`, { accountEnabled: false });
    else contoso.roles = contoso.roles.filter(({ principalId }) => principalId !== `id-${name}`);
  });
  const all = Promise.all([...[...world.tables.rotationRows.values()].map(rotateOne), ...changing]);
  await s.waitFor(all);
}

const RUNS = { numRuns: 200, seed: 20261207 };

test('R2: whatever the order, some Global Administrator who can sign in is never in flight', async () => {
  const seen: Seen = { resets: 0, refusals: 0, violations: [] };
  await fc.assert(
    fc.asyncProperty(scenario, fc.scheduler(), async (given, s) => {
      await run(given, s, seen);
      expect(seen.violations).toEqual([]);
    }),
    RUNS,
  );
  expect(seen.resets).toBeGreaterThan(100); // it happened at all, in whatever scenarios chance made
  expect(seen.refusals).toBeGreaterThan(100);
});

test.each<[string, (ports: Ports) => Ports]>([
  [
    'without the last look',
    (ports) => ({ ...ports, rotations: { ...ports.rotations, isAnyUnlocked: async () => true } }),
  ],
  [
    'with a last look before the account is taken',
    (ports) => ({ ...ports, rotations: { ...ports.rotations, acquireLock: async () => 'acquired' } }),
  ],
])('%s, this check finds the one too many', async (_, weaken) => {
  const seen: Seen = { resets: 0, refusals: 0, violations: [] };
  await fc.assert(
    fc.asyncProperty(scenario, fc.scheduler(), (given, s) => run(given, s, seen, weaken)),
    RUNS,
  );
  expect(seen.violations.length).toBeGreaterThan(0);
});
