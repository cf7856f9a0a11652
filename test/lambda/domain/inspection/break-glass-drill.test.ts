import { describe, expect, test } from '@jest/globals';
import type { DirectoryGroup, DirectoryUser, RoleAssignment } from '../../../../lambda/domain/accounts/directory.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import type { TenantRules } from '../../../../lambda/domain/accounts/tenant-rules.ts';
import {
  breakGlassResult,
  designatedAccounts,
  type EmergencyFacts,
  type RoleSchedule,
  type SignInFacts,
} from '../../../../lambda/domain/inspection/break-glass-drill.ts';
import { aDirectory, aRole, aTenant, aUser, breakGlass, EXCHANGE, GROUP } from '../accounts/directories.ts';

const NOW = new Date('2026-12-07T04:00:00.000Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();
const second = aUser('bg2', { userPrincipalName: 'bg2@contoso.onmicrosoft.com' });
const tenant = aTenant({ breakGlass: { accounts: [breakGlass.userPrincipalName, second.id] } });
const global = (user: DirectoryUser, changes: Partial<RoleAssignment> = {}) =>
  aRole(user, GLOBAL_ADMINISTRATOR, changes);

const good: SignInFacts = { methods: ['fido2', 'other'], lastSignIn: { kind: 'succeeded', at: daysAgo(30) } };
const scheduled = (user: DirectoryUser, changes: Partial<RoleSchedule> = {}): RoleSchedule => ({
  principalId: user.id,
  roleDefinitionId: GLOBAL_ADMINISTRATOR,
  directoryScopeId: '/',
  assignmentType: 'Assigned',
  endDateTime: undefined,
  ...changes,
});

interface Differs {
  readonly user?: Partial<DirectoryUser>;
  readonly roles?: readonly RoleAssignment[];
  readonly signIn?: Partial<SignInFacts>;
  readonly schedules?: EmergencyFacts['schedules'];
  readonly rules?: TenantRules;
  readonly groups?: readonly DirectoryGroup[];
}

/** The drill of a tenant in which all is well, but for what differs. */
function drilled(differs: Differs = {}) {
  const { user = {}, roles = [global(second)], signIn = {}, groups = [], rules = tenant } = differs;
  const accounts = new Map([
    [breakGlass.id, good],
    [second.id, { ...good, ...signIn }],
  ]);
  const snapshot = aDirectory([{ ...second, ...user }], roles, { groups });
  return breakGlassResult(snapshot, rules, { schedules: differs.schedules ?? 'not-licensed', accounts }, NOW);
}

const told = (result: ReturnType<typeof drilled>) =>
  result.findings.map(({ code, state, account }) => `${state} ${code}${account === undefined ? '' : ` ${account}`}`);
const UPN = second.userPrincipalName;

test('two accounts of which each would work pass', () => {
  const result = drilled();
  expect(told(result)).toEqual([]);
  expect(result).toMatchObject({
    verdict: 'passed',
    accounts: [{ accountId: breakGlass.id }, { accountId: second.id }],
  });
});

describe('an account that would not work fails, and with it the pair', () => {
  test.each<[string, Differs, string]>([
    ['is synchronized', { user: { onPremisesSyncEnabled: true } }, 'not-cloud-only'],
    ['is a guest', { user: { userType: 'Guest' } }, 'not-cloud-only'],
    ['has a federated name', { user: { userPrincipalName: 'bg2@fed.example' } }, 'not-cloud-only'],
    ['is blocked', { user: { accountEnabled: false } }, 'blocked'],
    ['holds no role', { roles: [] }, 'not-permanent'],
    ['holds another role', { roles: [aRole(second, EXCHANGE)] }, 'not-permanent'],
    ['rules a unit', { roles: [global(second, { directoryScopeId: '/administrativeUnits/5' })] }, 'not-permanent'],
    ['must activate the role', { roles: [global(second, { path: 'direct, eligible' })] }, 'not-permanent'],
    [
      'has the role until a day',
      { schedules: [scheduled(breakGlass), scheduled(second, { endDateTime: daysAgo(-90) })] },
      'not-permanent',
    ],
    [
      'has activated the role',
      { schedules: [scheduled(breakGlass), scheduled(second, { assignmentType: 'Activated' })] },
      'not-permanent',
    ],
  ])('it %s', (_, differs, code) => {
    const result = drilled(differs);
    expect(told(result)).toEqual(['failed only-one', `failed ${code} ${differs.user?.userPrincipalName ?? UPN}`]);
    expect(result.verdict).toBe('failed');
  });
});

describe('what would not help in an emergency fails, and leaves two', () => {
  test.each<[string, Partial<SignInFacts>, string]>([
    ['a password and a phone', { methods: ['other', 'other'] }, 'no-strong-method'],
    ['no method at all', { methods: [] }, 'no-strong-method'],
    ['no sign-in ever', { lastSignIn: { kind: 'none-on-record' } }, 'not-tested'],
    ['a sign-in 91 days ago', { lastSignIn: { kind: 'succeeded', at: daysAgo(91) } }, 'not-tested'],
    ['an attempt 91 days ago', { lastSignIn: { kind: 'attempted', at: daysAgo(91) } }, 'not-tested'],
    ['a sign-in at no instant', { lastSignIn: { kind: 'succeeded', at: 'soon' } }, 'not-tested'],
  ])('%s', (_, signIn, code) => {
    expect(told(drilled({ signIn }))).toEqual([`failed ${code} ${UPN}`]);
  });

  test('a certificate is as good as a passkey, and 90 days are not more than 90', () => {
    const signIn: SignInFacts = { methods: ['certificate'], lastSignIn: { kind: 'succeeded', at: daysAgo(90) } };
    expect(drilled({ signIn }).verdict).toBe('passed');
  });
});

describe('what is not told is never taken for passed', () => {
  const notTold = { notTold: 'The reader may not read that.' };
  test.each<[string, Differs, string]>([
    ['whether it is synchronized', { user: { onPremisesSyncEnabled: undefined } }, 'not-cloud-only'],
    ['whether it is a guest', { user: { userType: undefined } }, 'not-cloud-only'],
    ['whether its domain is federated', { user: { userPrincipalName: 'bg2@nowhere.example' } }, 'not-cloud-only'],
    ['whether it may sign in', { user: { accountEnabled: undefined } }, 'blocked'],
    ['its methods', { signIn: { methods: notTold } }, 'no-strong-method'],
    ['its sign-ins', { signIn: { lastSignIn: notTold } }, 'not-tested'],
    ['whether an attempt succeeded', { signIn: { lastSignIn: { kind: 'attempted', at: daysAgo(1) } } }, 'not-tested'],
    ['the end of a role by a group', { roles: [global(second, { path: 'via group Tier 0' })] }, 'not-permanent'],
    ['its schedule', { schedules: [scheduled(breakGlass)] }, 'not-permanent'],
    [
      'a schedule for the whole tenant',
      { schedules: [scheduled(breakGlass), scheduled(second, { directoryScopeId: '/x' })] },
      'not-permanent',
    ],
  ])('%s', (_, differs, code) => {
    const result = drilled(differs);
    expect(told(result)).toEqual([`unknown ${code} ${differs.user?.userPrincipalName ?? UPN}`]);
    expect(result.verdict).toBe('unknown');
  });

  test('of all accounts, where PIM does not tell', () => {
    const result = drilled({ schedules: notTold });
    expect(result.findings.map(({ sentence }) => sentence)).toEqual([notTold.notTold, notTold.notTold]);
    expect(result.verdict).toBe('unknown');
  });

  test('of accounts whose sign-ins nobody read', () => {
    const snapshot = aDirectory([second], [global(second)]);
    const result = breakGlassResult(snapshot, tenant, { schedules: 'not-licensed', accounts: new Map() }, NOW);
    expect([result.verdict, result.findings.length]).toEqual(['unknown', 4]);
  });
});

describe('whom the estate designates', () => {
  const only = (designated: TenantRules['breakGlass']) => drilled({ rules: aTenant({ breakGlass: designated }) });

  test('nobody: that fails, unless it is waived', () => {
    expect(told(only({ accounts: [] }))).toEqual(['failed none-designated']);
    expect(only({ accounts: [], waiver: 'a lab' })).toEqual({ verdict: 'waived', findings: [], accounts: [] });
  });

  test('one alone is too few', () => {
    expect(told(only({ accounts: [second.id] }))).toEqual(['failed only-one']);
  });

  test('one that is not there fails by its name', () => {
    const result = only({ accounts: [breakGlass.id, second.id, 'bg3@contoso.onmicrosoft.com'] });
    expect(told(result)).toEqual(['failed not-found bg3@contoso.onmicrosoft.com']);
  });

  test('the members of a group, whoever they are', () => {
    const rules = aTenant({ breakGlass: { accounts: [], groups: [GROUP.toUpperCase()] } });
    const groups = [{ id: GROUP, memberIds: [breakGlass.id.toUpperCase(), second.id] }];
    expect(drilled({ rules, groups })).toMatchObject({ verdict: 'passed', accounts: [{}, {}] });
    const empty = [{ id: GROUP, memberIds: [] }];
    expect(told(drilled({ rules, groups: empty }))).toEqual(['failed group', 'failed only-one']);
    expect(told(drilled({ rules }))).toEqual(['failed group', 'failed only-one']);
    expect(designatedAccounts(aDirectory([second]), aTenant({ breakGlass: { accounts: [] } }))).toEqual([]);
  });
});

test('more accounts than a record has room for are judged all the same', () => {
  const many = Array.from({ length: 60 }, (_, n) => aUser(`bg${n + 10}`));
  const rules = aTenant({ breakGlass: { accounts: many.map(({ id }) => id) } });
  const facts: EmergencyFacts = { schedules: 'not-licensed', accounts: new Map() };
  const result = breakGlassResult(aDirectory(many, []), rules, facts, NOW);
  expect([result.accounts.length, result.findings.length, result.verdict]).toEqual([40, 100, 'failed']);
  expect(result.findings.findLastIndex(({ state }) => state === 'failed')).toBe(60);
});
