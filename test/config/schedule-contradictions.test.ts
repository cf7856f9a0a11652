import { readFileSync } from 'node:fs';
import { parseEstate } from '../../config/load-estate.ts';

const example = readFileSync('config/example.yaml', 'utf8');
const RUNS = `    runs:
      - { name: america, at: "06:00", timeZone: America/New_York }
`;

/** The example, with more said about service-quarterly and about Contoso. */
function withText({ schedule = '', tenant = '', top }: { schedule?: string; tenant?: string; top?: string }) {
  const text = example
    .replace(
      '    # How long technicians may decide in cycles of this schedule',
      `${schedule}    # How long technicians`,
    )
    .replace('    ticketCompany: CONTOSO\n', `    ticketCompany: CONTOSO\n${tenant}`)
    .replace('blackOuts: []\n', top ?? 'blackOuts: []\n');
  return parseEstate(text, 'estate.yaml', new Date('2026-11-01T00:00:00Z'));
}
const problems = (...text: Parameters<typeof withText>) => {
  const answer = withText(...text);
  return 'problems' in answer ? answer.problems.join('\n') : '';
};
const warnings = (...text: Parameters<typeof withText>) => {
  const answer = withText(...text);
  return 'warnings' in answer ? answer.warnings.join('\n') : answer.problems.join('\n');
};

test('runs, choices and black-outs that fit together are no problem', () => {
  expect(
    problems({
      schedule: RUNS,
      tenant:
        '    schedules: { service-quarterly: { run: america } }\n    blackOuts: [{ from: 2026-12-24, reason: Holidays }]\n',
      top: 'blackOuts: [{ from: 2026-12-21, to: 2027-01-03, reason: Freeze }]\n',
    }),
  ).toBe('');
});

test.each([
  [
    { tenant: '    schedules: { service-monthly: { run: america } }\n' },
    'tenants[0].schedules.service-monthly must be the name of a schedule of this file: admin-monthly, service-quarterly',
  ],
  [
    { tenant: '    schedules: { service-quarterly: { run: america } }\n' },
    "tenants[0].schedules.service-quarterly.run must be left out: 'service-quarterly' has no runs",
  ],
  [
    { schedule: RUNS, tenant: '    schedules: { service-quarterly: { run: amerika } }\n' },
    "must be a run of 'service-quarterly': america; got 'amerika'",
  ],
  [{ schedule: `${RUNS}      - { name: america }\n` }, "'service-quarterly-america', as cycles are called by it"],
  [{ schedule: '    runs: [{ name: north-america-east }]\n' }, 'may have 27 characters at most'],
  [
    { top: 'blackOuts: [{ from: 2026-12-24, to: 2026-12-21, reason: Freeze }]\n' },
    'blackOuts[0].to must not be before 2026-12-24',
  ],
  [{ top: 'blackOuts: [{ from: 24.12.2026, reason: Freeze }]\n' }, 'must be a date such as 2026-12-24'],
  [
    { tenant: '    blackOuts: [{ from: 2026-12-24, to: 2026-12-21, reason: Freeze }]\n' },
    'tenants[0].blackOuts[0].to must not be before 2026-12-24',
  ],
  [{ tenant: '    schedules: { admin-monthly: { leftOut: no } }\n' }, 'tenants[0].schedules.admin-monthly'],
])('%j is refused', (text, expected) => {
  expect(problems(text)).toContain(expected);
});

test('a run at a time that clocks skip on one of its days is refused', () => {
  const text = example
    .replace(
      '    class: admin\n',
      '    class: admin\n    runs: [{ name: night, on: { weekDay: sunday, week: last }, at: "02:30" }]\n',
    )
    .replace('timeZone: UTC', 'timeZone: Europe/Berlin');
  const answer = parseEstate(text, 'estate.yaml', new Date('2026-11-01T00:00:00Z'));
  expect('problems' in answer ? answer.problems.join() : '').toContain(
    'schedules[0].runs[0].at must not be 02:30: on 2026-03-29 clocks in Europe/Berlin go forward over it',
  );
});

test('a tenant that no schedule or two of them rotate, and a run for nobody, are said', () => {
  expect(warnings({})).toBe('');
  expect(warnings({ schedule: RUNS })).toContain('schedules[1].runs[0]: starts for nobody');
  expect(warnings({ tenant: '    schedules: { service-quarterly: { leftOut: "the customer does it" } }\n' })).toContain(
    'no schedule rotates service accounts of contoso',
  );
  const second = '  - { name: admin-yearly, class: admin, every: { months: 12, from: may } }\n';
  const answer = parseEstate(example.replace('schedules:\n', `schedules:\n${second}`), 'estate.yaml');
  expect('warnings' in answer ? answer.warnings.join() : answer.problems.join()).toContain(
    'admin-yearly and admin-monthly both rotate admin accounts of contoso, fabrikam, adventure-works',
  );
});
