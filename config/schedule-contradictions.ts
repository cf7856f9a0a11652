import * as z from 'zod';
import type { Contradiction } from './contradiction.ts';

/** The fields that the rules below compare. A field that is wrong by itself is skipped here: the schema reports it. */
const days = z
  .array(z.object({ from: z.iso.date(), to: z.iso.date().optional() }).optional().catch(undefined))
  .catch([]);
const compared = z.object({
  schedules: z
    .array(
      z.object({
        name: z.string().optional().catch(undefined),
        runs: z.array(z.object({ name: z.string().optional().catch(undefined) })).catch([]),
      }),
    )
    .catch([]),
  tenants: z
    .array(
      z.object({
        schedules: z.record(z.string(), z.object({ run: z.string().optional().catch(undefined) })).catch({}),
        blackOuts: days,
      }),
    )
    .catch([]),
  blackOuts: days,
});

type Compared = z.output<typeof compared>;

/** Together they are part of cycle ids, which name executions: 80 characters at most, with suffix and tenant. */
const LONGEST_RUN_NAME = 27;

/** What tenants say of schedules that there are not, runs that cannot be told apart, and black-outs that end before they begin. */
export function scheduleContradictions(value: unknown): readonly Contradiction[] {
  const parsed = compared.safeParse(value);
  if (!parsed.success) return [];
  const { blackOuts, tenants } = parsed.data;
  return [
    ...runNames(parsed.data),
    ...unknownChoices(parsed.data),
    ...endedBlackOuts(blackOuts, ['blackOuts']),
    ...tenants.flatMap((tenant, i) => endedBlackOuts(tenant.blackOuts, ['tenants', i, 'blackOuts'])),
  ];
}

function runNames({ schedules }: Compared): Contradiction[] {
  const taken = new Map(schedules.flatMap(({ name }, i) => (name === undefined ? [] : [[name, `schedules[${i}]`]])));
  return schedules.flatMap(({ name, runs }, i) =>
    runs.flatMap((run, k) => {
      if (name === undefined || run.name === undefined) return [];
      const path = ['schedules', i, 'runs', k, 'name'];
      const whole = `${name}-${run.name}`;
      const other = taken.get(whole);
      taken.set(whole, `schedules[${i}].runs[${k}]`);
      return [
        ...(other === undefined
          ? []
          : [{ path, message: `must be another one: '${whole}', as cycles are called by it, is ${other} already` }]),
        ...(whole.length > LONGEST_RUN_NAME
          ? [{ path, message: `must be shorter: '${whole}' may have ${LONGEST_RUN_NAME} characters at most` }]
          : []),
      ];
    }),
  );
}

function unknownChoices({ schedules, tenants }: Compared): Contradiction[] {
  const known = schedules.flatMap(({ name }) => name ?? []);
  return tenants.flatMap((tenant, i) =>
    Object.entries(tenant.schedules).flatMap(([name, { run }]) => {
      const path = ['tenants', i, 'schedules', name];
      const schedule = schedules.find((each) => each.name === name);
      if (schedule === undefined) {
        return [{ path, message: `must be the name of a schedule of this file: ${known.join(', ')}` }];
      }
      const runs = schedule.runs.flatMap((each) => each.name ?? []);
      if (run === undefined || runs.includes(run)) return [];
      const message =
        runs.length === 0
          ? `must be left out: '${name}' has no runs`
          : `must be a run of '${name}': ${runs.join(', ')}; got '${run}'`;
      return [{ path: [...path, 'run'], message }];
    }),
  );
}

const endedBlackOuts = (blackOuts: Compared['blackOuts'], path: Contradiction['path']): Contradiction[] =>
  blackOuts.flatMap((each, i) =>
    each?.to === undefined || each.to >= each.from
      ? []
      : [{ path: [...path, i, 'to'], message: `must not be before ${each.from}, got '${each.to}'` }],
  );
