import { exposureStore } from '../../lambda/adapters/aws/dynamodb/credential/exposure-store.ts';
import { linkStore } from '../../lambda/adapters/aws/dynamodb/credential/link-store.ts';
import { cycleStore } from '../../lambda/adapters/aws/dynamodb/cycle/cycle-store.ts';
import { holdStore } from '../../lambda/adapters/aws/dynamodb/cycle/hold-store.ts';
import { inspectionResults } from '../../lambda/adapters/aws/dynamodb/inspection/inspection-store.ts';
import { mailTroubleReader } from '../../lambda/adapters/aws/dynamodb/messages/mail-trouble-store.ts';
import { pauseStore } from '../../lambda/adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../../lambda/adapters/aws/dynamodb/rotation/rotation-store.ts';
import { isNamed } from '../../lambda/domain/accounts/tenant-rules.ts';
import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import type { Rotation } from '../../lambda/domain/rotation/rotation.ts';
import type { LinkStore } from '../../lambda/ports/credential.ts';
import type { CycleStore } from '../../lambda/ports/cycle.ts';
import type { ExposureReader } from '../../lambda/ports/exposure.ts';
import type { HoldStore } from '../../lambda/ports/hold.ts';
import type { InspectionStore } from '../../lambda/ports/inspections.ts';
import type { MailTroubles } from '../../lambda/ports/mail-troubles.ts';
import type { PauseStore } from '../../lambda/ports/pause.ts';
import type { RotationStore } from '../../lambda/ports/rotation.ts';
import { cyclesBack } from '../../lambda/usecases/cycle/cycles-back.ts';
import type { Deployment } from './deployed-stack.ts';
import { deployedTables } from './deployed-tables.ts';

/** How far a command looks back where nobody names a cycle: a year of quarters, and what is left of the first one. */
const DAYS_LOOKED_BACK = 400;

/** The cycles, dry runs among them, that a command looks at where nobody names one; the newest first. */
export const cyclesLookedAt = (cycles: Pick<CycleStore, 'latest'>): Promise<readonly Cycle[]> =>
  cyclesBack(cycles, DAYS_LOOKED_BACK, () => true);

/** Those of them that can have rotations. */
export const cyclesWithRotations = async (cycles: Pick<CycleStore, 'latest'>): Promise<readonly Cycle[]> =>
  (await cyclesLookedAt(cycles)).filter(({ dryRun }) => !dryRun);

/** What commands read from the state table. */
export interface StoredRotations {
  readonly cycles: Pick<CycleStore, 'find' | 'findTenant' | 'latest' | 'tenantsOf'>;
  readonly holds: Pick<HoldStore, 'all'>;
  readonly rotations: Pick<RotationStore, 'find' | 'ofTenant' | 'lockHolder'>;
  readonly links: Pick<LinkStore, 'openIn'>;
  readonly exposures: ExposureReader;
  readonly pauses: Pick<PauseStore, 'active'>;
  readonly mailTroubles: Pick<MailTroubles, 'all'>;
  readonly inspections: Pick<InspectionStore, 'ofKind'>;
}

export async function storedRotations(deployment: Deployment): Promise<StoredRotations> {
  const tables = await deployedTables(deployment);
  return {
    cycles: cycleStore(tables),
    holds: holdStore(tables),
    rotations: rotationStore(tables),
    links: linkStore(tables),
    exposures: exposureStore(tables),
    pauses: pauseStore(tables),
    mailTroubles: mailTroubleReader(tables),
    inspections: inspectionResults(tables),
  };
}

/**
 * Rotations of one account, newest cycle first.
 *
 * @param account  object id or UPN
 * @param cycleId  left out: in the cycles of a year
 */
export async function rotationsOf(
  { cycles, rotations }: StoredRotations,
  tenantId: string,
  account: string,
  cycleId: string | undefined,
): Promise<readonly Rotation[]> {
  const found: Rotation[] = [];
  const cycleIds = cycleId === undefined ? (await cyclesWithRotations(cycles)).map((each) => each.cycleId) : [cycleId];
  for (const each of cycleIds) {
    const all = await rotations.ofTenant(each, tenantId);
    found.push(
      ...all.filter(({ accountId, account: { userPrincipalName } }) =>
        isNamed({ id: accountId, userPrincipalName }, account),
      ),
    );
  }
  return found;
}
