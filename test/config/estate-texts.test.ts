import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { readEstateFile } from '../../cli/operator/estate-file.ts';
import { loadEstate, parseEstate } from '../../config/load-estate.ts';

const example = readFileSync('config/example.yaml', 'utf8');
const NOW = new Date('2026-12-07T00:00:00Z');

function withText(from: string, to: string): string {
  if (!example.includes(from)) throw new Error(`the example has no '${from}'`);
  return example.replace(from, () => to);
}

const warningsOf = (text: string) => {
  const loaded = parseEstate(text, 'estate.yaml', NOW);
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'));
  return loaded.warnings;
};
const problemsOf = (text: string) => {
  const loaded = parseEstate(text, 'estate.yaml', NOW);
  return 'problems' in loaded ? loaded.problems : [];
};
/** Line and column of a piece, or of a place within it. */
const placeOf = (text: string, piece: string, within = 0) => {
  const before = text.slice(0, text.indexOf(piece) + within).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
};

const folder = mkdtempSync(join(tmpdir(), 'estate-'));
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a value that a comment cuts', () => {
  test.each([
    [
      'the name of a customer',
      'displayName: Contoso Ltd',
      'displayName: Smith #1 Ltd',
      "tenants[0].displayName is 'Smith', and '#1 Ltd'",
    ],
    [
      'a comment with a blank',
      'displayName: Contoso Ltd',
      'displayName: Smith # Sons',
      "tenants[0].displayName is 'Smith', and '# Sons'",
    ],
    ['the name of a technician', 'name: Ada Lindqvist', 'name: Ada #2', "technicians[0].name is 'Ada', and '#2'"],
    [
      'a rule, in a list',
      '- userPrincipalNamePrefix: svc-',
      '- userPrincipalNamePrefix: svc #x',
      "tenants[0].serviceAccounts[0].userPrincipalNamePrefix is 'svc', and '#x'",
    ],
    [
      'a board',
      'psa: { system: connectwise, site: api-eu.myconnectwise.net, board: Security }',
      'psa:\n  system: connectwise\n  site: api-eu.myconnectwise.net\n  board: Help #1',
      "psa.board is 'Help', and '#1'",
    ],
    [
      'the identifier at the PSA',
      'ticketCompany: CONTOSO',
      'ticketCompany: CONTOSO #2',
      "tenants[0].ticketCompany is 'CONTOSO', and '#2'",
    ],
  ])('is warned of: %s', (_, from, to, says) => {
    const text = withText(from, to);
    expect(warningsOf(text)).toEqual([
      `estate.yaml:${placeOf(text, to, to.lastIndexOf('#'))}: warning: ${says} behind it is a comment. Put the value into quotes, with that or without`,
    ]);
  });

  test.each([
    ['in quotes', 'displayName: Contoso Ltd', 'displayName: "Smith #1 Ltd"'],
    ['in quotes, and a comment behind them', 'displayName: Contoso Ltd', "displayName: 'Smith' # the first one"],
    ['a # that is no comment', 'displayName: Contoso Ltd', 'displayName: Smith#1 Ltd'],
    [
      'an id',
      'homeTenantId: 0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f',
      'homeTenantId: 0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f # ours',
    ],
    ['a number', 'windowHours: 48', 'windowHours: 48 # two days'],
    ['a known word', 'cloud: global', 'cloud: global # not China'],
    ['an address', 'mail: ada@northwind.example', 'mail: ada@northwind.example # on call'],
    ['a zone', 'timeZone: Europe/Berlin', 'timeZone: Europe/Berlin # ours'],
    ['a comment on the next line', 'displayName: Contoso Ltd', 'displayName: Contoso Ltd\n    # as in the contract'],
  ])('is no question: %s', (_, from, to) => expect(warningsOf(withText(from, to))).toEqual([]));

  test('the example has none', () => expect(warningsOf(example)).toEqual([]));

  test('every command says so on standard error, and goes on', () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const file = join(folder, 'cut.yaml');
    writeFileSync(file, withText('displayName: Contoso Ltd', 'displayName: Smith #1 Ltd'));
    expect(readEstateFile(file).tenants[0]?.displayName).toBe('Smith');
    expect(write.mock.calls.join('')).toContain("tenants[0].displayName is 'Smith'");
  });
});

describe('how the file may be written', () => {
  test.each<[string, (text: string) => Buffer]>([
    ['with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['in UTF-16, as PowerShell writes it', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['in UTF-16, high byte first', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['with CRLF', (text) => Buffer.from(text.replaceAll('\n', '\r\n'))],
  ])('%s: the same estate', (_, bytes) => {
    const file = join(folder, 'written.yaml');
    writeFileSync(file, bytes(withText('displayName: Contoso Ltd', 'displayName: Zoë 😀')));
    expect(loadEstate(file)).toMatchObject({ estate: { tenants: [{ displayName: 'Zoë 😀' }, {}, {}] } });
  });

  test('half of a character is refused, with its place', () => {
    const text = withText('displayName: Contoso Ltd', 'displayName: "Contoso \\ud83d"');
    expect(problemsOf(text)).toEqual([
      `estate.yaml:${placeOf(text, 'displayName: "Con').split(':')[0]}: tenants[0].displayName must not hold half of a character (a lone surrogate)`,
    ]);
  });
});

describe('a time that a change of clocks skips', () => {
  const first = /every: month\n {4}on: .*\n {4}at: "05:00"/;
  const scheduled = (day: string, week: string, at: string, zone: string, every = 'month') => {
    expect(example).toMatch(first);
    return example.replace(
      first,
      `every: ${every}\n    on: { weekDay: ${day}, week: ${week} }\n    at: "${at}"\n    timeZone: ${zone}`,
    );
  };

  test.each([
    // Second Sunday of March: 02:00 becomes 03:00.
    ['sunday', 'second', '02:30', 'America/New_York', 'month', '2026-03-08'],
    ['sunday', 'second', '02:00', 'America/New_York', 'month', '2026-03-08'],
    // The last Sunday of March, where it is the fourth: in 2026 it is the fifth.
    ['sunday', 'fourth', '02:30', 'Europe/Berlin', 'month', '2027-03-28'],
    ['sunday', 'fourth', '01:59', 'Europe/London', 'month', '2027-03-28'],
    // First Sunday of October, and a quarter begins.
    ['sunday', 'first', '02:15', 'Australia/Sydney', 'quarter', '2026-10-04'],
    // By half an hour only.
    ['sunday', 'first', '02:15', 'Australia/Lord_Howe', 'month', '2026-10-04'],
    // At midnight.
    ['sunday', 'first', '00:10', 'America/Santiago', 'month', '2026-09-06'],
  ])(
    '%s, %s, %s in %s every %s is refused with the first date that would be missing',
    (day, week, at, zone, every, date) => {
      const text = scheduled(day, week, at, zone, every);
      expect(problemsOf(text)).toEqual([
        `estate.yaml:${placeOf(text, `at: "${at}"`).split(':')[0]}: schedules[0].at must not be ${at}: on ${date} clocks in ${zone} go forward over it, and that cycle would never come`,
      ]);
    },
  );

  test.each([
    ['the time that follows', 'sunday', 'second', '03:00', 'America/New_York', 'month'],
    ['a time that occurs twice', 'sunday', 'first', '01:30', 'America/New_York', 'month'],
    ['another day', 'monday', 'second', '02:30', 'America/New_York', 'month'],
    ['a quarter that begins in another month', 'sunday', 'second', '02:30', 'America/New_York', 'quarter'],
    ['a zone whose clocks stand still', 'sunday', 'second', '02:30', 'UTC', 'month'],
    ['behind half an hour', 'sunday', 'first', '02:30', 'Australia/Lord_Howe', 'month'],
  ])('%s is accepted', (_, day, week, at, zone, every) => {
    expect(problemsOf(scheduled(day, week, at, zone, every))).toEqual([]);
  });

  test("the MSP's zone counts where a schedule has none, and what is left out is as the schema says", () => {
    const text = withText('timeZone: Europe/Berlin', 'timeZone: America/New_York').replace(
      'on: { weekDay: monday, week: first }\n    at: "05:00"',
      'on: { weekDay: sunday, week: second }\n    at: "02:45"',
    );
    expect(problemsOf(text).join()).toContain('clocks in America/New_York go forward over it');
    expect(problemsOf(example.replace(/ {4}on: .*\n {4}at: .*\n/, ''))).toEqual([]);
  });

  test('the dates before this year do not count', () => {
    const text = scheduled('sunday', 'second', '02:30', 'America/New_York');
    expect(JSON.stringify(parseEstate(text, 'estate.yaml', new Date('2030-01-01')))).toContain('on 2030-03-10 clocks');
  });
});
