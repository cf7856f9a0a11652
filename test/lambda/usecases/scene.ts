import { GLOBAL_ADMINISTRATOR } from '../../../lambda/domain/accounts/directory-roles.ts';
import type { RotationKey } from '../../../lambda/domain/identifiers.ts';
import type { Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { type CompleteTokensPorts, completeTokens } from '../../../lambda/usecases/approval/complete-tokens.ts';
import {
  type Choice,
  type DecideRotationPorts,
  type DecisionResult,
  decideRotation,
} from '../../../lambda/usecases/approval/decide-rotation.ts';
import { openCycle } from '../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../lambda/usecases/discovery/discover-tenant.ts';
import type { ActingTechnician } from '../../../lambda/usecases/facts.ts';
import { aRole, aUser, EXCHANGE } from '../domain/accounts/directories.ts';
import { CONTOSO, CYCLE, SCHEDULE, signedIn, World } from './in-memory.ts';
import { rowOf } from './in-memory-tables.ts';

export const keyOf = (name: string) => ({ cycleId: CYCLE, tenantId: CONTOSO, accountId: `id-${name}` });
export const APPROVE = { decision: 'approve' } as const;

/** Decides, and tells the workflow, as the page of approvals does. */
export async function decideAndTell(
  ports: DecideRotationPorts & CompleteTokensPorts,
  by: ActingTechnician,
  key: RotationKey,
  choice: Choice,
): Promise<DecisionResult> {
  const result = await decideRotation(ports, by, key, choice);
  const keys = result.outcome === 'decided' ? [key] : [];
  await completeTokens(ports, keys, new Date(ports.now().getTime() + 24_000));
  return result;
}

/** Ada approves, and Bruno where a second technician must. */
export async function approveByTwo(ports: DecideRotationPorts, key: RotationKey): Promise<void> {
  for (const by of ['Ada', 'Bruno']) await decideRotation(ports, signedIn(by), key, APPROVE);
}

/** A cycle in which Contoso has been discovered: admins `ops` and `mail`, Global Administrator `root`. */
export async function discovered(): Promise<World> {
  const world = new World();
  for (const name of ['ops', 'mail']) world.contoso.add(aUser(name), aRole(aUser(name), EXCHANGE));
  world.contoso.add(aUser('root'), aRole(aUser('root'), GLOBAL_ADMINISTRATOR));
  world.contoso.add(aUser('bruno.admin'), aRole(aUser('bruno.admin'), EXCHANGE));
  world.contoso.add(aUser('person'));
  await openCycle(world.ports, { ...SCHEDULE, executionId: 'execution-1' });
  await discoverTenant(world.ports, { cycleId: CYCLE, tenantId: CONTOSO });
  return world;
}

export async function approved(name = 'ops', by = 'Ada'): Promise<World> {
  const world = await discovered();
  await decideRotation(world.ports, signedIn(by), keyOf(name), APPROVE);
  return world;
}

export function rotationOf(world: World, name = 'ops'): Rotation {
  const found = world.tables.rotationRows.get(rowOf(keyOf(name)));
  if (found === undefined) throw new Error(`no rotation of ${name}`);
  return found;
}

export const statusOf = (world: World, name = 'ops') => rotationOf(world, name).state.status;

/** Actions on record about one account, in order. */
export const actionsOf = (world: World, name = 'ops') =>
  (world.tables.chains.get(`${CONTOSO}#id-${name}`) ?? []).map((each) => each.action);
