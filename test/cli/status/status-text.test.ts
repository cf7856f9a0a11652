import { describe, expect, test } from '@jest/globals';
import type { CycleStatus, RotationNow } from '../../../cli/status/read-status.ts';
import { statusText } from '../../../cli/status/status-text.ts';
import type { RotationStatus } from '../../../lambda/domain/rotation/rotation.ts';

const rotation = (tenant: string, n: number, status: RotationStatus): RotationNow => ({
  tenant,
  accountId: `id-${n}`,
  userPrincipalName: `admin${n}@${tenant}.example`,
  status,
  next: [`what to do about ${n}`, '  npm run rotation -- retry'],
});
const cycle = (cycleId: string, rotations: readonly RotationNow[], more: Partial<CycleStatus> = {}): CycleStatus => ({
  cycleId,
  status: 'open',
  dryRun: false,
  openedAt: '2026-12-07T04:00:00Z',
  decideBefore: '2026-12-09T04:00:00Z',
  page: `https://portal/cycles/${cycleId}`,
  rotations,
  tenantsFailed: [],
  leftOut: [],
  notCollected: [],
  ...more,
});

const statuses = ['awaiting-approval', 'failed', 'uncertain', 'approved', 'staged'] as const;
/** Five cycles of 100 accounts in 25 tenants each, everything that can need somebody among them. */
const large = [1, 2, 3, 4, 5].map((c) =>
  cycle(
    `2026-12-0${c}-admin-monthly`,
    Array.from({ length: 100 }, (_, n) =>
      rotation(`tenant-${n % 25}`, n, statuses[Math.floor(n / 25) + (n === 3 ? 2 : 0)] ?? 'failed'),
    ),
    { notCollected: Array.from({ length: 30 }, (_, n) => `Tenant ${n}: 4 passwords with Ada, the first until Monday`) },
  ),
);
const linesOf = (text: string) => text.trimEnd().split('\n');

describe('500 accounts', () => {
  const inOne = [
    cycle(
      '2026-12-07-admin-monthly',
      large.flatMap(({ rotations }) => rotations),
      { notCollected: large[0]?.notCollected ?? [] },
    ),
  ];
  const lines = linesOf(statusText(large, { uncertain: false, details: false }));

  test.each([
    ['five cycles', large],
    ['one', inOne],
  ])('of %s fit on one page, with what needs somebody in front', (_, cycles) => {
    const printed = linesOf(statusText(cycles, { uncertain: false, details: false }));
    // Five more are for pauses, and for mails that did not arrive.
    expect(printed.length).toBeLessThanOrEqual(35);
    expect(printed[0]).toBe('What needs somebody next:');
  });

  test('the worst tenants come first, and older cycles are one line each', () => {
    const first = lines.findIndex((line) => line.startsWith('2026-12-01'));
    expect(lines[first + 1]).toContain('tenant-3 ');
    expect(lines[first + 1]).toContain('2 uncertain');
    expect(lines.at(-1)).toContain('2026-12-05-admin-monthly: open');
    expect(lines.at(-1)).toContain('25 failed');
  });

  test('each step leads somewhere, and no account is listed', () => {
    const steps = lines.slice(1, lines.indexOf(''));
    for (const each of steps) expect(each).toMatch(/npm run rotation -- status|https:\/\/portal/);
    expect(lines.join('\n')).not.toContain('admin1@');
    expect(lines.join('\n')).toContain(
      'and 19 tenants more: npm run rotation -- status --cycle 2026-12-01-admin-monthly --all',
    );
  });

  test('are listed one by one where somebody asks for them', () => {
    const all = statusText(large, { uncertain: false, details: true });
    for (const { rotations } of large)
      for (const { userPrincipalName } of rotations) expect(all).toContain(`${userPrincipalName}: `);
  });
});

test('a cycle that left tenants out says so on its line', () => {
  const [first, ...others] = large;
  const text = statusText([{ ...(first ?? cycle('c', [])), leftOut: ['contoso: on hold'] }, ...others], {
    uncertain: false,
    details: false,
  });
  expect(text.match(/tenants were left out: --all says which/g)).toHaveLength(1);
});

test('tenants that failed are told with the reason, and among many rotations as a step', () => {
  const tenantsFailed = ['Contoso\u001b[2J: the app lacks consent'];
  const few = statusText([cycle('c', [], { tenantsFailed })], { uncertain: false, details: false });
  expect(few).toContain('  Tenants that failed:\n    Contoso?[2J: the app lacks consent');
  const [first, ...others] = large;
  const many = [{ ...(first ?? cycle('c', [])), tenantsFailed }, ...others];
  expect(statusText(many, { uncertain: false, details: false })).toContain('1 tenant failed as a whole');
});

test('a few rotations are shown with what to do, as they are', () => {
  const text = statusText([cycle('2026-12-07-admin-monthly', [rotation('contoso', 1, 'failed')])], {
    uncertain: false,
    details: false,
  });
  expect(text).toContain('admin1@contoso.example: ');
  expect(text).toContain('what to do about 1');
});

test('names of tenants cannot command the terminal', () => {
  const text = statusText(
    [
      cycle(
        'c',
        Array.from({ length: 20 }, (_, n) => rotation('a\u001b[2J', n, 'failed')),
      ),
    ],
    { uncertain: false, details: false },
  );
  expect(text).not.toContain('\u001b');
});
