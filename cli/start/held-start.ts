import type { Estate, Schedule } from '../../config/estate.ts';
import { tenantsOfCycle } from '../../lambda/usecases/cycle/cycle-tenants.ts';
import { runNamed } from '../../lambda/usecases/estate-lookup.ts';
import type { StoredRotations } from '../operator/stored-rotations.ts';
import { holdLines } from '../release/hold-text.ts';

/** So many tenants are named; the others are counted. */
const NAMED = 10;

/**
 * Why a start for the whole estate would open no cycle, and what to do: all tenants of the schedule are on hold, or none has it. The function
 * that opens cycles decides by itself, by the estate that is deployed; this tells early what it would say.
 *
 * @param estate  as the file on this machine says
 * @returns `undefined`: a cycle would be opened
 */
export async function heldStart(
  estate: Estate,
  { cycles, holds }: Pick<StoredRotations, 'cycles' | 'holds'>,
  schedule: Schedule,
  now: Date,
): Promise<string | undefined> {
  const known = await holds.all();
  const run = runNamed(estate, schedule.name, undefined);
  const start = { run, scheduledFor: now, dryRun: false, by: 'person' } as const;
  const { chosen, leftOut } = await tenantsOfCycle({ estate, cycles, holds: { of: async () => known } }, start);
  if (chosen.length > 0 || leftOut.some(({ why }) => why !== 'on-hold')) return undefined;
  if (leftOut.length === 0) return `no cycle is started: no tenant of the estate has ${schedule.name}`;
  const lines = holdLines({ ...estate, schedules: [schedule] }, known);
  const isUnseen = leftOut.some(({ tenantId }) =>
    known.every((each) => each.tenantId !== tenantId || each.class !== schedule.class || each.dryRun === undefined),
  );
  return [
    `no cycle is started: all tenants of ${schedule.name} are on hold, until a dry run of them was looked at and they are released`,
    ...lines.slice(0, NAMED).map((line) => `  ${line}`),
    ...(lines.length > NAMED
      ? [`  and ${lines.length - NAMED} more: npm run rotation -- release lists what is on hold`]
      : []),
    ...(isUnseen ? [`Dry run: npm run rotation -- start --dry-run --schedule ${schedule.name}`] : []),
    `Release: npm run rotation -- release --class ${schedule.class} --reason "dry run looked at"`,
    'A start for tenants that are named, by --tenant, goes on whether they are on hold or not.',
  ].join('\n');
}
