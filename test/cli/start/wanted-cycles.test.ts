import { describe, expect, test } from '@jest/globals';
import { contradictingOptions, requestOf, type StartOptions, wantedCycles } from '../../../cli/start/wanted-cycles.ts';
import { tenantsWithRules } from '../../../config/tenants-with-rules.ts';
import { CONTOSO, estate, World } from '../../lambda/usecases/in-memory.ts';

const plain: StartOptions = {
  tenant: [],
  account: [],
  schedule: 'admin-monthly',
  emergency: false,
  services: false,
  dryRun: false,
};
const emergency: StartOptions = { tenant: ['contoso'], account: [], emergency: true, services: false, dryRun: false };
const stored = () => {
  const world = new World();
  const { cycles, rotations, holds, links, pauses, exposures } = world.ports;
  return {
    cycles,
    rotations,
    holds,
    links,
    pauses,
    exposures,
    mailTroubles: world.tables.mailTroubles,
    inspections: world.tables.inspections,
  };
};
const contoso = tenantsWithRules(estate).filter(({ tenantId }) => tenantId === CONTOSO);

describe('options', () => {
  test.each<[string, StartOptions]>([
    ['a schedule alone', plain],
    ['a tenant', { ...plain, tenant: ['contoso'] }],
    ['an account', { ...emergency, emergency: false, account: ['ops@contoso.example'] }],
    ['an emergency', emergency],
    ['what somebody has seen', { ...emergency, emergency: false, tenant: [], seenBy: 'Ada' }],
    ['an emergency for what somebody has seen', { ...emergency, tenant: [], seenBy: 'Ada' }],
    ['an emergency for service accounts too', { ...emergency, services: true }],
    ['an emergency for some accounts', { ...emergency, account: ['ops@contoso.example'] }],
  ])('%s', (_, options) => expect(contradictingOptions(options)).toEqual([]));

  test('all that is wrong is told at once', () => {
    const wrong = { ...plain, emergency: true, dryRun: true, services: true, account: ['ops@contoso.example'] };
    expect(contradictingOptions(wrong)).toEqual([
      '--account needs exactly one --tenant',
      expect.stringContaining('--emergency needs --tenant'),
      expect.stringContaining('--emergency takes no --schedule'),
      expect.stringContaining('--emergency takes no --dry-run'),
      expect.stringContaining('--services is for all'),
    ]);
    const { schedule: _, ...without } = plain;
    expect(contradictingOptions({ ...without, services: true })).toEqual([
      '--schedule is needed where no --account is given',
      expect.stringContaining('--services goes with --emergency'),
    ]);
  });
});

test.each<[string, Partial<StartOptions>]>([
  ['--request must have 1 to 100 characters', { request: '' }],
  ['--request must have 1 to 100 characters', { request: 'x'.repeat(101) }],
  ['--account takes 500 accounts at most', { tenant: ['contoso'], account: Array.from({ length: 501 }, () => 'ops') }],
])('%s: what the function would refuse starts nothing', (problem, options) => {
  expect(contradictingOptions({ ...plain, ...options })).toEqual([problem]);
  const { request, account = [] } = options;
  const allowed = { ...options, request: request?.slice(0, 100) || 'x', account: account.slice(0, 500) };
  expect(contradictingOptions({ ...plain, ...allowed })).toEqual([]);
});

test('--seen-by finds its accounts by itself', () => {
  const wrong = expect.stringContaining('--seen-by takes no');
  expect(contradictingOptions({ ...plain, seenBy: 'Ada' })).toEqual([wrong]);
  expect(contradictingOptions({ ...emergency, services: true, seenBy: 'Ada' })).toEqual([wrong]);
});

describe('cycles', () => {
  test('none, for somebody who has seen nothing; nobody is guessed', async () => {
    const seenBy = { ...emergency, emergency: false, tenant: [] };
    expect(await wantedCycles(estate, contoso, stored(), { ...seenBy, seenBy: 'Ada Lindqvist' })).toEqual([]);
    await expect(wantedCycles(estate, contoso, stored(), { ...seenBy, seenBy: 'Ada' })).rejects.toThrow('nobody');
  });

  test('one, for the whole estate or some tenants', async () => {
    expect(await wantedCycles(estate, contoso, stored(), plain)).toMatchObject([
      { schedule: { name: 'admin-monthly' }, only: undefined },
    ]);
    expect(await wantedCycles(estate, contoso, stored(), { ...plain, tenant: ['contoso'] })).toMatchObject([
      { only: { tenantIds: [CONTOSO], accountIds: [] } },
    ]);
  });

  test('an emergency is one of the admins, and one more of the service accounts where they are asked for', async () => {
    const only = { tenantIds: [CONTOSO], accountIds: [] };
    expect(await wantedCycles(estate, contoso, stored(), emergency)).toMatchObject([
      { schedule: { class: 'admin' }, only },
    ]);
    expect(await wantedCycles(estate, contoso, stored(), { ...emergency, services: true })).toMatchObject([
      { schedule: { class: 'admin' }, only },
      { schedule: { class: 'service' }, only },
    ]);
  });

  test('an emergency in an estate without a schedule of the class says so', async () => {
    const without = { ...estate, schedules: estate.schedules.filter((each) => each.class === 'admin') };
    await expect(wantedCycles(without, contoso, stored(), { ...emergency, services: true })).rejects.toThrow(
      'no schedule for service accounts',
    );
  });

  test('an emergency of the day is told from other cycles of the day, and from a second one by its request', () => {
    expect(requestOf(plain)).toBeUndefined();
    expect(requestOf(emergency)).toBe('emergency');
    expect(requestOf({ ...emergency, request: 'again' })).toBe('again');
  });
});
