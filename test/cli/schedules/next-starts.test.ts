import { describe, expect, test } from '@jest/globals';
import { runsAhead } from '../../../cli/schedules/next-starts.ts';
import { schedulesText } from '../../../cli/schedules/schedules-text.ts';
import type { Estate } from '../../../config/estate.ts';
import { exampleEstate } from '../../config/example-estate.ts';

const example = exampleEstate();
const [monthly] = example.schedules;
if (monthly === undefined) throw new Error('the example has a schedule');
const after = new Date('2026-12-01T00:00:00Z');
const wanted = { count: 3, after, tenants: [] };
const estate = (changes: Partial<Estate>): Estate => ({ ...example, ...changes });
const changed = (i: number, more: object) => example.tenants.map((each, k) => (k === i ? { ...each, ...more } : each));
const notes = (of: Estate, more = {}) =>
  runsAhead(of, { ...wanted, ...more }).flatMap(({ starts }) => starts.flatMap((each) => each.notes));

describe('the next starts', () => {
  test('are three of each run, with the ids that their cycles will have', () => {
    const runs = runsAhead(example, wanted);
    expect(runs.map(({ run }) => run)).toEqual(['admin-monthly', 'service-quarterly']);
    expect(runs[0]?.starts.map(({ cycleId }) => cycleId)).toEqual([
      '2026-12-07-admin-monthly',
      '2027-01-04-admin-monthly',
      '2027-02-01-admin-monthly',
    ]);
    expect(runs[0]?.starts[0]).toMatchObject({ startsAt: '2026-12-07T04:00:00.000Z', notes: [] });
    expect(schedulesText(runs)).toContain(
      'admin-monthly (admin accounts): every month, on the first Monday at 05:00, Europe/Berlin\n  3 tenants: Contoso Ltd, Fabrikam GmbH, Adventure Works\n  2026-12-07-admin-monthly  Mon, 7 Dec 2026, 05:00 CET  Europe/Berlin  3 tenants',
    );
  });

  test('stand in the zones of the run, of the MSP and of tenants, each once', () => {
    const changeWindow = { days: ['monday' as const], from: '22:00', to: '23:00', timeZone: 'Asia/Tokyo' };
    const runs = [{ name: 'america', timeZone: 'America/New_York' }];
    const of = estate({
      schedules: [{ ...monthly, runs }],
      tenants: changed(0, { changeWindow, schedules: { 'admin-monthly': { run: 'america' } } }),
    });
    const [first, america] = runsAhead(of, { ...wanted, count: 1 });
    expect(first?.tenants).toEqual(['Fabrikam GmbH', 'Adventure Works']);
    expect(america?.run).toBe('admin-monthly-america');
    expect(america?.starts[0]?.local).toEqual([
      { timeZone: 'America/New_York', time: expect.stringContaining('05:00') },
      { timeZone: 'Europe/Berlin', time: expect.stringContaining('11:00') },
      { timeZone: 'Asia/Tokyo', time: expect.stringContaining('19:00'), tenants: ['Contoso Ltd'] },
    ]);
  });

  test('can be those of one schedule or tenant', () => {
    expect(runsAhead(example, { ...wanted, schedule: 'service-quarterly' })).toHaveLength(1);
    const of = estate({ tenants: changed(1, { schedules: { 'admin-monthly': { leftOut: 'by themselves' } } }) });
    expect(runsAhead(of, { ...wanted, tenants: ['fabrikam'] }).map(({ run, tenants }) => [run, tenants])).toEqual([
      ['service-quarterly', ['Fabrikam GmbH']],
    ]);
  });
});

describe('notes tell', () => {
  test('what black-outs move and skip, and the start that comes in its place', () => {
    const of = estate({
      schedules: [monthly],
      blackOuts: [{ from: '2026-12-07', to: '2026-12-12', reason: 'freeze' }],
      tenants: changed(0, { blackOuts: [{ from: '2026-12-13', to: '2027-01-03', reason: 'inventory' }] }),
    });
    expect(notes(of)).toEqual([
      'Contoso Ltd: skipped, the next start is for them again (black-out: freeze)',
      'Fabrikam GmbH, Adventure Works: moved to 2026-12-14 (black-out: freeze)',
      'moved from 2026-12-07 by a black-out',
    ]);
  });

  test('that clocks have changed, here and there', () => {
    const of = estate({ schedules: [{ ...monthly, timeZone: 'America/New_York' }] });
    // New York changes on 14 March 2027, Berlin on 28 March.
    expect(notes(of, { after: new Date('2027-02-15T00:00:00Z'), count: 2 })).toEqual([
      'clocks in America/New_York have changed since the start before: 1 h earlier in UTC',
    ]);
    const third = { ...monthly, timeZone: 'America/New_York', on: { weekDay: 'monday', week: 'third' } as const };
    expect(notes(estate({ schedules: [third] }), { after: new Date('2027-02-01T00:00:00Z'), count: 2 })).toEqual([
      'clocks in America/New_York have changed since the start before: 1 h earlier in UTC',
      '1 h earlier by the clocks of Europe/Berlin than the start before',
    ]);
  });

  test('that technicians may still decide about the same accounts', () => {
    const second = { ...monthly, name: 'admin-again', on: { weekDay: 'tuesday', week: 'first' } as const };
    const [overlap] = notes(estate({ schedules: [monthly, second] }), {
      after: new Date('2026-12-05T00:00:00Z'),
      count: 1,
    });
    // 1 December is a Tuesday: the next one is in January, after the cycle of 4 January has begun.
    expect(overlap).toBe(
      'technicians may still decide in cycle 2027-01-04-admin-monthly then: its accounts of Contoso Ltd, Fabrikam GmbH, Adventure Works that are under way are left out here',
    );
  });

  test('that technicians may decide into a black-out', () => {
    const of = estate({ schedules: [monthly], blackOuts: [{ from: '2026-12-09', reason: 'freeze' }] });
    expect(notes(of, { count: 1 })).toEqual([
      'technicians may decide into a black-out, from 2026-12-09 (freeze): what they approve is reset then; rotation pause stops it',
    ]);
  });
});
