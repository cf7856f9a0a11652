import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { remind } from '../../../../lambda/usecases/approval/remind.ts';
import { requestApprovals } from '../../../../lambda/usecases/approval/request-approvals.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { aRole, aUser, EXCHANGE } from '../../domain/accounts/directories.ts';
import { CONTOSO, CYCLE, estate, SCHEDULE, signedIn, World } from '../in-memory.ts';
import { APPROVE, actionsOf, keyOf, rotationOf, statusOf } from '../scene.ts';

const TENANT = { cycleId: CYCLE, tenantId: CONTOSO };

/** The example estate, where these technicians have these own accounts. */
const owning = (own: Readonly<Record<string, Estate['technicians'][number]['ownAccounts']>>): Estate => ({
  ...estate,
  technicians: estate.technicians.map((each) => ({
    ...each,
    ownAccounts: own[each.name.split(' ')[0] ?? ''] ?? [],
  })),
});

async function discovered(changed: Estate) {
  const world = new World();
  for (const name of ['ops', 'mail', 'bruno.admin']) world.contoso.add(aUser(name), aRole(aUser(name), EXCHANGE));
  const ports = { ...world.ports, estate: changed };
  await openCycle(ports, { ...SCHEDULE, executionId: 'execution-1' });
  await discoverTenant(ports, TENANT);
  return { world, ports };
}

const recordOf = (world: World, name: string, action: string) =>
  world.tables.chains.get(`${CONTOSO}#id-${name}`)?.findLast((each) => each.action === action);
const alertsOf = (world: World) => world.messages.flatMap((each) => (each.kind === 'alert' ? [each] : []));

describe('who was asked', () => {
  test('is on record for each account by itself, in requests and reminders', async () => {
    const { world, ports } = await discovered(owning({ Bruno: ['bruno.admin@contoso.example'] }));
    await requestApprovals(ports, TENANT);
    world.hoursPass(47);
    await remind(ports);
    const recorded = [
      ['approval.requested', 'asked: '],
      ['approval.reminded', 'last call: '],
    ] as const;
    for (const [action, words] of recorded) {
      expect(recordOf(world, 'ops', action)?.evidence?.detail).toBe(`${words}Ada Lindqvist, Bruno Okafor`);
      expect(recordOf(world, 'bruno.admin', action)?.evidence?.detail).toBe(`${words}Ada Lindqvist`);
    }
  });

  test('does not name a technician whose own account was not found, who is not asked', async () => {
    const { world, ports } = await discovered(owning({ Bruno: ['bruno.admn@contoso.example'] }));
    await requestApprovals(ports, TENANT);
    expect(recordOf(world, 'bruno.admin', 'approval.requested')?.evidence?.detail).toBe('asked: Ada Lindqvist');
    const requests = world.messages.flatMap((each) => (each.kind === 'approval-request' ? [each] : []));
    expect(requests.map(({ technicianObjectId }) => technicianObjectId)).toEqual([signedIn('Ada').actor.objectId]);
  });
});

describe('a technician whose own account was not found', () => {
  test('may not approve anything there, and is told why', async () => {
    const { world, ports } = await discovered(owning({ Bruno: ['bruno.admn@contoso.example'] }));
    for (const name of ['bruno.admin', 'ops']) {
      expect(await decideRotation(ports, signedIn('Bruno'), keyOf(name), APPROVE)).toMatchObject({
        outcome: 'refused',
        refusal: {
          reason: 'own-account-not-found',
          sentence: expect.stringContaining('bruno.admn@contoso.example was not found in Contoso Ltd'),
        },
      });
      expect(statusOf(world, name)).toBe('awaiting-approval');
    }
  });

  test('is refused again before anything is staged, whatever the row says', async () => {
    const { world, ports } = await discovered(owning({ Bruno: [] }));
    await decideRotation(ports, signedIn('Bruno'), keyOf('ops'), APPROVE);
    const rotation = rotationOf(world);
    const barred = [{ objectId: signedIn('Bruno').actor.objectId, named: ['bruno.admn@contoso.example'] }];
    const rotations = { ...ports.rotations, find: async () => ({ ...rotation, barred }) };
    await expect(stagePassword({ ...ports, rotations }, keyOf('ops'))).rejects.toMatchObject({
      reason: 'not-approved',
    });
  });
});

describe('an account that nobody may decide about', () => {
  const both = owning({ Ada: ['ops@contoso.example'], Bruno: ['ops@contoso.example'] });

  test('is left out with its reason, on record, and the team is told at once', async () => {
    const { world, ports } = await discovered(both);
    await requestApprovals(ports, TENANT);
    expect(actionsOf(world)).toEqual(['account.excluded']);
    expect(recordOf(world, 'ops', 'account.excluded')).toMatchObject({
      reason: 'nobody-may-decide',
      evidence: { detail: expect.stringContaining('It belongs to Ada Lindqvist. It belongs to Bruno Okafor.') },
    });
    expect(alertsOf(world)).toEqual([
      expect.objectContaining({ subject: 'nobody-may-decide', userPrincipalName: 'ops@contoso.example' }),
    ]);
    expect(statusOf(world, 'mail')).toBe('awaiting-approval');
  });

  test('also where the estate was changed since discovery', async () => {
    const { world, ports } = await discovered(owning({}));
    await requestApprovals({ ...ports, estate: both }, TENANT);
    expect(recordOf(world, 'ops', 'approval.requested')).toMatchObject({
      outcome: 'failed',
      reason: 'nobody-may-decide',
    });
    expect(alertsOf(world).map(({ userPrincipalName }) => userPrincipalName)).toEqual(['ops@contoso.example']);
  });
});
