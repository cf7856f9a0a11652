import fc from 'fast-check';
import { type BlackOut, blackOutOn, blackOutsFor } from '../../config/black-outs.ts';
import { comingStarts, movedTo, startsOfRun } from '../../config/coming-starts.ts';
import type { Estate } from '../../config/estate.ts';
import { dayOf } from '../../config/schedule-dates.ts';
import { runName, runsOf } from '../../config/schedule-runs.ts';
import { exampleEstate } from './example-estate.ts';

const example = exampleEstate();

const FROM = new Date('2026-01-01T00:00:00Z');
const UNTIL = new Date('2028-01-01T00:00:00Z');
const monthly: Estate['schedules'][number] = {
  name: 'admin-monthly',
  class: 'admin',
  every: 'month',
  on: { weekDay: 'monday', week: 'first' },
  at: '05:00',
  runs: [
    { name: 'america', timeZone: 'America/New_York' },
    { name: 'weekend', on: { weekDay: 'sunday', week: 'last' }, at: '03:30', timeZone: 'Europe/Berlin' },
  ],
};

const blackOut: fc.Arbitrary<BlackOut> = fc
  .tuple(fc.nat({ max: 730 }), fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 70 })))
  .map(([day, length]) => ({
    from: dayOf(FROM.getTime() + day * 86_400_000),
    to: dayOf(FROM.getTime() + (day + length) * 86_400_000),
    reason: 'freeze',
  }));

const choice = fc.constantFrom(
  undefined,
  { 'admin-monthly': { run: 'america' } },
  { 'admin-monthly': { run: 'weekend' } },
  { 'admin-monthly': { leftOut: 'rotated by the customer' } },
);

const estates = fc
  .record({
    blackOuts: fc.array(blackOut, { maxLength: 4 }),
    tenants: fc.tuple(
      ...example.tenants.map((tenant) =>
        fc
          .record({ schedules: choice, blackOuts: fc.option(fc.array(blackOut, { maxLength: 3 }), { nil: undefined }) })
          .map((more) => ({ ...tenant, ...more })),
      ),
    ),
  })
  .map((more): Estate => ({ ...example, ...more, schedules: [monthly] }));

test('each tenant of a schedule starts at most once between two days of its calendar, on a free day, and is forgotten on none', () => {
  let moved = 0;
  fc.assert(
    fc.property(estates, (estate) => {
      const starts = comingStarts(estate, FROM, UNTIL);
      for (const tenant of estate.tenants) {
        const said = tenant.schedules?.['admin-monthly'];
        const own = starts.filter(({ tenants }) => tenants.includes(tenant));
        if (said !== undefined && 'leftOut' in said) {
          expect(own).toEqual([]);
          continue;
        }
        const run = runsOf(estate, monthly).find(({ name }) => name === (said && 'run' in said ? said.run : undefined));
        if (run === undefined) throw new Error('the run is missing');
        const days = own.map((each) => each.day);
        const blackOuts = blackOutsFor(estate, tenant);
        expect(days.filter((day) => blackOutOn(blackOuts, day) !== undefined)).toEqual([]);
        expect(new Set(own.map((each) => runName(each.run)))).toEqual(new Set(own.length === 0 ? [] : [runName(run)]));
        // Each day of the calendar is a start, moved before the next one, or has no free day before that.
        const calendar = startsOfRun(
          { ...estate, blackOuts: [], tenants: [{ ...tenant, blackOuts: undefined }] },
          run,
          FROM,
          UNTIL,
        );
        calendar.slice(1, -1).forEach(({ day }, i) => {
          const next = calendar[i + 2]?.day ?? '';
          const within = days.filter((each) => each >= day && each < next);
          expect(within.length).toBeLessThanOrEqual(1);
          const free = freeDay(blackOuts, day, next, run.name === 'weekend');
          expect({ day, within }).toEqual({ day, within: free === undefined ? [] : [free] });
          if (free !== undefined && free !== day) {
            moved += 1;
            expect(movedTo(estate, run, free).tenants).toContain(tenant);
          }
        });
      }
    }),
    { numRuns: 30 },
  );
  expect(moved).toBeGreaterThan(20);
});

/** By looking at one day after the other. */
function freeDay(blackOuts: readonly BlackOut[], day: string, next: string, weekends: boolean): string | undefined {
  for (let at = new Date(`${day}T12:00:00Z`); ; at = new Date(at.getTime() + 86_400_000)) {
    const each = at.toISOString().slice(0, 10);
    if (each >= next) return undefined;
    if (!weekends && [0, 6].includes(at.getUTCDay())) continue;
    if (!blackOuts.some(({ from, to = from }) => each >= from && each <= to)) return each;
  }
}

test('a moved start keeps its time of day, and one that clocks skip comes by the clocks before', () => {
  const estate: Estate = {
    ...example,
    schedules: [{ ...monthly, runs: undefined, on: { weekDay: 'saturday', week: 'last' }, at: '02:30' }],
    blackOuts: [{ from: '2026-03-28', reason: 'move of the data centre' }],
  };
  const [start] = comingStarts(estate, new Date('2026-03-10T00:00:00Z'), new Date('2026-04-10T00:00:00Z')).filter(
    ({ tenants }) => tenants.length > 0,
  );
  expect(start).toMatchObject({
    day: '2026-03-29',
    movedFrom: '2026-03-28',
    startsAt: new Date('2026-03-29T01:30:00Z'),
  });
});
