import type { Estate } from '../../../config/estate.ts';
import type { AnyFunctionName } from '../../../contract/functions.ts';
import { decidesFor } from '../../domain/accounts/own-accounts.ts';
import type { AuditAction, AuditFact } from '../../domain/audit/audit-record.ts';
import type { Pause, PauseScope } from '../../domain/rotation/pause.ts';
import type { Now } from '../../ports/clock.ts';
import type { PauseStore } from '../../ports/pause.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { type ActingOperator, type ActingTechnician, factAboutEstate } from '../facts.ts';

export interface PausingPorts {
  readonly pauses: Pick<PauseStore, 'set' | 'end'>;
  readonly rotations: Pick<RotationStore, 'note'>;
  readonly estate: Estate;
  readonly now: Now;
  /** The function that records it. */
  readonly component: AnyFunctionName;
}

export type Pausing =
  /** `already`: it was so before, and nothing was changed. */
  | { readonly outcome: 'done' | 'already'; readonly sentence: string }
  /** The refusal is on record. */
  | { readonly outcome: 'refused'; readonly sentence: string };

type Person = ActingTechnician | ActingOperator;

/**
 * Pauses resets. An operator of the command line may pause whatever they like, a technician the tenants that they decide for: who cannot
 * approve a reset somewhere has no reason to stop one there.
 */
export const setPause = (ports: PausingPorts, by: Person, scope: PauseScope, reason: string): Promise<Pausing> =>
  change(ports, by, scope, reason, {
    action: 'pause.set',
    asked: 'that resets are paused',
    apply: (fact) =>
      ports.pauses
        .set({ scope, since: fact.time, by: by.actor, reason } satisfies Pause, fact)
        .then((it) => it === 'set'),
    done: 'is paused: nothing is reset there until the pause is ended',
    already: 'was paused already, and stays so',
  });

/** Ends a pause: resets that wait go on within half an hour. Whoever may set it may end it. */
export const endPause = (ports: PausingPorts, by: Person, scope: PauseScope, reason: string): Promise<Pausing> =>
  change(ports, by, scope, reason, {
    action: 'pause.ended',
    asked: 'that a pause is ended',
    apply: (fact) => ports.pauses.end(scope, fact).then((it) => it === 'ended'),
    done: 'is not paused any more: resets that wait go on within half an hour',
    already: 'was not paused',
  });

/** What a pause stops, as people read it. */
export function pausedWords(estate: Pick<Estate, 'tenants'>, scope: PauseScope): string {
  switch (scope.of) {
    case 'everything':
      return 'Everything';
    case 'class':
      return `The class ${scope.class}`;
    case 'tenant':
      return nameOf(estate, scope.tenantId);
    case 'tenant-in-cycle':
      return `${nameOf(estate, scope.tenantId)} in cycle ${scope.cycleId}`;
  }
}

const nameOf = ({ tenants }: Pick<Estate, 'tenants'>, id: string): string =>
  tenants.find(({ tenantId }) => tenantId === id)?.displayName ?? id;

interface Wanted {
  readonly action: AuditAction;
  readonly asked: string;
  readonly apply: (fact: AuditFact) => Promise<boolean>;
  readonly done: string;
  readonly already: string;
}

async function change(ports: PausingPorts, by: Person, scope: PauseScope, reason: string, wanted: Wanted) {
  const { estate, component } = ports;
  const what = pausedWords(estate, scope);
  const about = { by, component, now: ports.now() };
  const refusal = whyNot(estate, by, scope);
  if (refusal !== undefined) {
    const fact = factAboutEstate({
      action: 'command.refused',
      outcome: 'refused',
      reason: refusal,
      evidence: { detail: `asked ${wanted.asked}: ${what}` },
      ...about,
    });
    await ports.rotations.note({ ...fact, ...placeOf(scope) });
    return { outcome: 'refused', sentence: refusal } as const;
  }
  const fact = factAboutEstate({ action: wanted.action, reason, evidence: { detail: what }, ...about });
  const changed = await wanted.apply({ ...fact, ...placeOf(scope) });
  return {
    outcome: changed ? 'done' : 'already',
    sentence: `${what} ${changed ? wanted.done : wanted.already}.`,
  } as const;
}

function whyNot(estate: Estate, { actor }: Person, scope: PauseScope): string | undefined {
  const tenant = 'tenantId' in scope ? estate.tenants.find((each) => each.tenantId === scope.tenantId) : undefined;
  if ('tenantId' in scope && tenant === undefined) return 'The estate has no such tenant.';
  if (actor.kind === 'operator') return undefined;
  if (tenant === undefined) return 'Only the command line pauses more than one tenant.';
  const technician = estate.technicians.find(({ objectId }) => objectId === actor.objectId);
  return technician !== undefined && decidesFor(technician, tenant)
    ? undefined
    : `You do not decide for ${tenant.displayName}.`;
}

/** The chain of the tenant, or of the whole estate. */
function placeOf(scope: PauseScope): Pick<AuditFact, 'cycleId' | 'tenantId' | 'class'> {
  switch (scope.of) {
    case 'everything':
      return {};
    case 'class':
      return { class: scope.class };
    case 'tenant':
      return { tenantId: scope.tenantId };
    case 'tenant-in-cycle':
      return { cycleId: scope.cycleId, tenantId: scope.tenantId };
  }
}
