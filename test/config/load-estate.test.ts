import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { loadEstate, parseEstate } from '../../config/load-estate.ts';
import { tenantsWithRules } from '../../config/tenants-with-rules.ts';

const example = readFileSync('config/example.yaml', 'utf8');

/** The example with one piece of text replaced; the piece must be there. */
function exampleWith(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example has no '${from}'`);
    return text.replace(from, to);
  }, example);
}

function problemsOf(text: string): readonly string[] {
  const answer = parseEstate(text, 'estate.yaml');
  return 'problems' in answer ? answer.problems : [];
}

const lineOf = (text: string, piece: string) => text.slice(0, text.indexOf(piece)).split('\n').length;

describe('the example estate', () => {
  test('is valid', () => {
    expect(loadEstate('config/example.yaml')).toHaveProperty('estate');
  });

  test('shows every field that the schema has at its top level', () => {
    const schema: unknown = JSON.parse(readFileSync('config/estate.schema.json', 'utf8'));
    expect(schema).toHaveProperty('properties');
    const keys = Object.keys((schema as { properties: object }).properties);
    expect(Object.keys(parse(example)).sort()).toEqual(keys.sort());
  });
});

test('rotations are proposed for classes that have a schedule', () => {
  const proposing = ['rotateAfterReveal: {}', 'rotateAfterReveal: { serviceHours: 24 }'] as const;
  expect(problemsOf(exampleWith(proposing))).toEqual([]);
  expect(problemsOf(exampleWith(proposing, ['class: service', 'class: admin'])).join()).toContain(
    'rotateAfterReveal.serviceHours must be left out, or schedules must have one for service accounts',
  );
  expect(problemsOf(exampleWith(proposing, ['class: service', 'class: unknown'])).join()).not.toContain(
    'rotateAfterReveal',
  );
});

describe('which roles make an admin', () => {
  const adminsOf = (text: string) => {
    const answer = parseEstate(text, 'estate.yaml');
    return 'estate' in answer ? answer.estate.admins : answer.problems;
  };
  const block = /^admins:\n(?: .*\n)+/m;

  test('is what the example says where a file says nothing', () => {
    expect(adminsOf(example.replace(block, ''))).toEqual(adminsOf(example));
    expect(adminsOf(example.replace(block, 'admins: {}\n'))).toEqual(adminsOf(example));
  });

  test('may leave nothing out', () => {
    expect(adminsOf(example.replace(block, 'admins: { ignore: [] }\n'))).toEqual({
      roles: 'all',
      ignore: [],
      further: [],
    });
  });

  test('holds for each tenant', () => {
    const answer = parseEstate(example.replace(block, 'admins: { roles: privileged }\n'), 'estate.yaml');
    if ('problems' in answer) throw new Error(answer.problems.join());
    expect(tenantsWithRules(answer.estate).map(({ admins }) => admins.roles)).toEqual(Array(3).fill('privileged'));
  });
});

describe('bad input', () => {
  test('is reported all at once, each problem with file, line, path, what is wanted and what was found', () => {
    // Prepare
    const text = exampleWith(
      ['8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11', 'contoso'],
      ['windowHours: 48', 'windowHours: 0'],
      ['every: month', 'every: day'],
      ['tenants: [adventure-works]', 'tenants: [adventure-work]'],
    );

    // Act
    const problems = problemsOf(text);

    // Assess
    expect(problems).toEqual([
      `estate.yaml:${lineOf(text, 'windowHours: 0')}: approvals.windowHours must be at least 1, got 0`,
      `estate.yaml:${lineOf(text, 'tenants: [adventure-work]')}: technicians[2].tenants[0] must be the name of a tenant of this estate, got 'adventure-work'`,
      `estate.yaml:${lineOf(text, 'every: day')}: schedules[0].every must be 'month' or 'quarter', got 'day'`,
      `estate.yaml:${lineOf(text, 'tenantId: contoso')}: tenants[0].tenantId must be an Entra tenant id (a UUID), got 'contoso'`,
    ]);
  });

  test.each([
    ['an unknown field', ['  mailFrom:', '  mailForm: a@b.example\n  mailFrom:'], 'msp.mailForm is not a known field'],
    ['a missing field', ['  timeZone: Europe/Berlin\n', '\n'], 'msp.timeZone must be a string, but it is missing'],
    [
      'an unknown zone',
      ['Europe/Berlin', 'Europe/Atlantis'],
      'msp.timeZone must be an IANA time zone such as Europe/Berlin',
    ],
    ['a wrong time', ['at: "05:00"', 'at: "5 am"'], 'schedules[0].at must be a time of day such as 05:00'],
    [
      'a portal below a path',
      ['  # portalUrl: https://rotation.northwind.example', '  portalUrl: https://rotation.northwind.example/portal'],
      "msp.portalUrl must be an https address without a path, such as https://rotation.northwind.example, got 'https://rotation.northwind.example/portal'",
    ],
    [
      'an authentication context that there is none of',
      ['  # authenticationContext: c1', '  authenticationContext: c26'],
      "signIn.authenticationContext must be the id of an authentication context: c1 to c25, got 'c26'",
    ],
    ['a number as AWS account', ['"123456789012"', '123456789012'], 'aws.account must be a string, got 123456789012'],
    [
      'a name used twice',
      ['- name: fabrikam', '- name: contoso'],
      "tenants[1].name must be unique; tenants[0] has 'contoso' already",
    ],
    [
      'no break-glass account and no waiver',
      ['accounts: [bg1@contoso.onmicrosoft.com, bg2@contoso.onmicrosoft.com]', 'accounts: []'],
      'tenants[0].breakGlass must name at least one break-glass account or group, or give a waiver with the reason',
    ],
    [
      'a topic in another Region',
      ['notify: [service-desk@northwind.example]', 'topicArn: arn:aws:sns:eu-west-1:123456789012:on-call'],
      'alarms.topicArn must be in aws.region (eu-central-1), it is in eu-west-1',
    ],
    [
      'two ways for events besides the archive, which follows the stream too',
      ['events: {}', 'events: { bus: default, webhook: { url: https://siem.northwind.example/rotation } }'],
      'events.webhook must be left out where events.bus is set. Let a rule of the bus call the webhook, as an API destination (docs/events.md)',
    ],
    [
      'an address of alarms without encryption',
      ['notify: [service-desk@northwind.example]', 'notify: ["http://pager.example"]'],
      'alarms.notify[0] ',
    ],
    [
      'a stack name that begins like the secrets',
      ['stackName: M365PasswordRotation', 'stackName: m365'],
      'aws.stackName must be letters',
    ],
    ['an identity that nobody makes', ['identity: create', 'identity: maybe'], 'mail'],
    [
      'a role that cannot be ignored',
      ['- 88d8e3e3-8f55-4a1e-953a-9b9898b8876b #', '- 62E90394-69f5-4237-9190-012177145e10 #'],
      'admins.ignore[0] must not be Global Administrator: whoever holds that role is always an admin',
    ],
    [
      'a synchronization role that is ignored',
      ['- 75934031-6c7e-415a-99d7-48dbd49e875e #', '- d29b2b05-8046-44ba-8758-1e26182fcf32 #'],
      'admins.ignore[4] must not be Directory Synchronization Accounts',
    ],
    [
      'a role that counts and does not',
      ['further: []', 'further: [4a5d8f65-41da-4de4-8968-e035b65339cf]'],
      'admins.ignore[3] must not be in admins.further[0] too',
    ],
    [
      'a group that is named, not meant by its id',
      ['groups: [', 'groups: [Emergency access, '],
      'must be the object id of a group (a UUID)',
    ],
    [
      'a waiver without a reason',
      ['accounts: [bg1@contoso.onmicrosoft.com, bg2@contoso.onmicrosoft.com]', 'waiver: no'],
      'tenants[0].breakGlass.waiver must have at least 20 characters',
    ],
    [
      'a password that is too short',
      ['{ length: 24,', '{ length: 8,'],
      'passwords.admin.length must be at least 20, got 8',
    ],
    [
      'a passphrase of few words',
      ['admin: { length: 24, symbols: true }', 'admin: { words: 4 }'],
      'passwords.admin.words must be at least 7, got 4',
    ],
    [
      'a profile of both kinds',
      ['admin: { length: 24, symbols: true }', 'admin: { words: 7, symbols: true }'],
      'passwords.admin.symbols is not a known field',
    ],
  ] as const)('%s', (_what, change, expected) => {
    expect(problemsOf(exampleWith(change)).join('\n')).toContain(expected);
  });

  test('a tenant that nobody decides for is refused', () => {
    const problems = problemsOf(
      exampleWith(['tenants: all', 'tenants: [contoso]'], ['tenants: [adventure-works]', 'tenants: [contoso]']),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      "tenants[2].name must have a technician who decides for it; nobody lists 'adventure-works'",
    );
  });

  const handedOver = [
    '    ticketCompany: CONTOSO',
    '    ticketCompany: CONTOSO\n    handOver: { admin: vault }',
  ] as const;
  const aVault = ['vault: { system: none }', 'vault: { system: hudu, host: vault.northwind.example }'] as const;
  const records = (more: string) =>
    [
      '    ticketCompany: CONTOSO',
      `    ticketCompany: CONTOSO\n    handOver: { admin: both }\n    vault: { organization: { name: Contoso }${more} }`,
    ] as const;
  test.each([
    ['without a vault', [handedOver], ['tenants[0].handOver.admin must be link, or the estate must have a vault']],
    [
      'without records',
      [handedOver, aVault],
      ['tenants[0].handOver.admin must be link, or tenants[0].vault must say which records'],
    ],
    ['whose records have no names', [records(''), aVault], ['tenants[0].vault must have recordName, or list records']],
    ['whose records have one name for all', [records(', recordName: All'), aVault], ['must hold {userPrincipalName}']],
    ['whose records have names', [records(', recordName: "M365 {userPrincipalName}"'), aVault], []],
    ['whose records are listed', [records(', records: [{ account: bg@contoso.example, id: "7" }]'), aVault], []],
  ])('a tenant that is handed over by a vault, %s', (_, changes, expected) => {
    const problems = problemsOf(exampleWith(...changes));
    expect(problems).toHaveLength(expected.length);
    for (const [i, text] of expected.entries()) expect(problems[i]).toContain(text);
  });

  const namedIn = (system: string, rules: string) =>
    problemsOf(
      exampleWith(
        [aVault[0], `vault: ${system}`],
        [
          '    ticketCompany: CONTOSO',
          `    ticketCompany: CONTOSO\n    handOver: { admin: vault }\n    vault: { ${rules} }`,
        ],
      ),
    );
  const uid = 'Zk3_x-0123456789abcdef';
  test.each([
    ['by ids', `organization: { id: ${uid} }, records: [{ account: a@contoso.example, id: ${uid} }]`, []],
    [
      'by names',
      'organization: { name: Contoso }, recordName: "M365 {userPrincipalName}", records: [{ account: a@contoso.example, name: x }]',
      [
        'tenants[0].vault.organization.name must be id in place of name: Keeper cannot look for a name',
        'tenants[0].vault.records[0].name must be id in place of name',
        'tenants[0].vault.recordName must be left out, and records list ids',
      ],
    ],
    [
      'by other ids',
      'organization: { id: "12" }, records: [{ account: a@contoso.example, id: ../x }]',
      [
        'tenants[0].vault.organization.id must be a UID: 22 letters',
        'tenants[0].vault.records[0].id must be a UID: 22 letters',
      ],
    ],
  ])('records of Keeper are named by their UIDs: %s', (_, rules, expected) => {
    const problems = namedIn('{ system: keeper, region: eu }', rules);
    expect(problems).toHaveLength(expected.length);
    for (const [i, text] of expected.entries()) expect(problems[i]).toContain(text);
  });

  test('ids of 1Password have 26 letters and digits', () => {
    const connect = '{ system: 1password-connect, host: connect.northwind.example }';
    const id = 'abcdefghijklmnopqrstuvwx23';
    const rules = (record: string) =>
      `organization: { id: ${id} }, records: [{ account: a@contoso.example, ${record} }]`;
    expect(namedIn(connect, rules(`id: ${id}`))).toEqual([]);
    expect(namedIn(connect, rules('name: M365 a'))).toEqual([]);
    expect(namedIn(connect, rules(`id: ${id.toUpperCase()}`))).toHaveLength(1);
  });

  test.each(['{ system: it-glue }', aVault[1].slice('vault: '.length)])('ids of %s are numbers', (system) => {
    const rules = (id: string) => `organization: { id: "12" }, records: [{ account: a@contoso.example, id: "${id}" }]`;
    expect(namedIn(system, rules('21700033'))).toEqual([]);
    for (const id of ['0', '12a', '../12', '-1', '1e3']) {
      expect(namedIn(system, rules(id)).join()).toContain('tenants[0].vault.records[0].id must be a number');
    }
  });

  test('a tenant that one technician decides for, where another must agree to further links, is refused', () => {
    const second = ['renewalNeedsSecondPerson: false', 'renewalNeedsSecondPerson: true'] as const;
    const alone = ['tenants: all', 'tenants: [contoso]'] as const;
    expect(problemsOf(exampleWith(second))).toEqual([]);
    expect(problemsOf(exampleWith(second, alone)).join('\n')).toContain("one alone serves 'adventure-works'");
    expect(problemsOf(exampleWith(alone))).toEqual([]);
  });

  const forTwo = ['    tenants: []', '    tenants: [fabrikam, adventure-works]'] as const;
  test.each([
    [
      'who stands in for everybody else is asked too',
      [['tenants: all', 'tenants: [contoso]\n    standsInFor: all']],
      [],
    ],
    [
      'a tenant for which nobody is asked first',
      [
        ['tenants: [adventure-works]', 'tenants: [fabrikam]\n    standsInFor: [adventure-works]'],
        ['tenants: all', 'tenants: [contoso]'],
      ],
      ["tenants[2].name must have a technician who decides for it; nobody lists 'adventure-works'"],
    ],
    ['who only stands in', [['tenants: [adventure-works]', 'tenants: []\n    standsInFor: all']], []],
    [
      'who decides for nobody',
      [['tenants: [adventure-works]', 'tenants: []']],
      ['technicians[2].tenants must name a tenant, or standsInFor must: this technician decides for none'],
    ],
    [
      'a tenant to stand in for that is not there',
      [['tenants: [adventure-works]', 'tenants: [adventure-works]\n    standsInFor: [contosso]']],
      ["technicians[2].standsInFor[0] must be the name of a tenant of this estate, got 'contosso'"],
    ],
    [
      'a tenant for two persons that is not there',
      [['    tenants: []', '    tenants: [contosso]']],
      ["approvals.twoPersons.tenants[0] must be the name of a tenant of this estate, got 'contosso'"],
    ],
    [
      'a recipient who decides for the tenant',
      [
        [
          '    ticketCompany: CONTOSO',
          '    recipient: 7B1F0C52-2f7c-4f0e-9a44-0d5a3c6e8b02\n    ticketCompany: CONTOSO',
        ],
      ],
      [],
    ],
    [
      'a recipient who decides for other tenants',
      [
        [
          '    ticketCompany: CONTOSO',
          '    recipient: 7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b03\n    ticketCompany: CONTOSO',
        ],
      ],
      ["tenants[0].recipient must be the objectId of a technician who decides for 'contoso'"],
    ],
    [
      'a recipient whom the estate does not list',
      [
        [
          '    ticketCompany: CONTOSO',
          '    recipient: 00000000-0000-4000-8000-000000000000\n    ticketCompany: CONTOSO',
        ],
      ],
      ["tenants[0].recipient must be the objectId of a technician who decides for 'contoso'"],
    ],
    ['tenants for two persons, where two decide', [forTwo], []],
    [
      'a tenant for two persons, where one decides',
      [forTwo, ['tenants: all', 'tenants: [contoso, fabrikam]']],
      [
        "tenants[2].name must have two technicians who decide for it: approvals.twoPersons.tenants names it, and one alone serves 'adventure-works'",
      ],
    ],
    [
      'the same, where somebody stands in',
      [forTwo, ['tenants: all', 'tenants: [contoso, fabrikam]\n    standsInFor: [adventure-works]']],
      [],
    ],
    ['one technician alone, where a role asks for two', [['tenants: all', 'tenants: [contoso]']], []],
    [
      'a role for two persons that makes nobody an admin',
      [['roles: [62e90394-69f5-4237-9190-012177145e10]', 'roles: [88D8E3E3-8F55-4A1E-953A-9B9898B8876B]']],
      ['approvals.twoPersons.roles[0] must not be a role that makes nobody an admin: admins.ignore has it'],
    ],
    [
      'a role for two persons that does not count',
      [
        ['roles: [62e90394-69f5-4237-9190-012177145e10]', 'roles: [29232cdf-9323-42fd-ade2-1d097af3e4de]'],
        ['  roles: all', '  roles: privileged'],
      ],
      ['approvals.twoPersons.roles[0] must be a role that makes an admin: list it in admins.further too'],
    ],
    [
      'the same, where it is listed',
      [
        [
          'roles: [62e90394-69f5-4237-9190-012177145e10]',
          'roles: [29232cdf-9323-42fd-ade2-1d097af3e4de, fe930be7-5e62-47db-91af-98c3a49a38b1]',
        ],
        ['  roles: all', '  roles: privileged'],
        ['  further: []', '  further: [29232CDF-9323-42FD-ADE2-1D097AF3E4DE]'],
      ],
      [],
    ],
  ] as const)('who decides: %s', (_, changes, expected) => {
    const problems = problemsOf(exampleWith(...changes));
    expect(problems.map((each) => each.replace(/^estate\.yaml:\d+: /, ''))).toEqual(expected);
  });

  test('a file that is no YAML names the line', () => {
    expect(problemsOf('msp:\n  name: [\n')[0]).toMatch(/^estate\.yaml:\d+: /);
  });

  test('an empty file and a missing one are said plainly', () => {
    expect(problemsOf('')).toEqual(['estate.yaml:1: the file must be an object, got null']);
    expect(loadEstate('nowhere.yaml')).toEqual({
      problems: ['nowhere.yaml: does not exist; give the path of an estate file, such as config/example.yaml'],
    });
  });
});

describe('names that would protect nobody', () => {
  const problemsOf = (text: string) => {
    const answer = parseEstate(text, 'estate.yaml');
    return 'problems' in answer ? answer.problems.join('\n') : '';
  };

  test('a name that is neither an object id nor a UPN is refused', () => {
    const text = example.replace('neverRotate: [domain.join@contoso.example]', 'neverRotate: [domain.join]');
    expect(problemsOf(text)).toContain("neverRotate[0] must be an object id (a UUID) or a UPN, got 'domain.join'");
  });

  test('one tenant in two spellings is one tenant', () => {
    const [first = '', second = ''] = [...example.matchAll(/^ {4}tenantId: (\S+)$/gm)].map(([, id]) => id);
    expect(problemsOf(example.replace(second, first.toUpperCase()))).toContain('must be unique');
    const answer = parseEstate(example.replace(first, first.toUpperCase()), 'estate.yaml');
    if ('problems' in answer) throw new Error(answer.problems.join());
    expect(answer.estate.tenants[0]?.tenantId).toBe(first);
  });

  const own = 'ownAccounts: [bruno.admin@contoso.example]';
  const place = 'technicians[1].ownAccounts[0]';
  const lookAlike = (letter: string) => `ownAccounts: ["brun${letter}.admin@contoso.example"]`;

  // UPNs are pasted from mails and web pages, with what nobody sees in them; letters of other scripts look like Latin ones.
  test.each([
    [
      'a zero-width space',
      lookAlike('\u200bo'),
      `${place} must not have invisible characters: there is U+200B (zero-width space) at character 5`,
    ],
    [
      'a right-to-left override',
      lookAlike('o\u202e'),
      `${place} must not have invisible characters: there is U+202E (right-to-left override) at character 6`,
    ],
    [
      'a byte order mark',
      lookAlike('o\ufeff'),
      `${place} must not have invisible characters: there is U+FEFF (byte order mark) at character 6`,
    ],
    [
      'a control character',
      lookAlike('o\\x07'),
      `${place} must not have invisible characters: there is U+0007 at character 6`,
    ],
    [
      'a soft hyphen',
      lookAlike('o\u00ad'),
      `${place} must not have invisible characters: there is U+00AD (soft hyphen) at character 6`,
    ],
    [
      'a Cyrillic о',
      lookAlike('\u043e'),
      `${place} must not mix scripts: '\u043e' (U+043E, Cyrillic) at character 5 only looks like a letter of the others, which are Latin`,
    ],
    ['a Greek ο', lookAlike('\u03bf'), `${place} must not mix scripts: '\u03bf' (U+03BF, Greek) at character 5`],
    [
      'a Cyrillic name before a Latin domain',
      'ownAccounts: ["\u0430\u0441\u0440@contoso.example"]',
      `${place} must not mix scripts`,
    ],
    [
      'one in the long form',
      'ownAccounts: [{ tenant: contoso, account: "brun\u043e.admin@contoso.example" }]',
      `${place}.account must not mix scripts`,
    ],
    [
      'a tenant that is not there',
      'ownAccounts: [{ tenant: contosso, account: bruno.admin@contoso.example }]',
      `${place}.tenant must be the name of a tenant of this estate, got 'contosso'`,
    ],
    [
      'an own account that is no account',
      'ownAccounts: [bruno.admin]',
      `${place} must be an object id (a UUID) or a UPN, got 'bruno.admin'`,
    ],
  ])('%s is refused, with the character and its place', (_, changed, expected) => {
    const text = example.replace(own, changed);
    expect(text).not.toBe(example);
    expect(problemsOf(text)).toContain(expected);
  });

  test.each([
    ['breakGlass.accounts[0]', 'bg1@contoso.onmicrosoft.com,', '"bg\u200b1@contoso.onmicrosoft.com",'],
    ['neverRotate[0]', '[domain.join@contoso.example]', '["dom\u0430in.join@contoso.example"]'],
    [
      'serviceAccounts[0].userPrincipalNamePrefix',
      'userPrincipalNamePrefix: svc-',
      'userPrincipalNamePrefix: "s\u0475c-"',
    ],
    ['serviceAccounts[1].equals', 'equals: rotate }', 'equals: "rotate\u200b" }'],
  ])('so it is in every name that protects or chooses: %s', (where, from, to) => {
    const problems = problemsOf(example.replace(from, to));
    expect(problems).toContain(`tenants[0].${where} must not`);
  });

  test.each(['Zoë Müller', 'Отдел IT', 'ΑΒΓ Team', 'Ångström'])('"%s" begins a display name', (prefix) => {
    expect(problemsOf(example.replace('userPrincipalNamePrefix: svc-', `displayNamePrefix: "${prefix}"`))).toBe('');
  });
});
