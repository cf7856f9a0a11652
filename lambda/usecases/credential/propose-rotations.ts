import type { Estate } from '../../../config/estate.ts';
import { type AccountClass, accountClassSchema } from '../../domain/accounts/account.ts';
import { isDueAfterReveal } from '../../domain/credential/exposure.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { MOST_CHOSEN, onlyAccounts } from '../../domain/cycle/only-these.ts';
import { cycleIdOf } from '../../domain/identifiers.ts';
import { requesterActor } from '../../domain/rotation/requester.ts';
import type { Now } from '../../ports/clock.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { ExposureReader } from '../../ports/exposure.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { CycleStarts, Started } from '../../ports/starts.ts';
import { cyclesBack } from '../cycle/cycles-back.ts';
import { rotationsUnderWay, type UnderWayPorts } from '../cycle/under-way.ts';
import { scheduleForClass } from '../estate-lookup.ts';
import { factAboutEstate } from '../facts.ts';
import { type ExposedAccount, exposedAccounts } from './exposed-accounts.ts';

export interface ProposeRotationsPorts extends UnderWayPorts {
  readonly exposures: ExposureReader;
  readonly cycles: UnderWayPorts['cycles'] & Pick<CycleStore, 'find'>;
  readonly rotations: UnderWayPorts['rotations'] & Pick<RotationStore, 'note'>;
  readonly cycleStarts: CycleStarts;
  readonly estate: Estate;
  readonly now: Now;
}

/** What was proposed for one class: how many accounts, and whether this run started their cycle. */
export interface Proposed {
  readonly class: AccountClass;
  readonly accounts: number;
  readonly started: Started | 'nothing-due' | 'no-schedule';
}

const RULE = { rule: 'rotateAfterReveal' } as const;

/** Who rejects a proposal, or lets it expire, is not asked about the same view every day: a week later again. Half a day for clocks. */
const ASKED_AGAIN_AFTER_MS = (7 * 24 - 12) * 3_600_000;
const DAYS_LOOKED_BACK = 7;

/**
 * Proposes rotations of accounts whose passwords people have seen for as long as the estate allows: one cycle for each class and day, with
 * all of them. People decide about it as about any cycle; nothing is reset before they approve (R1). Those that a cycle rotates already
 * are left out.
 *
 * The name of the cycle's workflow is the day and the class, so that a second run on the same day starts nothing (R8).
 *
 * @throws {Error} those of a class could not be proposed; after the other class (R9)
 */
export async function proposeRotations(ports: ProposeRotationsPorts): Promise<readonly Proposed[]> {
  const now = ports.now();
  const seers = await ports.exposures.seers();
  const seen = [];
  for (const { technicianObjectId } of seers) seen.push(...(await ports.exposures.ofTechnician(technicianObjectId)));
  const accounts = await exposedAccounts(ports.cycles, seen);
  const latest = await cyclesBack(ports.cycles, DAYS_LOOKED_BACK, ({ only }) => only !== undefined);
  const proposed: Proposed[] = [];
  const failures = new Map<AccountClass, unknown>();
  for (const of of accountClassSchema.options) {
    const due = accounts.filter((each) => each.class === of && isToPropose(ports, each, of, latest, now));
    try {
      proposed.push(await proposeFor(ports, of, due, now));
    } catch (error) {
      failures.set(of, error);
    }
  }
  if (failures.size > 0) {
    const [cause] = failures.values();
    throw new Error(`not proposed: ${[...failures.keys()].join(' and ')} accounts`, { cause });
  }
  return proposed;
}

function isToPropose(
  { estate }: ProposeRotationsPorts,
  account: ExposedAccount,
  of: AccountClass,
  latest: readonly Cycle[],
  now: Date,
): boolean {
  if (!estate.tenants.some(({ tenantId }) => tenantId === account.tenantId)) return false;
  return account.exposures.some(
    (each) =>
      isDueAfterReveal(each, of, estate.rotateAfterReveal, now) &&
      !latest.some((cycle) => wasProposedIn(cycle, account.accountId, each.seenAt, estate, now)),
  );
}

/** Whether a cycle of this rule has asked about the same view within the last week. */
function wasProposedIn(cycle: Cycle, accountId: string, seenAt: string, estate: Estate, now: Date): boolean {
  const rule = requesterActor(RULE, estate);
  return (
    'name' in rule &&
    cycle.requested?.by === rule.name &&
    cycle.only?.accountIds.includes(accountId) === true &&
    seenAt < cycle.openedAt &&
    Date.parse(cycle.openedAt) > now.getTime() - ASKED_AGAIN_AFTER_MS
  );
}

async function proposeFor(
  ports: ProposeRotationsPorts,
  of: AccountClass,
  due: readonly ExposedAccount[],
  now: Date,
): Promise<Proposed> {
  const { estate } = ports;
  const busy = rotationsUnderWay(ports);
  const chosen: ExposedAccount[] = [];
  // Those that were seen first come first; what does not fit comes with the cycle of another day.
  for (const each of due) {
    if (chosen.length < MOST_CHOSEN && (await busy({ ...each, class: of })) === undefined) chosen.push(each);
  }
  const accounts = chosen.length;
  if (accounts === 0) return { class: of, accounts, started: 'nothing-due' };
  const schedule = scheduleForClass(estate, of);
  if (schedule === undefined) return { class: of, accounts, started: 'no-schedule' };
  const planned = cycleIdOf(schedule.name, now, schedule.timeZone ?? estate.msp.timeZone);
  const { adminHours, serviceHours } = estate.rotateAfterReveal;
  const reason = `A person saw each of these passwords at least ${of === 'admin' ? adminHours : serviceHours} hours ago`;
  await ports.rotations.note(
    factAboutEstate({
      action: 'rotation.requested',
      reason,
      evidence: { detail: `${accounts} ${of} accounts` },
      by: { actor: requesterActor(RULE, estate) },
      component: 'propose-rotations',
      now,
    }),
  );
  const started = await ports.cycleStarts.start(`${planned}-after-reveal`, {
    schedule: schedule.name,
    scheduledFor: now.toISOString(),
    onDemand: { only: onlyAccounts(chosen), request: RULE.rule, requestedBy: RULE, reason },
  });
  return { class: of, accounts, started };
}
