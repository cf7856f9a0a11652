import { describe, expect, test } from '@jest/globals';
import { nextLines } from '../../../../cli/status/what-next.ts';
import type { Estate } from '../../../../config/estate.ts';
import type { DirectoryUser, LiveAccount } from '../../../../lambda/domain/accounts/directory.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import { PasswordRefused, ResetRefused } from '../../../../lambda/domain/errors.ts';
import { nextStep, type RefusalCode, stepAfter } from '../../../../lambda/domain/rotation/next-step.ts';
import { type InState, isIn, type Rotation } from '../../../../lambda/domain/rotation/rotation.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { recordOutcome } from '../../../../lambda/usecases/rotation/record-outcome.ts';
import { reopenRotation } from '../../../../lambda/usecases/rotation/reopen-rotation.ts';
import { resetPassword } from '../../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { aRole, aUser, EXCHANGE } from '../../domain/accounts/directories.ts';
import { CONTOSO, estate, SCHEDULE, World } from '../in-memory.ts';
import { approveByTwo } from '../scene.ts';

/**
 * Each reason for which a step refuses an approved rotation: what the product advises is done for real, once what the sentence asks for
 * has changed, and must not be refused for the same reason.
 */

type Ports = World['ports'];
const ID = 'id-target';
const UPN = 'target@contoso.example';

interface Scenario {
  /** The class of the account when it is approved; `admin` if left out. */
  readonly class?: 'service';
  readonly global?: true;
  /** What happens between approval and reset. */
  readonly changes: (world: World, ports: Ports) => Ports | undefined;
  /** What a person changes as the sentence says; left out: nothing has to change. */
  readonly mend?: (world: World, ports: Ports) => Ports | undefined;
  /** The schedule by which the new rotation begins. */
  readonly startAs?: 'service-quarterly';
}

const become = (changes: Partial<DirectoryUser>) => (world: World) => void world.contoso.change(ID, changes);
const ofContoso = (ports: Ports, changes: Partial<Estate['tenants'][number]>): Ports => ({
  ...ports,
  estate: {
    ...ports.estate,
    tenants: ports.estate.tenants.map((each) => (each.tenantId === CONTOSO ? { ...each, ...changes } : each)),
  },
});
const asBefore = (_: World, ports: Ports): Ports => ({ ...ports, estate });
const refusing =
  (code: string) =>
  (_: World, ports: Ports): Ports => ({
    ...ports,
    writer: {
      ...ports.writer,
      reset: async () => {
        throw new ResetRefused(code, 'no');
      },
    },
  });
const accepting = (world: World, ports: Ports): Ports => ({ ...ports, writer: world.ports.writer });

const state = (broken: Partial<DirectoryUser>, mended: Partial<DirectoryUser>): Scenario => ({
  changes: become(broken),
  mend: become(mended),
});

const deleted = (world: World): undefined => {
  world.contoso.users = world.contoso.users.filter(({ id }) => id !== ID);
};
const breakGlassAsAdministrator =
  (is: boolean) =>
  (world: World): undefined => {
    world.contoso.breakGlassIsAdministrator = is;
  };

const scenarios: Readonly<Record<RefusalCode, Scenario>> = {
  gone: { changes: deleted },
  Request_ResourceNotFound: {
    changes: (world, ports) => {
      deleted(world);
      // The directory of the last guard still shows it, and the reset does not find it.
      const readAccount = async (): Promise<LiveAccount> => liveAsBefore;
      return refusing('Request_ResourceNotFound')(world, { ...ports, directory: { ...ports.directory, readAccount } });
    },
  },
  renamed: { changes: become({ userPrincipalName: 'married@contoso.example' }) },
  'other-account': {
    changes: (world, ports) => {
      const readAccount: Ports['directory']['readAccount'] = async (tenantId, accountId, further) => {
        const live = await world.ports.directory.readAccount(tenantId, accountId, further);
        return live && { ...live, user: { ...live.user, id: 'id-another' } };
      };
      return { ...ports, directory: { ...ports.directory, readAccount } };
    },
    mend: (world, ports) => ({ ...ports, directory: world.ports.directory }),
  },
  'class-changed': {
    changes: (world, ports) => {
      world.contoso.roles = world.contoso.roles.filter(({ principalId }) => principalId !== ID);
      return ofContoso(ports, { serviceAccounts: [{ account: UPN }] });
    },
    startAs: 'service-quarterly',
  },
  'unknown-data': state({ userType: undefined }, { userType: 'Member' }),
  'not-opted-in': {
    class: 'service',
    changes: (_, ports) => ofContoso(ports, { serviceOptIn: [{ account: 'other@contoso.example' }] }),
    mend: (_, ports) => ofContoso(ports, { serviceOptIn: [{ account: UPN }] }),
    startAs: 'service-quarterly',
  },
  'not-approved': {
    changes: (_, ports) => ({
      ...ports,
      estate: { ...ports.estate, technicians: ports.estate.technicians.filter(({ name }) => !name.startsWith('Ada')) },
    }),
  },
  'break-glass': {
    changes: (_, ports) => ofContoso(ports, { breakGlass: { accounts: [UPN] } }),
    mend: asBefore,
  },
  listed: { changes: (_, ports) => ofContoso(ports, { neverRotate: [UPN] }), mend: asBefore },
  synced: state({ onPremisesSyncEnabled: true }, { onPremisesSyncEnabled: false }),
  federated: state({ userPrincipalName: 'target@fed.example' }, { userPrincipalName: UPN }),
  'sync-service': state(
    { displayName: 'On-Premises Directory Synchronization Service Account' },
    { displayName: 'target' },
  ),
  restricted: state({ isManagementRestricted: true }, { isManagementRestricted: false }),
  guest: state({ userType: 'Guest' }, { userType: 'Member' }),
  disabled: state({ accountEnabled: false }, { accountEnabled: true }),
  mailbox: {
    class: 'service',
    ...state({ accountEnabled: false, licensed: false }, { accountEnabled: true }),
  },
  'ai-identity': state({ identityParentId: 'agent' }, { identityParentId: undefined }),
  'last-global-administrator': {
    global: true,
    changes: breakGlassAsAdministrator(false),
    mend: breakGlassAsAdministrator(true),
  },
  'account-busy': {
    changes: (world) => void world.tables.lockHolders.set(`${CONTOSO}/${ID}`, { rotationId: 'another', cycleId: 'c' }),
    mend: (world) => void world.tables.lockHolders.delete(`${CONTOSO}/${ID}`),
  },
  'password-policy': {
    changes: (world) => void world.contoso.fates.push('policy', 'policy', 'policy'),
  },
  'sign-in-refused': { changes: refusing('sign-in-refused'), mend: accepting },
  Authorization_RequestDenied: { changes: refusing('Authorization_RequestDenied'), mend: accepting },
  Authorization_IdentityNotFound: { changes: refusing('Authorization_IdentityNotFound'), mend: accepting },
};

let liveAsBefore: LiveAccount;

async function approvedRotation(scenario: Scenario) {
  const world = new World();
  const user = aUser('target');
  const role = scenario.global === true ? GLOBAL_ADMINISTRATOR : EXCHANGE;
  world.contoso.add(user, ...(scenario.class === 'service' ? [] : [aRole(user, role)]));
  world.contoso.add(aUser('bruno.admin'));
  const ports =
    scenario.class === 'service' ? ofContoso(world.ports, { serviceAccounts: [{ account: UPN }] }) : world.ports;
  const schedule = scenario.class === 'service' ? 'service-quarterly' : 'admin-monthly';
  const rotation = await begin(ports, schedule);
  if (rotation === undefined) throw new Error('discovery left the account out');
  const live = await ports.directory.readAccount(CONTOSO, ID);
  if (live !== undefined) liveAsBefore = live;
  await approveByTwo(ports, rotation);
  return { world, ports, rotation };
}

/** What `rotation start` does for the one account. */
async function begin(ports: Ports, schedule: string, onDemand = false) {
  const { cycleId } = await openCycle(ports, {
    ...SCHEDULE,
    schedule,
    executionId: `execution-${schedule}-${onDemand}`,
    ...(onDemand
      ? {
          onDemand: {
            only: { tenantIds: [CONTOSO], accountIds: [ID] },
            requestedBy: 'arn:aws:iam::1:role/engineer',
            reason: 'it failed',
          },
        }
      : {}),
  });
  await discoverTenant(ports, { cycleId, tenantId: CONTOSO });
  return ports.rotations.find({ cycleId, tenantId: CONTOSO, accountId: ID });
}

/** What AccountRotation does from its decision on. @returns the rotation, closed where a step refused */
async function run(ports: Ports, key: Rotation): Promise<Rotation> {
  const { cycleId, tenantId, accountId } = key;
  const about = { cycleId, tenantId, accountId };
  for (let tries = 0; tries < 4; tries += 1) {
    try {
      await stagePassword(ports, about);
      await resetPassword(ports, about);
      return (await ports.rotations.find(about)) ?? key;
    } catch (error) {
      if (error instanceof PasswordRefused) continue;
      if (!(error instanceof Error)) throw error;
      const { run: nth = 0 } = (await ports.rotations.find(about)) ?? {};
      return recordOutcome(ports, about, { kind: 'error', reason: `${error.name}: ${error.message}` }, nth);
    }
  }
  throw new Error('three refused passwords must end it');
}

function failedOf(rotation: Rotation): InState<'failed'> {
  if (!isIn(rotation, 'failed')) throw new Error(`it is ${rotation.state.status}`);
  return rotation;
}

const contosoOf = ({ estate: now }: Ports) => {
  const tenant = now.tenants.find(({ tenantId }) => tenantId === CONTOSO);
  if (tenant === undefined) throw new Error('the estate has no Contoso');
  return tenant;
};

const codes = Object.entries(scenarios);

describe.each(codes)('a rotation that is refused as %s', (code, scenario) => {
  test('gets an advice that is not refused for the same reason', async () => {
    const { world, ports: first, rotation } = await approvedRotation(scenario);
    const broken = scenario.changes(world, first) ?? first;
    const failed = failedOf(await run(broken, rotation));
    expect(failed.state.reason).toMatch(new RegExp(`^(RotationRefused|ResetRefused): ${code}: `));
    const advised = nextStep(failed, contosoOf(broken), broken.estate, broken.now());
    const ports = scenario.mend?.(world, broken) ?? broken;

    if (advised.step === 'nothing') {
      // Neither command could do anything.
      await expect(begin(ports, 'admin-monthly', true)).rejects.toThrow(/has no account id-target/);
      return;
    }
    if (advised.step === 'retry') {
      const answer = await reopenRotation(ports, failed, { n: 1, mode: 'retry', requestedBy: 'engineer' });
      expect(answer).toEqual({ next: 'go-on' });
      expect((await run(ports, failed)).state.status).toBe('applied');
      return;
    }
    const anew = await begin(ports, scenario.startAs ?? 'admin-monthly', true);
    if (anew === undefined) throw new Error('discovery left it out again');
    await approveByTwo(ports, anew);
    expect((await run(ports, anew)).state.status).toBe('applied');
  });

  test('is told what to do on the command line, with the command where one helps', async () => {
    const { world, ports: first, rotation } = await approvedRotation(scenario);
    const ports = scenario.changes(world, first) ?? first;
    const failed = failedOf(await run(ports, rotation));
    const lines = nextLines(failed, contosoOf(ports), ports.estate, ports.now());
    const { step, sentence } = stepAfter(failed.state.reason) ?? { step: undefined, sentence: 'none' };
    expect(lines[1]).toContain(sentence);
    const commands = lines.filter((line) => line.includes('npm run rotation'));
    expect(commands).toEqual(
      step === 'nothing' ? [] : [expect.stringContaining(`rotation -- ${step} --tenant contoso --account ${ID} `)],
    );
  });
});

test('a refusal whose cause stands is refused again, whatever is tried: the advice is to change it first', async () => {
  const { world, ports, rotation } = await approvedRotation(scenarios.synced);
  scenarios.synced.changes(world, ports);
  const failed = failedOf(await run(ports, rotation));
  await reopenRotation(ports, failed, { n: 1, mode: 'retry', requestedBy: 'engineer' });
  expect((await run(ports, failed)).state).toMatchObject({ reason: expect.stringContaining('synced: ') });
  expect(stepAfter(failed.state.reason)?.sentence).toContain('while that is so');
});

test('a failure that is no refusal may be retried, and a lapsed approval takes a new rotation', async () => {
  const { ports, rotation } = await approvedRotation(scenarios.synced);
  const failed = failedOf(
    await recordOutcome(ports, rotation, { kind: 'error', reason: 'GraphUnavailable: no answer' }),
  );
  expect(stepAfter(failed.state.reason)).toBeUndefined();
  expect(nextStep(failed, contosoOf(ports), estate, ports.now()).step).toBe('retry');
  const late = new Date(failed.decideBefore);
  expect(nextStep(failed, contosoOf(ports), estate, late)).toMatchObject({
    step: 'start',
    sentence: expect.stringContaining('`rotation start` begins a new one'),
  });
});

test('a rotation that was itself started by hand gets a request of its own, for a second cycle of one day', async () => {
  const { world, ports, rotation } = await approvedRotation(scenarios.renamed);
  const byHand = await begin(ports, 'admin-monthly', true);
  expect(byHand?.cycleId).toContain('-now-');
  scenarios.renamed.changes(world, ports);
  const failed = failedOf(await run(ports, rotation));
  const again = { ...failed, cycleId: byHand?.cycleId ?? '' };
  const commandOf = (which: Rotation) => nextLines(which, contosoOf(ports), estate, ports.now()).at(-1);
  expect(commandOf(failed)).not.toContain('--request');
  expect(commandOf(again)).toContain(` --request after-${failed.rotationId.slice(0, 8)} --reason`);
});
