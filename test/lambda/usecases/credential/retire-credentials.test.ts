import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import type { CredentialLink } from '../../../../lambda/domain/credential/link.ts';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { confirmStored } from '../../../../lambda/usecases/credential/confirm-stored.ts';
import { reportCredentialLink } from '../../../../lambda/usecases/credential/report-credential-link.ts';
import { retireCredentials } from '../../../../lambda/usecases/credential/retire-credentials.ts';
import { revealCredential } from '../../../../lambda/usecases/credential/reveal-credential.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { CONTOSO, callsMadeBy, estate, Stop, signedIn, type World, watched } from '../in-memory.ts';
import { rowOf } from '../in-memory-tables.ts';
import { isUnsettled } from '../in-memory-tenant.ts';
import { APPROVE, actionsOf, approved, keyOf } from '../scene.ts';
import { rotate } from '../workflow.ts';

const ADA = signedIn('Ada');
const OPS = 'id-ops';
const retention = { credentials: 'until-stored', days: 7, recoveryDays: 30 } as const;
const NEXT = { cycleId: '2027-01-04-admin-monthly', tenantId: CONTOSO, accountId: OPS };

let world: World;
let failures: unknown[];
beforeEach(async () => {
  failures = [];
  world = await approved();
  await rotate(world, keyOf('ops'));
});

const ports = (rule: Estate['retention'] = retention) => ({
  ...world.ports,
  estate: { ...estate, retention: rule },
  reportFailure: (error: unknown) => void failures.push(error),
});
const run = (rule?: Estate['retention']) => retireCredentials(ports(rule));
const daysPass = (days: number) => world.hoursPass(24 * days);
const isDeleted = () => world.contoso.deleted.has(OPS);

function newestLink(): CredentialLink {
  const newest = [...world.tables.credentialLinks.values()].at(-1);
  if (newest === undefined) throw new Error('there is no link');
  return newest;
}

async function store(link = newestLink(), rule: Estate['retention'] = retention): Promise<void> {
  await revealCredential(world.ports, ADA, link);
  const revealed = world.tables.credentialLinks.get(link.linkId) ?? link;
  expect(await confirmStored(ports(rule), ADA, revealed)).toBeDefined();
}

/** The account in the next cycle, approved. */
async function approveNext(): Promise<void> {
  const scheduledFor = new Date('2027-01-04T04:00:00.000Z');
  if (world.instant < scheduledFor) world.instant = scheduledFor;
  await openCycle(world.ports, { schedule: 'admin-monthly', scheduledFor, dryRun: false, executionId: 'execution-2' });
  await discoverTenant(world.ports, NEXT);
  await decideRotation(world.ports, ADA, NEXT, APPROVE);
}
const next = () => world.tables.rotationRows.get(rowOf(NEXT))?.state.status;

describe('a password that is in the vault', () => {
  test('is deleted here after the days, not before, with both records', async () => {
    await store();
    daysPass(6.9);
    expect(await run()).toEqual({ deleted: 0, kept: 0, 'put-off': 0, left: 0 });
    expect(isDeleted()).toBe(false);
    daysPass(0.2);
    expect(await run()).toEqual({ deleted: 1, kept: 0, 'put-off': 0, left: 0 });
    expect(isDeleted()).toBe(true);
    expect(actionsOf(world).slice(-3)).toEqual([
      'credential.stored',
      'deletion.attempted',
      'credential.scheduled-for-deletion',
    ]);
    const record = world.tables.records.findLast(({ action }) => action === 'credential.scheduled-for-deletion');
    expect(record).toMatchObject({
      actor: { kind: 'system', name: 'retire-credentials' },
      rotationId: newestLink().rotationId,
      evidence: { secretVersionId: newestLink().versionId, detail: expect.stringContaining('can be restored until') },
    });
    daysPass(1);
    expect(await run()).toEqual({ deleted: 0, kept: 0, 'put-off': 0, left: 0 });
  });

  test('is told when, and the record of the confirmation tells it too', async () => {
    await store();
    expect(newestLink().state).toMatchObject({ deleteAt: expect.stringMatching(/^2026-12-14T/) });
    const record = world.tables.records.findLast(({ action }) => action === 'credential.stored');
    expect(record?.evidence?.detail).toMatch(/^to be deleted here on 2026-12-14T/);
  });

  test('stays where the estate keeps credentials', async () => {
    await store(newestLink(), { ...retention, credentials: 'keep' });
    daysPass(100);
    expect(await run()).toMatchObject({ deleted: 0 });
    expect(world.tables.retirementRows.size).toBe(0);
  });

  test('stays longer where the estate says so now, and never shorter than was told', async () => {
    await store();
    daysPass(7.1);
    expect(await run({ ...retention, days: 20 })).toMatchObject({ deleted: 0, 'put-off': 1 });
    daysPass(12.8);
    expect(await run({ ...retention, days: 1 })).toMatchObject({ deleted: 0 });
    daysPass(0.2);
    expect(await run({ ...retention, days: 1 })).toMatchObject({ deleted: 1 });
  });
});

describe('never', () => {
  const expectKept = async () => {
    daysPass(8);
    await run();
    daysPass(8);
    await run();
    expect(isDeleted()).toBe(false);
    expect(actionsOf(world)).not.toContain('deletion.attempted');
    expect(world.contoso.isReadable(OPS)).toBe(true);
  };

  test('one that nobody has seen', () => expectKept());

  test('one that was seen and not confirmed', async () => {
    await revealCredential(world.ports, ADA, newestLink());
    await expectKept();
  });

  test('one whose confirmation was reported as somebody else’s', async () => {
    await store();
    expect(await reportCredentialLink(world.ports, ADA, newestLink())).toBe(true);
    await expectKept();
    expect(actionsOf(world).at(-1)).toBe('credential.kept');
  });

  test('one whose confirmation is gone', async () => {
    await store();
    world.tables.credentialLinks.clear();
    await expectKept();
  });

  test('one whose account a later rotation has changed', async () => {
    await store();
    await approveNext();
    expect(await rotate(world, NEXT)).toBeUndefined();
    await expectKept();
    const last = world.tables.chains.get(`${CONTOSO}#${OPS}`)?.at(-1);
    expect(last).toMatchObject({ action: 'credential.kept', reason: 'superseded' });
  });

  test('one whose account is being rotated', async () => {
    await store();
    await approveNext();
    await stagePassword(world.ports, NEXT);
    expect(await run()).toMatchObject({ deleted: 0, 'put-off': 1 });
    expect(isDeleted()).toBe(false);
    // The rotation goes on, and what it made is kept until it is confirmed too.
    expect(await rotate(world, NEXT)).toBeUndefined();
    await store();
    daysPass(8);
    expect(await run()).toMatchObject({ deleted: 1 });
  });

  test('the only copy of an uncertain one', async () => {
    await store();
    await approveNext();
    world.contoso.readsUntilVisible = 100; // nobody can tell whether it took effect
    world.contoso.fates.push('answer-lost', 'answer-lost', 'answer-lost', 'answer-lost');
    await rotate(world, NEXT);
    expect(next()).toBe('uncertain');
    await expectKept();
  });

  test('a version that is pending, whoever left it there', async () => {
    await store();
    const password = { userPrincipalName: 'ops', password: 'x', rotationId: 'other', createdAt: '' };
    await world.contoso.staging.stage(CONTOSO, OPS, 'other', password);
    await expectKept();
  });

  test('one that an older password’s late confirmation speaks of', async () => {
    const older = newestLink();
    await revealCredential(world.ports, ADA, older);
    await approveNext();
    await rotate(world, NEXT);
    const revealed = world.tables.credentialLinks.get(older.linkId) ?? older;
    await confirmStored(ports(), ADA, revealed);
    await expectKept();
  });

  test('and a late confirmation of an older password does not undo the newer one’s', async () => {
    const older = newestLink();
    await revealCredential(world.ports, ADA, older);
    await approveNext();
    await rotate(world, NEXT);
    await store();
    await confirmStored(ports(), ADA, world.tables.credentialLinks.get(older.linkId) ?? older);
    daysPass(8);
    expect(await run()).toMatchObject({ deleted: 1 });
  });
});

describe('after the deletion', () => {
  beforeEach(async () => {
    await store();
    daysPass(8);
    await run();
    expect(isDeleted()).toBe(true);
  });

  test('the next rotation restores the credential, with a record, and goes on as always', async () => {
    await approveNext();
    expect(await rotate(world, NEXT)).toBeUndefined();
    expect(next()).toBe('rotated');
    expect(world.contoso.isReadable(OPS)).toBe(true);
    expect(world.contoso.current(OPS)).toBe(world.contoso.passwords.get(OPS));
    expect(actionsOf(world)).toContain('credential.restored');
    daysPass(100);
    await run();
    expect(isDeleted()).toBe(false); // the new one is not confirmed
  });

  test('a credential that is gone for good is made anew', async () => {
    world.contoso.versions.delete(OPS);
    world.contoso.deleted.clear();
    await approveNext();
    expect(await rotate(world, NEXT)).toBeUndefined();
    expect(world.contoso.current(OPS)).toBe(world.contoso.passwords.get(OPS));
    expect(actionsOf(world)).not.toContain('credential.restored');
  });
});

/** The same ports, with something else happening before or after the n-th outside call, to its end. */
function interrupted<P extends object>(
  ports: P,
  n: number,
  moment: 'before' | 'after',
  happen: () => Promise<unknown>,
) {
  let calls = 0;
  const meanwhile = callsMadeBy(ports, async (_call, run) => {
    calls += 1;
    const mine = calls === n;
    if (mine && moment === 'before') await happen();
    const answer = await run();
    if (mine && moment === 'after') await happen();
    return answer;
  });
  return { meanwhile, wasReached: () => calls >= n };
}

/** Tries every point, each in a world of its own. @returns how many there were */
async function atEveryPoint(
  prepare: () => Promise<void>,
  attempt: (n: number, moment: 'before' | 'after') => Promise<boolean>,
): Promise<number> {
  for (let n = 1; ; n += 1) {
    for (const moment of ['before', 'after'] as const) {
      world = await approved();
      await rotate(world, keyOf('ops'));
      await store();
      await prepare();
      if (!(await attempt(n, moment))) return n - 1;
    }
  }
}

const count = (action: string) => actionsOf(world).filter((each) => each === action).length;

describe('stopped at any point', () => {
  test('the next run finishes it: deleted once, never without its record (R5, R8)', async () => {
    const points = await atEveryPoint(
      async () => daysPass(8),
      async (n, moment) => {
        const stop = new Stop(n, moment);
        await retireCredentials(watched(ports(), stop.watch)).catch(() => undefined);
        if (isDeleted()) expect(count('deletion.attempted')).toBeGreaterThan(0);
        const happened = stop.calls >= n;
        for (let day = 0; day < 3; day += 1) {
          daysPass(1.1);
          await run();
        }
        expect(isDeleted()).toBe(true);
        expect(count('credential.scheduled-for-deletion')).toBe(1);
        expect(world.tables.retirementRows.size).toBe(0);
        return happened;
      },
    );
    expect(points).toBe(7);
  });

  test('and a rotation that comes instead of the next run loses nothing (R3)', async () => {
    await atEveryPoint(
      async () => daysPass(8),
      async (n, moment) => {
        const stop = new Stop(n, moment);
        await retireCredentials(watched(ports(), stop.watch)).catch(() => undefined);
        await approveNext();
        expect(await rotate(world, NEXT)).toBeUndefined();
        expect(world.contoso.isReadable(OPS)).toBe(true);
        daysPass(3);
        await run();
        expect(world.contoso.isReadable(OPS)).toBe(true);
        expect(world.tables.retirementRows.size).toBe(0);
        return stop.calls >= n;
      },
    );
  });
});

describe('a rotation and a deletion at the same moment', () => {
  const expectNothingLost = () => {
    const versions = [...(world.contoso.versions.get(OPS)?.values() ?? [])];
    const isStaged = versions.some(({ labels }) => isUnsettled(labels));
    if (isStaged) expect(isDeleted()).toBe(false);
  };

  test('begun at any point of the deletion, the rotation waits or is the one that goes on', async () => {
    const points = await atEveryPoint(approveNext, async (n, moment) => {
      const { meanwhile, wasReached } = interrupted(ports(), n, moment, async () => {
        await stagePassword(world.ports, NEXT).catch((error: unknown) => {
          expect(error).toMatchObject({ name: 'StaleState' });
        });
        expectNothingLost();
      });
      await retireCredentials(meanwhile);
      expectNothingLost();
      expect(await rotate(world, NEXT)).toBeUndefined();
      expect(next()).toBe('rotated');
      expect(world.contoso.isReadable(OPS)).toBe(true);
      expect(failures).toEqual([]);
      return wasReached();
    });
    expect(points).toBeGreaterThanOrEqual(7);
  });

  test('begun at any point of the rotation, the deletion leaves it alone', async () => {
    const points = await atEveryPoint(approveNext, async (n, moment) => {
      const { meanwhile, wasReached } = interrupted(world.ports, n, moment, async () => {
        await run();
        expectNothingLost();
      });
      const before = world;
      expect(await rotate(Object.assign(Object.create(before), { ports: meanwhile }), NEXT)).toBeUndefined();
      expect(world.contoso.isReadable(OPS)).toBe(true);
      expect(next()).toBe('rotated');
      return wasReached();
    });
    expect(points).toBeGreaterThan(20);
  });

  test('two runs at any point of each other delete once', async () => {
    await atEveryPoint(
      async () => daysPass(8),
      async (n, moment) => {
        const { meanwhile, wasReached } = interrupted(ports(), n, moment, run);
        await retireCredentials(meanwhile);
        daysPass(2);
        await run();
        expect(isDeleted()).toBe(true);
        expect(count('credential.scheduled-for-deletion')).toBe(1);
        expect(failures).toEqual([]);
        return wasReached();
      },
    );
  });
});

describe('a large estate', () => {
  /** Confirmed credentials of as many accounts. */
  const many = (amount: number) => {
    const [pattern] = world.tables.retirementRows.values();
    const [link] = world.tables.credentialLinks.values();
    if (pattern === undefined || link === undefined) throw new Error('nothing was confirmed');
    for (let i = 0; i < amount; i += 1) {
      const accountId = `id-${i}`;
      const linkId = `link-${i}`;
      world.tables.retirementRows.set(`${CONTOSO}/${accountId}`, { ...pattern, accountId, linkId });
      world.tables.credentialLinks.set(linkId, { ...link, accountId, linkId });
      const content = { userPrincipalName: accountId, password: 'x', rotationId: '', createdAt: '' };
      world.contoso.versions.set(accountId, new Map([[pattern.versionId, { content, labels: ['AWSCURRENT'] }]]));
    }
  };

  /** A run in which no time passes. */
  const runAtOnce = () => {
    const { instant } = world;
    return retireCredentials({ ...ports(), now: () => instant });
  };

  test('ends before its function is stopped, and leaves the rest to the next run', async () => {
    await store();
    many(100);
    daysPass(8);
    const { deleted, left } = await run(); // a second passes at each look at the clock
    expect(deleted).toBeGreaterThan(0);
    expect(deleted + left).toBe(101);
    expect(left).toBeGreaterThan(50);
    expect(await runAtOnce()).toMatchObject({ deleted: left, left: 0 });
  });

  test('is worked through page by page, and what is in the way stands aside', async () => {
    await store();
    many(1200);
    // More than a page of accounts that are being rotated, or uncertain, all due first.
    for (let i = 0; i < 600; i += 1) {
      const content = { userPrincipalName: '', password: '', rotationId: '', createdAt: '' };
      world.contoso.versions.get(`id-${i}`)?.set('pending', { content, labels: ['AWSPENDING'] });
    }
    daysPass(8);
    const ended = [await runAtOnce(), await runAtOnce(), await runAtOnce()];
    expect(ended.every((each) => each.deleted + each['put-off'] + each.left <= 500)).toBe(true);
    expect(world.contoso.deleted.size).toBe(601);
    expect(world.tables.retirementRows.size).toBe(600);
  });

  test('one that fails stops no other, and comes again (R9)', async () => {
    await store();
    many(20);
    daysPass(8);
    const { scheduleDeletion } = world.ports.deletion;
    const { instant } = world;
    const broken = {
      ...ports(),
      now: () => instant,
      deletion: {
        ...world.ports.deletion,
        scheduleDeletion: async (tenantId: string, accountId: string, days: number) => {
          if (accountId === 'id-7') throw new Error('InternalServiceError');
          return scheduleDeletion(tenantId, accountId, days);
        },
      },
    };
    await expect(retireCredentials(broken)).rejects.toThrow('1 of 21 credentials could not be retired');
    expect(failures).toHaveLength(1);
    expect(world.contoso.deleted.size).toBe(20);
    daysPass(1);
    expect(await run()).toMatchObject({ deleted: 1 });
  });
});
