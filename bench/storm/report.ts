import type { BaselineFigures } from './baseline.ts';
import type { ProductFigures } from './product-run.ts';
import type { StormEstate } from './storm-estate.ts';
import { fewestTries, type Met, type RequestKind, type Weather } from './weather.ts';

/** Without bad weather: transitions of a rotated account with its start, and of a tenant besides. */
const FEWEST_TRANSITIONS = { account: 9, tenant: 6 };

/** What a run comes to, for people. Beside a figure stands its floor: no program could need less in the weather that was met. */
export function reportOf(figures: ProductFigures, estate: StormEstate, { met, awsMet, effects }: Weather): string {
  const rotated = figures.outcomes.rotated ?? 0;
  const { microsoft, calls, tenants } = figures;
  const all = estate.accounts.length;
  const transitions = FEWEST_TRANSITIONS.account * all + FEWEST_TRANSITIONS.tenant * tenants.total;
  return [
    '',
    row('tenants discovered', `${tenants.discovered} of ${tenants.total} in all cycles`),
    row('outcomes', `${listed(figures.outcomes)}; of ${all} accounts`),
    row('settled', `${figures.settled} were uncertain first, and settled without a person`),
    row('reasons', listed(figures.reasons)),
    row('lost passwords', figures.lost),
    row('shown twice', figures.doubleReveals),
    row('passwords collected', `${figures.revealed} opened, ${figures.collected} confirmed as stored`),
    row('PATCHes', perEach(figures.patches, rotated, 'rotated account', met.get('PATCH'))),
    row('revocations', perEach(met.get('revoke')?.asked ?? 0, estate.admins, 'administrator', met.get('revoke'))),
    row('accounts reset twice', `${[...effects.values()].filter((each) => each > 1).length}, with the same value`),
    ...weatherRows(met),
    row('AWS weather', listed(Object.fromEntries([...awsMet].sort()))),
    row('refused by quotas', listed(figures.refusedByQuotas)),
    row('Microsoft requests', sumOf(microsoft)),
    row('AWS calls', `${sumOf(calls)}: ${listed(byService(calls))}`),
    row('state transitions', `${figures.stateTransitions}, floor ${transitions}`),
    row('waits of workflows', `${figures.waits}, floor 0`),
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
    row('PATCHes', perEach(figures.patches, figures.stored, 'stored account', met.get('PATCH'))),
    row('accounts reset twice', `${figures.resetTwice}, each time to another value`),
    ...weatherRows(met),
    row('seconds', figures.seconds),
  ].join('\n');
}

const row = (name: string, value: string | number): string => `  ${name.padEnd(22)}${value}`;

function perEach(requests: number, things: number, thing: string, met: Met | undefined): string {
  const floor = met === undefined ? '' : `, floor ${fewestTries(met).toFixed(3)}`;
  return `${requests}, ${(requests / things).toFixed(3)} per ${thing}${floor}`;
}

const titles = {
  throttled: '429',
  unavailable: '503',
  timedOut: '504',
  lostBefore: 'lost before',
  lostAfter: 'lost after',
  truncated: 'truncated',
} as const satisfies Record<keyof Met['troubles'], string>;

/** What each kind of request has met, as shares of those that were asked, and how many one answer that arrives takes at the least. */
const weatherRows = (met: ReadonlyMap<RequestKind, Met>): readonly string[] =>
  [...met].map(([kind, { asked, troubles }]) => {
    const shares = Object.entries(titles).map(
      ([trouble, title]) =>
        `${title} ${share(Object.entries(troubles).find(([name]) => name === trouble)?.[1], asked)}`,
    );
    const answered = asked - sumOf(troubles);
    return row(
      `weather: ${kind}`,
      `${asked} asked, floor ${(asked / answered).toFixed(2)} an answer: ${shares.join(', ')}`,
    );
  });

const share = (part = 0, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

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
