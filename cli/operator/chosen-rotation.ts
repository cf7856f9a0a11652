import { isIn, type Rotation, type RotationStatus } from '../../lambda/domain/rotation/rotation.ts';
import { estatePath, readEstateFile, tenantsNamed } from './estate-file.ts';
import type { ReopenParts } from './reopen.ts';
import { rotationsOf, storedRotations } from './stored-rotations.ts';
import { deployedWorkflows } from './workflows.ts';

/** How commands about one rotation name it. */
export interface RotationOptions {
  readonly config?: string;
  readonly tenant: string;
  /** Object id or UPN. */
  readonly account: string;
  readonly cycle?: string;
}

/**
 * Finds the rotation that a person means, and what reopens it.
 *
 * @param preferred  where no cycle is named: the latest one in the first of these states, or else in the next; or else the latest
 * @throws when there is none, or the shell is not signed in to the account that the estate is deployed to
 */
export async function chosenRotation(
  { config, tenant: name, account, cycle }: RotationOptions,
  preferred: readonly RotationStatus[],
): Promise<{ readonly rotation: Rotation; readonly parts: ReopenParts }> {
  const estate = readEstateFile(estatePath(config));
  const [tenant] = tenantsNamed(estate, [name]);
  if (tenant === undefined) throw new Error('--tenant names no tenant');
  const stored = await storedRotations(estate.aws);
  const found = await rotationsOf(stored, tenant.tenantId, account, cycle);
  const [rotation] = [...preferred.flatMap((status) => found.filter((each) => isIn(each, status))), ...found];
  if (rotation === undefined) {
    const where = cycle === undefined ? 'in its latest cycles: an older one takes --cycle <id>' : `in cycle ${cycle}`;
    throw new Error(`no rotation of ${account} is on record in ${tenant.name}, ${where}`);
  }
  const workflows = await deployedWorkflows(estate);
  return { rotation, parts: { estate, tenant, stored, workflows, now: () => new Date() } };
}
