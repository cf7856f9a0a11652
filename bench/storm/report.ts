import type { BaselineFigures } from './baseline.ts';
import type { ProductFigures } from './product-run.ts';
import type { Weather } from './weather.ts';

/** What a run comes to, for people. */
export function reportOf(figures: ProductFigures, { met, effects }: Weather): string {
  const rotated = figures.outcomes.rotated ?? 0;
  const { microsoft, calls } = figures;
  return [
    '',
    row('outcomes', listed(figures.outcomes)),
    row('reasons', listed(figures.reasons)),
    row('lost passwords', figures.lost),
    row('shown twice', figures.doubleReveals),
    row('passwords collected', `${figures.revealed} opened, ${figures.collected} confirmed as stored`),
    row('PATCHes', `${figures.patches}, ${(figures.patches / rotated).toFixed(3)} per rotated account`),
    row('accounts reset twice', `${[...effects.values()].filter((each) => each > 1).length}, with the same value`),
    row('weather', listed(Object.fromEntries([...met].sort()))),
    row('refused by quotas', listed(figures.refusedByQuotas)),
    row('Microsoft requests', sumOf(microsoft)),
    row('AWS calls', `${sumOf(calls)}: ${listed(byService(calls))}`),
    row('state transitions', figures.stateTransitions),
    row('waits of workflows', figures.waits),
    row('undeliverable', figures.undeliverable),
    row('seconds', figures.seconds),
    ...figures.violations.slice(0, 20).map((each) => row('VIOLATION', each)),
  ].join('\n');
}

export function baselineReportOf(figures: BaselineFigures, { met }: Weather): string {
  return [
    '',
    'A plain loop over the SDKs in the same weather: new password, PATCH, store, all of it again when anything throws',
    row('stored', `${figures.stored}, given up ${figures.failed}`),
    row('lost passwords', `${figures.lost}, of which ${figures.lostUnnoticed} in accounts that it calls done`),
    row('PATCHes', `${figures.patches}, ${(figures.patches / figures.stored).toFixed(3)} per stored account`),
    row('accounts reset twice', `${figures.resetTwice}, each time to another value`),
    row('weather', listed(Object.fromEntries([...met].sort()))),
    row('seconds', figures.seconds),
  ].join('\n');
}

const row = (name: string, value: string | number): string => `  ${name.padEnd(22)}${value}`;

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);

function byService(calls: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [name, count] of Object.entries(calls)) {
    const [service = ''] = name.split(':');
    sums[service] = (sums[service] ?? 0) + count;
  }
  return sums;
}
