import type { Estate, EstateTenant } from '../../../config/estate.ts';
import { tenantsWith } from '../../../config/schedule-runs.ts';
import type { AnyFunctionName } from '../../../contract/functions.ts';
import { accountClassSchema } from '../../domain/accounts/account.ts';
import { LONGEST_REASON } from '../../domain/audit/reason.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import { type Held, type Hold, holdId, isReleased } from '../../domain/cycle/hold.ts';
import type { PauseScope } from '../../domain/rotation/pause.ts';
import { counted } from '../../domain/text/counted.ts';
import { cut } from '../../domain/text/cut.ts';
import { firstFew } from '../../domain/text/first-few.ts';
import type { Now } from '../../ports/clock.ts';
import type { HoldStore } from '../../ports/hold.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { type ActingOperator, factAboutEstate } from '../facts.ts';
import type { Pausing } from '../rotation/pausing.ts';

export interface ReleasingPorts {
  readonly holds: Pick<HoldStore, 'of' | 'release'>;
  readonly rotations: Pick<RotationStore, 'note'>;
  readonly estate: Estate;
  readonly now: Now;
  readonly component: AnyFunctionName;
}

export interface Releasing {
  readonly scope: PauseScope;
  readonly reason: string;
  /** Where no dry run has read a tenant, it is released all the same, and the record says so. */
  readonly withoutDryRun: boolean;
}

interface Wanted extends Held {
  readonly tenant: EstateTenant;
}

/**
 * Releases tenants: from then on schedules start for them. An operator has looked at a dry run of each, or says that none is needed; what no
 * dry run has read stays on hold, and the others are released.
 */
export async function release(ports: ReleasingPorts, by: ActingOperator, asked: Releasing): Promise<Pausing> {
  const { estate, holds, component } = ports;
  const { scope, reason, withoutDryRun } = asked;
  const wanted = inScope(estate, scope);
  const known = new Map((await holds.of(wanted)).map((each) => [holdId(each), each]));
  const toRelease = wanted.filter((each) => !isReleased(known.get(holdId(each))));
  const ready = toRelease.filter((each) => withoutDryRun || known.get(holdId(each))?.dryRun !== undefined);
  const unseen = toRelease.filter((each) => !ready.includes(each));
  if (wanted.length === 0 || (ready.length === 0 && unseen.length > 0)) {
    const sentence = wanted.length === 0 ? 'No schedule of the estate is for these.' : unseenSentence(estate, unseen);
    await ports.rotations.note(
      factAboutEstate({
        action: 'command.refused',
        outcome: 'refused',
        reason: cut(sentence, LONGEST_REASON),
        evidence: { detail: 'asked that tenants are released' },
        by,
        component,
        now: ports.now(),
      }),
    );
    return { outcome: 'refused', sentence };
  }
  // The classes of a tenant one after the other: their records are in one chain, and two at once would make one of them try again.
  const tenantIds = [...new Set(ready.map(({ tenantId }) => tenantId))];
  const outcomes = await mapConcurrently(tenantIds, (tenantId) =>
    mapConcurrently(
      ready.filter((each) => each.tenantId === tenantId),
      (each) => releaseOne(ports, by, each, known.get(holdId(each)), reason),
      1,
    ),
  );
  const released = outcomes.flat().filter((each) => each === 'released').length;
  const sentences = [
    released === 0
      ? 'Released before: schedules start for them.'
      : `Released ${[...new Set(ready.map(({ tenant }) => tenant.displayName))].slice(0, 10).join(', ')}: schedules start for ${counted(released, 'class', 'classes')} of accounts there from now on.`,
    ...(unseen.length === 0 ? [] : [unseenSentence(estate, unseen)]),
  ];
  return { outcome: released === 0 ? 'already' : 'done', sentence: sentences.join(' ') };
}

/** Classes that a schedule rotates in the tenant: nothing else can be started. */
function inScope(estate: Estate, scope: PauseScope): readonly Wanted[] {
  const classes = accountClassSchema.options.filter((each) => scope.of !== 'class' || scope.class === each);
  return classes.flatMap((each) => {
    const tenants = new Set(
      estate.schedules
        .filter((schedule) => schedule.class === each)
        .flatMap((schedule) => tenantsWith(estate, schedule)),
    );
    return [...tenants]
      .filter(({ tenantId }) => !('tenantId' in scope) || scope.tenantId === tenantId)
      .map((tenant) => ({ tenant, tenantId: tenant.tenantId, class: each }));
  });
}

function releaseOne(
  { holds, now, component }: ReleasingPorts,
  by: ActingOperator,
  { tenantId, class: of }: Wanted,
  hold: Hold | undefined,
  reason: string,
) {
  const afterDryRun = hold?.dryRun?.cycleId;
  const detail = `${of} accounts, ${afterDryRun === undefined ? 'without a dry run' : `after dry run ${afterDryRun}`}`;
  const fact = factAboutEstate({ action: 'hold.released', reason, evidence: { detail }, by, component, now: now() });
  const released = { at: fact.time, by: by.actor, reason, ...(afterDryRun === undefined ? {} : { afterDryRun }) };
  return holds.release({ tenantId, class: of }, released, { ...fact, tenantId, class: of });
}

const MOST_NAMED = 10;

/** By class, with the command that reads them. */
function unseenSentence({ schedules }: Estate, unseen: readonly Wanted[]): string {
  const sentences = accountClassSchema.options.flatMap((each) => {
    const tenants = unseen.filter((one) => one.class === each).map(({ tenant }) => tenant.name);
    const schedule = schedules.find((one) => one.class === each);
    if (tenants.length === 0 || schedule === undefined) return [];
    return [
      `No dry run has read ${each} accounts of ${firstFew(tenants, MOST_NAMED)}: start one with rotation start --dry-run --schedule ${schedule.name}, look at it, and release again.`,
    ];
  });
  return sentences.join(' ');
}
