import type { Contradiction } from './contradiction.ts';
import type { Estate } from './estate.ts';
import { runsOf, tenantsOfRun, tenantsWith } from './schedule-runs.ts';

/** What may be meant, and may be a mistake: tenants that no schedule rotates, or two of them; runs that are for nobody. */
export const scheduleWarnings = (estate: Estate): readonly Contradiction[] => [
  ...(['admin', 'service'] as const).flatMap((each) => coverageOf(estate, each)),
  ...runsForNobody(estate),
];

function coverageOf(estate: Estate, of: 'admin' | 'service'): Contradiction[] {
  const schedules = estate.schedules.filter((each) => each.class === of);
  if (schedules.length === 0) return [];
  const namesOf = new Map(schedules.map((each) => [each.name, new Set(tenantsWith(estate, each))]));
  const groups = new Map<string, string[]>();
  for (const tenant of estate.tenants) {
    const having = [...namesOf].flatMap(([name, tenants]) => (tenants.has(tenant) ? [name] : []));
    if (having.length === 1) continue;
    const all = having.join(' and ');
    groups.set(all, [...(groups.get(all) ?? []), tenant.name]);
  }
  return [...groups].map(([having, tenants]) => ({
    path: ['schedules', estate.schedules.findIndex((each) => each.class === of)],
    message:
      having === ''
        ? `no schedule rotates ${of} accounts of ${listed(tenants)}: every one leaves them out`
        : `${having} both rotate ${of} accounts of ${listed(tenants)}: each account by each of them`,
  }));
}

const runsForNobody = (estate: Estate): Contradiction[] =>
  estate.schedules.flatMap((schedule, i) =>
    runsOf(estate, schedule).flatMap((run, k) => {
      if (tenantsOfRun(estate, run).length > 0) return [];
      const path = run.name === undefined ? ['schedules', i] : ['schedules', i, 'runs', k - 1];
      return [
        {
          path,
          message: `starts for nobody: every tenant ${run.name === undefined ? 'has another run, or leaves it out' : 'has another one'}`,
        },
      ];
    }),
  );

const MOST_NAMED = 5;

const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more tenants`;
