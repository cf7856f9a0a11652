import type { Estate } from '../../config/estate.ts';
import type { PauseScope } from '../../lambda/domain/rotation/pause.ts';

export interface ScopeOptions {
  readonly tenant?: string;
  readonly class?: string;
  readonly all: boolean;
}

/**
 * What the options ask for: exactly one of a tenant, a class and everything.
 * @throws with one line for each option that is wrong
 */
export function chosenScope(
  estate: Pick<Estate, 'tenants'>,
  { tenant, class: ofClass, all }: ScopeOptions,
): PauseScope {
  const given = [tenant !== undefined, ofClass !== undefined, all].filter(Boolean).length;
  const found = estate.tenants.find(({ name }) => name === tenant);
  const problems = [
    ...(given === 1 ? [] : ['give exactly one of --tenant <name>, --class <class> and --all']),
    ...(tenant === undefined || found !== undefined
      ? []
      : [`the estate has no tenant '${tenant}'; it has: ${estate.tenants.map(({ name }) => name).join(', ')}`]),
    ...(ofClass === undefined || ofClass === 'admin' || ofClass === 'service'
      ? []
      : [`--class must be admin or service, got '${ofClass}'`]),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  if (found !== undefined) return { of: 'tenant', tenantId: found.tenantId };
  return ofClass === 'admin' || ofClass === 'service' ? { of: 'class', class: ofClass } : { of: 'everything' };
}
