import type { Estate } from '../../config/estate.ts';
import { cycleIdSchema } from '../../lambda/domain/identifiers.ts';
import type { PauseScope } from '../../lambda/domain/rotation/pause.ts';
import { unknownNames } from '../operator/unknown-names.ts';

export interface ScopeOptions {
  readonly tenant?: string;
  readonly class?: string;
  readonly all: boolean;
  /** With a tenant: in this cycle alone. */
  readonly cycle?: string;
}

/**
 * What the options ask for: exactly one of a tenant, a class and everything.
 * @throws with one line for each option that is wrong
 */
export function chosenScope(
  estate: Pick<Estate, 'tenants'>,
  { tenant, class: ofClass, all, cycle }: ScopeOptions,
): PauseScope {
  const given = [tenant !== undefined, ofClass !== undefined, all].filter(Boolean).length;
  const known = estate.tenants.map(({ name }) => name);
  const found = estate.tenants.find(({ name }) => name === tenant);
  const cycleId = cycle === undefined ? undefined : cycleIdSchema.safeParse(cycle).data;
  const problems = [
    ...(given === 1 ? [] : ['give exactly one of --tenant <name>, --class <class> and --all']),
    ...(tenant === undefined || found !== undefined ? [] : [unknownNames('tenant', [tenant], known)]),
    ...(ofClass === undefined || ofClass === 'admin' || ofClass === 'service'
      ? []
      : [`--class must be admin or service, got '${ofClass}'`]),
    ...(cycle === undefined || tenant !== undefined ? [] : ['--cycle needs --tenant <name>']),
    ...(cycle === undefined || cycleId !== undefined ? [] : [`--cycle must be the id of a cycle, got '${cycle}'`]),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  if (found !== undefined && cycleId !== undefined) {
    return { of: 'tenant-in-cycle', cycleId, tenantId: found.tenantId };
  }
  if (found !== undefined) return { of: 'tenant', tenantId: found.tenantId };
  return ofClass === 'admin' || ofClass === 'service' ? { of: 'class', class: ofClass } : { of: 'everything' };
}
