import type { AnyFunctionName } from '../../../contract/functions.ts';
import { periodOf } from '../../../lambda/domain/identifiers.ts';
import { requestApprovals } from '../../../lambda/usecases/approval/request-approvals.ts';
import { deliverCredential } from '../../../lambda/usecases/credential/deliver-credential.ts';
import { announceCycle } from '../../../lambda/usecases/cycle/announce-cycle.ts';
import { closeCycle } from '../../../lambda/usecases/cycle/close-cycle.ts';
import { closeTenant } from '../../../lambda/usecases/cycle/close-tenant.ts';
import { cycleOpenedBy } from '../../../lambda/usecases/cycle/cycles-back.ts';
import { openCycle } from '../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../lambda/usecases/discovery/discover-tenant.ts';
import { reasonOf } from '../../../lambda/usecases/rotation/caught-error.ts';
import { promotePassword } from '../../../lambda/usecases/rotation/promote-password.ts';
import { recordOutcome } from '../../../lambda/usecases/rotation/record-outcome.ts';
import { resetPassword } from '../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../lambda/usecases/rotation/stage-password.ts';
import { verifyReset } from '../../../lambda/usecases/rotation/verify-reset.ts';
import type { World } from '../../lambda/usecases/in-memory.ts';
import { events } from './events.ts';

export const SEAL = { hash: 'ab'.repeat(32), number: 1, chains: 1 };

/** What the handlers do, with the outside in memory. A function that no workflow runs is not here. */
export const functionsOf = (
  ports: World['ports'],
): Partial<Record<AnyFunctionName, (event: unknown) => Promise<unknown>>> => ({
  'open-cycle': (event) => openCycle(ports, events.opening.parse(event)),
  'discover-tenant': (event) => discoverTenant(ports, events.tenant.parse(event)),
  'request-approvals': async (event) => void (await requestApprovals(ports, events.tenant.parse(event))),
  'stage-password': (event) => {
    const { hasWaited, ...key } = events.staging.parse(event);
    return stagePassword(ports, key, hasWaited);
  },
  'reset-password': async (event) => void (await resetPassword(ports, events.rotation.parse(event))),
  'verify-reset': async (event) => void (await verifyReset(ports, events.rotation.parse(event))),
  'promote-password': async (event) => void (await promotePassword(ports, events.rotation.parse(event))),
  'deliver-credential': async (event) => void (await deliverCredential(ports, events.rotation.parse(event))),
  'record-outcome': async (event) => {
    const { expired, error, run, ...key } = events.outcome.parse(event);
    const failed = error === undefined ? undefined : ({ kind: 'error', reason: reasonOf(error) } as const);
    const { state } = await recordOutcome(ports, key, expired ? { kind: 'expired' } : failed, run);
    return { outcome: state.status };
  },
  'close-tenant': async (event) => {
    const { error, ...tenant } = events.closing.parse(event);
    return { notStarted: await closeTenant(ports, tenant, error) };
  },
  'close-cycle': async (event) => {
    const { cycleId, executionId, error } = events.ending.parse(event);
    const opened = cycleId ?? (await cycleOpenedBy(ports.cycles, executionId))?.cycleId;
    if (opened === undefined) return { dryRun: false, failure: 'No cycle was opened.' };
    const { cycle, failure } = await closeCycle(ports, opened, error);
    return { cycleId: opened, dryRun: cycle.dryRun, period: periodOf(opened), failure };
  },
  checkpoint: async () => SEAL,
  'announce-cycle': async (event) => {
    const { cycleId, seal, error } = events.announcing.parse(event);
    await announceCycle(ports, cycleId, seal ?? { reason: error === undefined ? 'unknown' : reasonOf(error) });
    return {};
  },
});
