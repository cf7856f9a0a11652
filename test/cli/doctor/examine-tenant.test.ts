import { afterEach, describe, expect, test } from '@jest/globals';
import {
  contosoId,
  exampleTenants,
  type FederatedCredential,
  idOf,
  type MicrosoftOptions,
  readerClientId,
  type Simulation,
  simulate,
  type Tenant,
  writerClientId,
} from '@m365-rotation/local-microsoft';
import { signInCheck } from '../../../cli/doctor/app-checks.ts';
import type { Check } from '../../../cli/doctor/check.ts';
import { type Examination, examineTenant } from '../../../cli/doctor/examine-tenant.ts';
import { unfoundOwnAccounts } from '../../../cli/doctor/own-accounts.ts';
import { reportText } from '../../../cli/doctor/report-text.ts';
import type { VaultLook } from '../../../cli/doctor/vault-records.ts';
import { tenantsWithRules } from '../../../config/tenants-with-rules.ts';
import { batchReader } from '../../../lambda/adapters/graph/batch.ts';
import { authenticatedByAws } from '../../../lambda/adapters/graph/client-authentication.ts';
import { directoryReader } from '../../../lambda/adapters/graph/directory-reader.ts';
import { graphConnection } from '../../../lambda/adapters/graph/graph-connection.ts';
import { tokenSource } from '../../../lambda/adapters/graph/token-source.ts';
import type { AccountClass } from '../../../lambda/domain/accounts/account.ts';
import { exampleEstate } from '../../config/example-estate.ts';

/** Doctor in a simulated tenant with one thing wrong at a time. */

const contosoRules = there(tenantsWithRules(exampleEstate())[0]);
const contoso = there(exampleTenants.find(({ tenantId }) => tenantId === contosoId));

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the example has no contoso');
  return value;
}
const GROUP = '6a0c0000-0000-4000-8000-00000000000a';
const groupNamed = (name: string) => idOf('contoso', 'group', name);
const emptyGroup = {
  displayName: 'Nobody',
  isAssignableToRole: false,
  memberIds: [],
  ownerIds: [],
  eligibleMemberIds: [],
};
const AUDIENCE = 'api://AzureADTokenExchange';
const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1';
const PAA = '7be44c8a-adaf-4e2a-84d6-ab2649e08a13';

const running: Simulation[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

interface Wrong {
  readonly tenant?: Partial<Tenant>;
  readonly rules?: Partial<typeof contosoRules>;
  readonly microsoft?: Partial<MicrosoftOptions>;
  readonly awsVouches?: boolean;
  readonly secondsAhead?: number;
  readonly vault?: VaultLook;
  readonly classes?: ReadonlySet<AccountClass>;
}

async function examine(wrong: Wrong = {}): Promise<Examination> {
  const microsoft = await simulate({ tenants: [{ ...contoso, ...wrong.tenant }], ...wrong.microsoft });
  running.push(microsoft);
  const now = () => new Date();
  const assertion =
    wrong.awsVouches === false ? () => Promise.reject(new Error('no credentials')) : () => microsoft.assertion();
  const tokens = (clientId: string) =>
    tokenSource({
      loginEndpoint: microsoft.addresses.login,
      clientId,
      scope: 'https://graph.microsoft.com/.default',
      prove: authenticatedByAws(assertion),
      now,
    });
  const reader = tokens(readerClientId);
  const connection = graphConnection(microsoft.addresses.graph, reader);
  return examineTenant(
    {
      directory: directoryReader(
        batchReader({ connection, clientRequestId: () => crypto.randomUUID(), sleep: async () => undefined, now }),
      ),
      tokens: { reader, writer: tokens(writerClientId) },
      clientIds: { reader: readerClientId, writer: writerClientId },
      secretNames: { reader: 'm365-rotation/graph/reader', writer: 'm365-rotation/graph/writer' },
      credential: 'federated',
      classes: () => wrong.classes ?? new Set(['admin', 'service'] as const),
      endpoints: { graphEndpoint: 'https://graph.microsoft.com', loginEndpoint: 'https://login.microsoftonline.com' },
      secondsAhead: async () => wrong.secondsAhead ?? 0.2,
      identity:
        wrong.awsVouches === false
          ? undefined
          : { issuer: 'https://issuer.example', subject: 'arn:aws:iam::1:role/engineer', audience: 'api://x' },
      vault: wrong.vault,
    },
    { ...contosoRules, ...wrong.rules },
  );
}

const named = ({ checks }: Examination, name: string): Check | undefined => checks.find((each) => each.name === name);
const failures = ({ checks }: Examination) => checks.filter(({ state }) => state === 'failed').map(({ name }) => name);

test('a tenant that is connected as it must be is ready, and every check says so', async () => {
  const found = await examine();
  expect(found.ready).toBe(true);
  expect(found.checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(found.checks.map(({ name }) => name)).toEqual([
    'clock',
    'reader app',
    'reader permissions',
    'writer app',
    'writer permissions',
    'optional permissions',
    'told about accounts',
    'writer role',
    'licences',
    'roles',
    'break-glass',
    'never rotate',
    'deciders',
    'service accounts',
    'dependants',
    'accounts',
  ]);
  expect(named(found, 'licences')?.detail).toBe('Entra ID P2');
  expect(named(found, 'accounts')?.detail).toBe('10 admin and 4 service accounts to rotate of 37');
  expect(reportText([found])).toContain('1 tenant ready.');
});

test('the vault is asked about the accounts that cycles would rotate, and about nobody where there is no way to rotate', async () => {
  const asked: string[] = [];
  const vault: VaultLook = async (_, accounts) => {
    asked.push(...accounts.map((each) => each.class));
    return [{ name: 'vault', state: 'ok', detail: 'all there' }];
  };
  const found = await examine({ vault });
  expect(found.checks.at(-1)).toEqual({ name: 'vault', state: 'ok', detail: 'all there' });
  expect([asked.filter((each) => each === 'admin').length, asked.filter((each) => each === 'service').length]).toEqual([
    10, 4,
  ]);
  const notReady = await examine({ vault, rules: { breakGlass: { accounts: [] } } });
  expect(named(notReady, 'vault')).toBeUndefined();
});

describe('what is wrong is named, with the exact next step', () => {
  test('no consent: the address that the customer’s administrator opens', async () => {
    const found = await examine({ tenant: { apps: {} } });
    expect(failures(found)).toEqual(['reader app', 'writer app']);
    expect(named(found, 'writer app')?.next).toContain(
      `https://login.microsoftonline.com/${contosoId}/adminconsent?client_id=${writerClientId}`,
    );
    expect(reportText([found])).toContain('1 of 1 tenant not ready: contoso.');
  });

  test('a consent that is older than a permission', async () => {
    const reader = { objectId: 'r', permissions: ['User.Read.All', 'Domain.Read.All'] };
    const found = await examine({ tenant: { apps: { ...contoso.apps, reader } } });
    expect(failures(found)).toEqual(['reader permissions']);
    expect(named(found, 'reader permissions')?.detail).toMatch(
      /RoleManagement\.Read\.Directory.*GroupMember\.Read\.All/,
    );
    expect(named(found, 'reader permissions')?.next).toContain(`adminconsent?client_id=${readerClientId}`);
  });

  test('more permissions than needed are pointed at, and stop nothing', async () => {
    const writer = contoso.apps.writer ?? { objectId: 'w', permissions: [] };
    const wide = { ...writer, permissions: [...writer.permissions, 'Directory.ReadWrite.All'] };
    const found = await examine({ tenant: { apps: { ...contoso.apps, writer: wide } } });
    expect(found.ready).toBe(true);
    expect(named(found, 'writer permissions')).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('Directory.ReadWrite.All'),
    });
  });

  test('the writer without its directory role: the command that assigns it', async () => {
    const roleAssignments = contoso.roleAssignments.filter((row) => row.roleDefinitionId !== PAA);
    const found = await examine({ tenant: { roleAssignments } });
    expect(failures(found)).toEqual(['writer role']);
    expect(named(found, 'writer role')?.next).toMatch(new RegExp(`az rest --method POST .*${writerClientId}.*${PAA}`));
  });

  const withRole = (...roleIds: readonly string[]) => ({
    roleAssignments: [
      ...contoso.roleAssignments.filter((row) => row.principalId !== contoso.apps.writer?.objectId),
      ...roleIds.map((roleDefinitionId) => ({
        id: roleDefinitionId,
        principalId: contoso.apps.writer?.objectId ?? '',
        roleDefinitionId,
        directoryScopeId: '/',
        principalOrganizationId: contosoId,
      })),
    ],
  });

  test('a role that does not reach the admins: what it has, what it needs, for whom', async () => {
    const found = await examine({ tenant: withRole(USER_ADMINISTRATOR) });
    expect(failures(found)).toEqual(['writer role']);
    expect(named(found, 'writer role')?.detail).toMatch(
      /^holds User Administrator; needs Privileged Authentication Administrator, for \S+@contoso\S+ and \d+ others$/,
    );
  });

  test('a role that is wider than the schedules need: what could be taken away', async () => {
    const found = await examine({ tenant: withRole(PAA, USER_ADMINISTRATOR), classes: new Set(['service']) });
    expect(found.ready).toBe(true);
    expect(named(found, 'writer role')).toMatchObject({
      state: 'warn',
      detail: expect.stringMatching(/Too much: Privileged Authentication Administrator could be taken away$/),
      next: expect.not.stringContaining('az rest'),
    });
    const wide = await examine({ tenant: withRole(PAA), classes: new Set(['service']) });
    expect(named(wide, 'writer role')?.next).toMatch(
      new RegExp(`az rest .*${USER_ADMINISTRATOR}.*; then in the customer`),
    );
  });

  test('no role where nobody who is rotated holds one: it is not promised, and may be tried', async () => {
    const plain = { serviceAccounts: [{ userPrincipalNamePrefix: 'svc-scan' }] };
    const found = await examine({ tenant: withRole(), classes: new Set(['service']), rules: plain });
    expect(found.ready).toBe(true);
    expect(named(found, 'writer role')).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('contradict each other'),
      next: expect.stringMatching(/rotation doctor --prove --tenant contoso.*az rest/),
    });
  });

  test('no role where schedules rotate nobody: none is needed, and one that is held is too much', async () => {
    const nobody = { serviceAccounts: [] };
    const classes = new Set(['service'] as const);
    expect(named(await examine({ tenant: withRole(), classes, rules: nobody }), 'writer role')?.state).toBe('ok');
    expect(named(await examine({ tenant: withRole(PAA), classes, rules: nobody }), 'writer role')).toMatchObject({
      state: 'warn',
      next: 'take away Privileged Authentication Administrator',
    });
  });

  test('a new tenant: everything that can be said at once, in the order of the steps', async () => {
    const found = await examine({ tenant: { apps: {} }, rules: { breakGlass: { accounts: [] } } });
    expect(failures(found)).toEqual(['reader app', 'writer app', 'break-glass']);
    expect(named(found, 'writer role')?.next).toBe('then: rotation onboard --tenant contoso');
    expect(reportText([found])).toContain(
      [
        '  Left to do, in this order:',
        '    1. the estate: describe the tenant, and deploy (break-glass)',
        '    2. the customer: consent (reader app, writer app)',
      ].join('\n'),
    );
  });

  test('a role that holds in one unit only is not enough', async () => {
    const roleAssignments = contoso.roleAssignments.map((row) =>
      row.roleDefinitionId === PAA ? { ...row, directoryScopeId: '/administrativeUnits/1' } : row,
    );
    expect(failures(await examine({ tenant: { roleAssignments } }))).toEqual(['writer role']);
  });

  const engineer = 'arn:aws:iam::123456789012:role/reader'; // whom the simulated AWS vouches for
  const credential = { issuer: 'https://sts.simulated.example', subject: engineer, audience: AUDIENCE };
  test.each<[string, readonly FederatedCredential[], string, RegExp, RegExp]>([
    [
      'no federated credential at all',
      [],
      'AADSTS70025',
      /has no federated credential/,
      /^add a federated credential .*issuer https:\/\/issuer\.example, subject arn:aws:iam::1:role\/engineer/,
    ],
    [
      'another issuer',
      [{ ...credential, issuer: 'https://sts.simulated.example/' }],
      'AADSTS700211',
      /no federated credential for our issuer/,
      /^correct the issuer of .*: issuer https:\/\/issuer\.example/,
    ],
    [
      'another audience',
      [{ ...credential, audience: 'api://AzureADTokenExchangeUSGov' }],
      'AADSTS700212',
      /no federated credential for our audience/,
      /^correct the audience of .* audience api:\/\/x.*graph\.cloud/,
    ],
    [
      'another subject',
      [{ ...credential, subject: 'arn:aws:iam::123456789012:role/somebody' }],
      'AADSTS700213',
      /no federated credential for our subject/,
      /^add a federated credential/,
    ],
    [
      'other capitals',
      [{ ...credential, subject: 'arn:aws:iam::123456789012:role/Reader' }],
      'AADSTS7002138',
      /only capitals differ/,
      /^delete the federated credential .*add it again, letter by letter/,
    ],
  ])('the reader does not trust us: %s', async (_, credentials, code, says, next) => {
    const found = await examine({
      microsoft: { federatedCredentials: (id) => (id === readerClientId ? credentials : [credential]) },
    });
    expect(failures(found)).toEqual(['reader app']);
    const check = named(found, 'reader app');
    expect(check?.detail).toContain(code);
    expect(check?.detail).toMatch(says);
    expect(check?.next).toMatch(next);
  });

  test.each<[string, readonly FederatedCredential[], RegExp]>([
    ['no federated credential', [], /^add a federated credential .*the role of reset-password/],
    ['another issuer', [{ ...credential, issuer: 'https://elsewhere.example' }], /^correct the issuer/],
    ['another audience', [{ ...credential, audience: 'api://x' }], /^correct the audience/],
  ])('the writer has %s: reset-password could not sign in either, so it fails', async (_, credentials, next) => {
    const found = await examine({
      microsoft: { federatedCredentials: (id) => (id === writerClientId ? credentials : [credential]) },
    });
    expect(failures(found)).toEqual(['writer app']);
    expect(named(found, 'writer app')?.next).toMatch(next);
    expect(named(found, 'writer app')?.next).not.toContain('role/engineer');
  });

  test('AWS does not vouch for us', async () => {
    const found = await examine({ awsVouches: false });
    expect(found.ready).toBe(false);
    expect(named(found, 'reader app')?.next).toContain('aws iam enable-outbound-web-identity-federation');
  });

  test.each([
    ['a break-glass account that is not there', { accounts: ['bg9@contoso.onmicrosoft.com'] }, /not found: bg9@/],
    ['no break-glass account', { accounts: [] }, /none designated/],
  ])('%s', async (_, breakGlass, detail) => {
    const found = await examine({ rules: { breakGlass } });
    expect(failures(found)).toEqual(['break-glass']);
    expect(named(found, 'break-glass')?.detail).toMatch(detail);
  });

  test('a listed account that was renamed', async () => {
    expect(failures(await examine({ rules: { neverRotate: ['old.name@contoso.example'] } }))).toEqual(['never rotate']);
  });

  test('a listed account by an object id that nobody has', async () => {
    const neverRotate = ['00000000-0000-4000-8000-000000000bad'];
    expect(failures(await examine({ rules: { neverRotate } }))).toEqual(['never rotate']);
  });

  describe('own accounts of technicians', () => {
    const ada = { objectId: 'ada', name: 'Ada', mail: 'ada@northwind.example', decidesElsewhere: true };
    const own = (...ownAccounts: string[]) => ({ ...ada, ownAccounts });

    test('one that was renamed or misspelt: its technician does not decide here', async () => {
      const deciders = [own(), { ...own('bruno.admn@contoso.example'), objectId: 'bruno', name: 'Bruno' }];
      const found = await examine({ rules: { deciders } });
      expect(found.ready).toBe(true);
      expect(named(found, 'deciders')).toMatchObject({
        state: 'warn',
        detail: expect.stringContaining('Bruno may not'),
      });
    });

    test('where nobody is left, nothing is rotated', async () => {
      const found = await examine({ rules: { deciders: [own('bruno.admn@contoso.example')] } });
      expect(failures(found)).toEqual(['deciders']);
      expect(named(found, 'deciders')?.detail).toContain('nobody may decide. Ada may not decide here');
    });

    test('an account that belongs to everybody who decides', async () => {
      const found = await examine({ rules: { deciders: [own('omar.admin@contoso.example')] } });
      expect(named(found, 'accounts')).toMatchObject({
        state: 'warn',
        detail: expect.stringMatching(/Nobody may decide about .*omar\.admin@contoso\.example/),
      });
    });

    test('one that no tenant has is told when all were read, and only then', async () => {
      const technicians = [
        {
          ...own('bruno.admin@contoso.example', 'gone@elsewhere.example'),
          tenants: 'all' as const,
          standsInFor: [],
          lead: false,
        },
      ];
      const found = await examine({ rules: { deciders: technicians } });
      const estateOf = (tenants: readonly unknown[]) => ({ technicians, tenants: tenants.map(() => contosoRules) });
      expect(unfoundOwnAccounts(estateOf([1]), [found])).toEqual([
        expect.stringMatching(/^No tenant has gone@elsewhere\.example, listed under ownAccounts of Ada:/),
      ]);
      expect(unfoundOwnAccounts(estateOf([1, 2]), [found])).toEqual([]);
      expect(reportText([found], ['No tenant has it.'])).toContain('\nNo tenant has it.\n');
    });
  });

  test('a rule that matches nobody is pointed at, and stops nothing', async () => {
    const found = await examine({
      rules: { serviceAccounts: [{ userPrincipalNamePrefix: 'svc-' }, { userPrincipalNamePrefix: 'sevrice-' }] },
    });
    expect(found.ready).toBe(true);
    expect(named(found, 'service accounts')).toMatchObject({
      state: 'warn',
      detail: 'matches nobody: userPrincipalNamePrefix sevrice-',
    });
  });

  test.each([
    ['that is not there', GROUP, /the directory has no group/],
    ['without members', groupNamed('Nobody'), /has no members/],
  ])('a break-glass group %s', async (_, group, detail) => {
    const found = await examine({
      tenant: { groups: [...contoso.groups, { ...emptyGroup, id: groupNamed('Nobody') }] },
      rules: { breakGlass: { accounts: [], groups: [group] } },
    });
    expect(failures(found)).toEqual(['break-glass']);
    expect(named(found, 'break-glass')?.detail).toMatch(detail);
  });

  test('break-glass accounts are found by their group', async () => {
    const bg = contoso.users.filter(({ userPrincipalName }) => userPrincipalName.startsWith('bg'));
    const group = { ...emptyGroup, id: GROUP, memberIds: bg.map(({ id }) => id) };
    const found = await examine({
      tenant: { groups: [...contoso.groups, group] },
      rules: { breakGlass: { accounts: [], groups: [GROUP] } },
    });
    expect(named(found, 'break-glass')).toMatchObject({ state: 'ok', detail: 'all 2 found' });
    expect(found.ready).toBe(true);
  });

  test('a group by which nobody is chosen is pointed at, and stops nothing', async () => {
    const found = await examine({ rules: { serviceAccounts: [{ group: GROUP }] } });
    expect(found.ready).toBe(true);
    expect(named(found, 'service accounts')).toMatchObject({
      state: 'warn',
      detail: `matches nobody: the directory has no group ${GROUP}`,
    });
  });

  test('an opt-in that matches nobody is pointed at', async () => {
    const found = await examine({ rules: { serviceOptIn: [{ extensionAttribute: 9, equals: 'yes' }] } });
    expect(found.ready).toBe(true);
    expect(named(found, 'opt-in')).toMatchObject({
      state: 'warn',
      detail: 'matches nobody: extensionAttribute 9 equals yes',
    });
    expect(named(found, 'accounts')?.detail).toContain(' 0 service accounts');
  });

  test('a permission that only this tenant’s rules need', async () => {
    const reader = contoso.apps.reader ?? { objectId: 'r', permissions: [] };
    const permissions = reader.permissions.filter((each) => each !== 'CustomSecAttributeAssignment.Read.All');
    const apps = { ...contoso.apps, reader: { ...reader, permissions } };
    const found = await examine({ tenant: { apps } });
    expect(failures(found)).toEqual(['reader permissions']);
    expect(named(found, 'reader permissions')?.detail).toContain('CustomSecAttributeAssignment.Read.All');
    expect((await examine({ tenant: { apps }, rules: { serviceAccounts: [] } })).ready).toBe(true);
  });

  describe('what people are told about accounts', () => {
    const reader = contoso.apps.reader ?? { objectId: 'r', permissions: [] };
    const without = (...names: readonly string[]) => ({
      apps: {
        ...contoso.apps,
        reader: { ...reader, permissions: reader.permissions.filter((each) => !names.includes(each)) },
      },
    });

    test('needs permissions that are named where the tenant has their use', async () => {
      const found = await examine({ tenant: without('AuditLog.Read.All', 'AdministrativeUnit.Read.All') });
      expect(found.ready).toBe(true);
      const check = named(found, 'told about accounts');
      expect(check).toMatchObject({ state: 'warn', next: expect.stringContaining('adminconsent') });
      expect(check?.detail).toContain('not needed for rotations: AdministrativeUnit.Read.All');
      expect(check?.detail).toContain('not needed for rotations: AuditLog.Read.All');
    });

    test('is not asked for in vain', async () => {
      const tenant = { ...without('AuditLog.Read.All', 'AdministrativeUnit.Read.All'), licence: 'none' as const };
      const unscoped = { roleAssignments: contoso.roleAssignments.filter((each) => each.directoryScopeId === '/') };
      expect(named(await examine({ tenant: { ...tenant, ...unscoped } }), 'told about accounts')).toEqual({
        name: 'told about accounts',
        state: 'ok',
        detail: 'no last sign-ins, which need a P1 licence',
      });
    });

    test('takes no wide permission for the names of apps: it is told, and not asked for', async () => {
      const check = named(await examine({ tenant: without('Application.Read.All') }), 'told about accounts');
      expect(check).toMatchObject({ state: 'ok', detail: expect.stringContaining('Application.Read.All') });
      expect(check).not.toHaveProperty('next');
    });

    test('a note that fits nobody is warned of, and keeps no tenant from rotating', async () => {
      const dependants = [
        { where: { account: 'gone@contoso.example' }, note: 'scanner' },
        {
          where: { group: contoso.groups.find(({ displayName }) => displayName === 'All staff')?.id ?? '' },
          note: 'door',
        },
      ];
      const found = await examine({ rules: { dependants } });
      expect(found.ready).toBe(true);
      expect(named(found, 'dependants')).toMatchObject({ state: 'warn', detail: expect.stringContaining('"scanner"') });
      expect(named(found, 'dependants')?.detail).not.toContain('"door"');
      expect(named(await examine({ rules: { dependants: [] } }), 'dependants')).toBeUndefined();
    });
  });

  test('an optional permission that was not granted is pointed at where the licence has its use', async () => {
    const reader = contoso.apps.reader ?? { objectId: 'r', permissions: [] };
    const permissions = reader.permissions.filter((each) => !each.startsWith('PrivilegedEligibilitySchedule'));
    const apps = { ...contoso.apps, reader: { ...reader, permissions } };
    const found = await examine({ tenant: { apps } });
    expect(found.ready).toBe(true);
    expect(named(found, 'optional permissions')).toMatchObject({
      state: 'warn',
      detail: expect.stringMatching(/PrivilegedEligibilitySchedule\.Read\.AzureADGroup.*Tier0-Admins/),
      next: expect.stringContaining(`adminconsent?client_id=${readerClientId}`),
    });
    const unlicensed = await examine({ tenant: { apps, licence: 'P1', eligibilities: [] } });
    expect(named(unlicensed, 'optional permissions')).toMatchObject({ state: 'ok' });
  });

  test('more accounts than one cycle can take', async () => {
    const [pattern] = contoso.users;
    const many = Array.from({ length: 1_001 }, (_, n) => ({
      ...there(pattern),
      id: `0f0f0f0f-0000-4000-8000-${String(n).padStart(12, '0')}`,
      userPrincipalName: `svc-many-${n}@contoso.example`,
    }));
    const found = await examine({ tenant: { users: [...contoso.users, ...many] } });
    expect(failures(found)).toEqual(['accounts']);
    expect(named(found, 'accounts')?.detail).toMatch(/1000 is the most for one cycle/);
  });

  test('a clock that is minutes off', async () => {
    expect(failures(await examine({ secondsAhead: -400 }))).toEqual(['clock']);
    expect((await examine({ secondsAhead: 60 })).ready).toBe(true);
  });

  test('a tenant without a licence for PIM is ready, and says so', async () => {
    const found = await examine({ tenant: { licence: 'P1', eligibilities: [] } });
    expect(found.ready).toBe(true);
    expect(named(found, 'roles')?.detail).toContain('PIM: not licensed');
  });
});

describe('the writer trusts reset-password and nobody else', () => {
  const microsoftOptions = {
    federatedCredentials: (clientId: string) => [
      {
        audience: AUDIENCE,
        subject: (subject: string) => clientId === readerClientId || subject.endsWith('reset-password'),
      },
    ],
  };

  test('so its permissions are not told, and its role is sought among the apps that hold it', async () => {
    const found = await examine({ microsoft: microsoftOptions });
    expect(found.ready).toBe(true);
    expect(named(found, 'writer app')).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('as it should'),
    });
    expect(named(found, 'writer role')).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining(contoso.apps.writer?.objectId ?? 'none'),
    });
    expect(reportText([found])).toContain('ready, with 2 things to warn at');
  });

  test('that no app holds the role is proof enough', async () => {
    const roleAssignments = contoso.roleAssignments.filter((row) => row.roleDefinitionId !== PAA);
    expect(failures(await examine({ microsoft: microsoftOptions, tenant: { roleAssignments } }))).toEqual([
      'writer role',
    ]);
  });
});

describe('apps with a certificate or a client secret', () => {
  const place = { tenantId: contosoId, loginEndpoint: 'https://login.example', graphEndpoint: 'https://graph.example' };
  const check = (kind: 'reader' | 'writer', credential: 'certificate' | 'secret', refusal: string) =>
    signInCheck(
      { kind, clientId: 'the-client-id', secretName: `m365-rotation/graph/${kind}`, credential },
      { refusal },
      place,
      undefined,
    );

  test.each([
    [
      'secret',
      'AADSTS7000215',
      /copy its value, not its id.*put-secret-value --secret-id m365-rotation\/graph\/writer/,
    ],
    ['secret', 'AADSTS7000222', /add a client secret to the app the-client-id/],
    ['certificate', 'AADSTS700027', /compare the certificates of the app the-client-id.*graph-writer\.json/],
    ['secret', 'the secret m365-rotation/graph/writer has no value yet: …', /write \{"clientSecret": "<value>"\} to/],
    ['certificate', 'the secret m365-rotation/graph/writer cannot be used: …', /write \{"certificate": "<PEM>"/],
    ['secret', 'AADSTS700016', /adminconsent\?client_id=the-client-id/],
    ['secret', 'Entra gave no usable answer', /try again/],
  ] as const)('%s, %s: what to do', (credential, refusal, next) => {
    expect(check('writer', credential, refusal)).toMatchObject({ state: 'failed', next: expect.stringMatching(next) });
  });

  test('whose secret an engineer may not read: the reader’s must be readable, the writer’s need not', () => {
    const denied = 'AWS did not give the secret m365-rotation/graph/x: AccessDeniedException';
    expect(check('writer', 'secret', denied)).toMatchObject({ state: 'warn' });
    expect(check('reader', 'secret', denied)).toMatchObject({
      state: 'failed',
      next: 'allow yourself secretsmanager:GetSecretValue on m365-rotation/graph/reader',
    });
  });
});

test('what a directory says cannot command a terminal', async () => {
  const found = await examine({ rules: { displayName: 'Contoso\u001b[2J\u202e' } });
  expect(reportText([found])).toContain('Contoso?[2J?');
});
