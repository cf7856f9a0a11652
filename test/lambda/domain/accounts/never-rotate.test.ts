import { describe, expect, test } from '@jest/globals';
import type { IncludedAccount } from '../../../../lambda/domain/accounts/account.ts';
import { accountFacts, liveFacts, storedFacts } from '../../../../lambda/domain/accounts/account-facts.ts';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import type { DirectoryUser, LiveAccount, RoleAssignment } from '../../../../lambda/domain/accounts/directory.ts';
import { exclusionSentence } from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import { guard } from '../../../../lambda/domain/accounts/never-rotate.ts';
import { type AccountMatcher, furtherReads } from '../../../../lambda/domain/accounts/tenant-rules.ts';
import {
  aDirectory,
  aRole,
  aTenant,
  aUser,
  breakGlass,
  EXCHANGE,
  everyRole,
  GROUP,
  OTHER_GROUP,
  SYNC_ROLE,
  theFacts,
} from './directories.ts';

const approvedAccount = (user: DirectoryUser, changes: Partial<IncludedAccount> = {}): IncludedAccount => ({
  accountId: user.id,
  userPrincipalName: user.userPrincipalName,
  displayName: user.displayName ?? '',
  class: 'admin',
  reasons: [],
  globalAdministrator: false,
  passwordNeverExpires: false,
  observed: theFacts(user),
  ...changes,
});

const live = (
  user: DirectoryUser,
  roleAssignments: readonly RoleAssignment[] = [aRole(user, EXCHANGE)],
  changes: Partial<LiveAccount> = {},
) => {
  const { roleDefinitions, domains, groups, tenantId } = aDirectory([]);
  return liveFacts({
    tenantId,
    user,
    otherGlobalAdministrators: [],
    roleAssignments,
    roleDefinitions,
    domains,
    groups,
    ...changes,
  });
};

const admin = aUser('admin');

describe('the guard right before the reset', () => {
  test('lets the approved account pass', () => {
    expect(guard(live(admin), aTenant(), approvedAccount(admin))).toEqual({ ok: true });
  });

  test.each([
    ['synced', { onPremisesSyncEnabled: true }],
    ['restricted', { isManagementRestricted: true }],
    ['disabled', { accountEnabled: false }],
    ['guest', { userType: 'Guest' }],
    ['unknown-data', { isManagementRestricted: undefined }],
    ['renamed', { userPrincipalName: 'admin2@contoso.example' }],
    ['federated', { userPrincipalName: 'admin@fed.example' }],
    ['other-account', { id: 'id-somebody' }],
    ['break-glass', { userPrincipalName: 'bg1@contoso.onmicrosoft.com' }],
  ] as const)('refuses what became %s since the approval', (refused, changes) => {
    const answer = guard(live({ ...admin, ...changes }), aTenant(), approvedAccount(admin));
    expect(answer).toMatchObject({ ok: false, refused });
  });

  test.each([
    ['gone', undefined, 'The account does not exist any more.'],
    [
      'other-account',
      live({ ...admin, id: 'id-somebody' }),
      'The directory answered with another account than the one that was approved.',
    ],
    [
      'renamed',
      live({ ...admin, userPrincipalName: 'admin2@contoso.example' }),
      'The account was approved as admin@contoso.example and has another name now.',
    ],
    [
      'class-changed',
      live(admin, []),
      'The account was approved as admin account and is neither admin nor service account now.',
    ],
    ['synced', live({ ...admin, onPremisesSyncEnabled: true }), exclusionSentence('synced')],
    ['synced', live({ ...admin, onPremisesSyncEnabled: true, displayName: undefined }), exclusionSentence('synced')],
    [
      'unknown-data',
      live({ ...admin, displayName: undefined }),
      `${exclusionSentence('unknown-data')} displayName was not told: give the account a display name.`,
    ],
  ] as const)('says in a sentence that it is %s', (refused, facts, sentence) => {
    expect(guard(facts, aTenant(), approvedAccount(admin))).toEqual({ ok: false, refused, sentence });
  });

  test('says of which class an account is now', () => {
    const service = aUser('svc-x');
    expect(guard(live(service, []), aTenant(), approvedAccount(service))).toHaveProperty(
      'sentence',
      'The account was approved as admin account and is a service account now.',
    );
  });

  test.each([
    ['Sync_SRV01_0a1b2c3d@contoso.example', 'admin', 'sync-service'],
    ['MSOL_0a1b2c3d@contoso.example', 'admin', 'sync-service'],
    ['AAD_0a1b2c3d4e5f@contoso.example', 'admin', 'sync-service'],
    ['ADToAADSyncServiceAccount@contoso.example', 'admin', 'sync-service'],
    ['someone@contoso.example', ' On-Premises Directory Synchronization Service Account ', 'sync-service'],
    ['Async_SRV01_0a1b2c3d@contoso.example', 'admin', 'renamed'],
    ['Sync_SRV01_backup@contoso.example', 'admin', 'renamed'],
    ['msol_team@contoso.example', 'admin', 'renamed'],
    ['my-aad_0a1b@contoso.example', 'admin', 'renamed'],
    ['someone@contoso.example', 'Not the On-Premises Directory Synchronization Service Account', 'renamed'],
  ])('takes %s, called %j, for an account of Entra Connect or not: %s', (userPrincipalName, displayName, refused) => {
    const answer = guard(live({ ...admin, userPrincipalName, displayName }), aTenant(), approvedAccount(admin));
    expect(answer).toMatchObject({ refused });
  });

  test('refuses an account that is gone', () => {
    expect(guard(undefined, aTenant(), approvedAccount(admin))).toMatchObject({ refused: 'gone' });
  });

  test('refuses an account that was listed since, under its old name too', () => {
    expect(guard(live(admin), aTenant({ neverRotate: [admin.id] }), approvedAccount(admin))).toMatchObject({
      refused: 'listed',
    });
    const oldName = approvedAccount(admin, { userPrincipalName: 'boss@contoso.example' });
    expect(guard(live(admin), aTenant({ neverRotate: ['boss@contoso.example'] }), oldName)).toMatchObject({
      refused: 'listed',
    });
  });

  test('refuses one that got a synchronization role', () => {
    expect(guard(live(admin, [aRole(admin, SYNC_ROLE)]), aTenant(), approvedAccount(admin))).toMatchObject({
      refused: 'sync-service',
    });
  });

  test('refuses a service account that became an admin, and one that no longer matches', () => {
    const service = aUser('svc-x');
    const approved = approvedAccount(service, { class: 'service' });
    expect(guard(live(service, []), aTenant(), approved)).toEqual({ ok: true });
    expect(guard(live(service), aTenant(), approved)).toEqual({
      ok: false,
      refused: 'class-changed',
      sentence: 'The account was approved as service account and is an admin account now.',
    });
    expect(guard(live(service, []), aTenant({ serviceAccounts: [] }), approved)).toMatchObject({
      refused: 'class-changed',
    });
  });

  test("another principal's role changes nothing", () => {
    const service = aUser('svc-x');
    expect(
      guard(live(service, [aRole(admin, EXCHANGE)]), aTenant(), approvedAccount(service, { class: 'service' })),
    ).toEqual({ ok: true });
  });
});

describe('groups of the estate, on the live read', () => {
  const tenant = aTenant({ breakGlass: { accounts: [], groups: [GROUP] } });

  test('whoever became a member of a break-glass group is refused', () => {
    const groups = [{ id: GROUP.toUpperCase(), memberIds: ['id-other', 'ID-ADMIN'] }];
    expect(guard(live(admin, undefined, { groups }), tenant, approvedAccount(admin))).toMatchObject({
      refused: 'break-glass',
    });
  });

  test.each([
    ['was not read', []],
    ['is gone', [{ id: GROUP }]],
    ['has no members any more', [{ id: GROUP, memberIds: [] }]],
    ['was not read, but another one', [{ id: OTHER_GROUP, memberIds: ['id-other'] }]],
  ])('a break-glass group that %s protects nobody, so that nobody is rotated', (_, groups) => {
    expect(guard(live(admin, undefined, { groups }), tenant, approvedAccount(admin))).toMatchObject({
      refused: 'unknown-data',
    });
  });

  test('who is not in it passes', () => {
    const groups = [{ id: GROUP, memberIds: ['id-other'] }];
    expect(guard(live(admin, undefined, { groups }), tenant, approvedAccount(admin))).toEqual({ ok: true });
  });

  test('who left the group that made it a service account is one no more', () => {
    const chosen = aTenant({ serviceAccounts: [{ group: GROUP }] });
    const user = aUser('scanner');
    const approved = approvedAccount(user, { class: 'service' });
    const inside = { groups: [{ id: GROUP, memberIds: [user.id] }] };
    const outside = { groups: [{ id: GROUP, memberIds: ['id-other'] }] };
    expect(guard(live(user, [], inside), chosen, approved)).toEqual({ ok: true });
    expect(guard(live(user, [], outside), chosen, approved)).toMatchObject({ refused: 'class-changed' });
    expect(guard(live(user, []), chosen, approved)).toMatchObject({ refused: 'class-changed' });
  });

  test('whose opt-in was taken back is refused', () => {
    const user = aUser('svc-x', { department: 'rotate' });
    const careful = aTenant({ serviceOptIn: [{ property: 'department', equals: 'rotate' }] });
    const approved = approvedAccount(user, { class: 'service' });
    expect(guard(live(user, []), careful, approved)).toEqual({ ok: true });
    expect(guard(live({ ...user, department: undefined }, []), careful, approved)).toMatchObject({
      refused: 'not-opted-in',
      sentence: exclusionSentence('not-opted-in'),
    });
  });
});

describe('at staging, by what discovery recorded', () => {
  const tenant = aTenant();
  const directory = aDirectory([admin, aUser('svc-x')], [aRole(admin, EXCHANGE)], {
    groups: [{ id: GROUP, memberIds: [breakGlass.id] }],
  });
  const included = (wanted: 'admin' | 'service', rules = tenant) => {
    const [found] = classify(directory, rules, wanted).included;
    if (found === undefined) throw new Error('nobody');
    return found;
  };

  test('an account passes as it was found', () => {
    for (const wanted of ['admin', 'service'] as const) {
      const account = included(wanted);
      expect(guard(account.observed, tenant, account)).toEqual({ ok: true });
    }
  });

  test.each<[string, Parameters<typeof aTenant>[0], string]>([
    ['listed by name', { neverRotate: ['ADMIN@contoso.example'] }, 'listed'],
    ['listed by id', { neverRotate: ['id-ADMIN'] }, 'listed'],
    ['break-glass by id', { breakGlass: { accounts: ['id-admin'] } }, 'break-glass'],
    ['in a group that nobody read then', { breakGlass: { accounts: [], groups: [OTHER_GROUP] } }, 'unknown-data'],
    ['no admin by other roles', { admins: { ...everyRole, ignore: [EXCHANGE] } }, 'class-changed'],
  ])('an estate that says since then: %s', (_, changes, refused) => {
    const account = included('admin');
    expect(guard(account.observed, aTenant(changes), account)).toMatchObject({ ok: false, refused });
  });

  test('an estate that wants opt-in since then', () => {
    const account = included('service');
    const careful = aTenant({ serviceOptIn: [{ extensionAttribute: 9, equals: 'yes' }] });
    expect(guard(account.observed, careful, account)).toMatchObject({ refused: 'not-opted-in' });
  });

  test('what the directory already showed is refused there too, whatever discovery made of it', () => {
    const account = included('admin');
    const facts = { ...account.observed, user: { ...account.observed.user, onPremisesSyncEnabled: true } };
    expect(guard(facts, tenant, account)).toMatchObject({ refused: 'synced' });
    const federated = { ...account.observed, federated: undefined };
    expect(guard(federated, tenant, account)).toMatchObject({ refused: 'unknown-data' });
  });
});

test('of attributes a rotation keeps only those that the rules look at', () => {
  const matchers: readonly AccountMatcher[] = [
    { extensionAttribute: 7, equals: 'rotate' },
    { attributeSet: 'Rotation', attribute: 'Kind', equals: 'service' },
  ];
  const user = aUser('x', {
    extensionAttributes: { extensionAttribute1: 'salary', extensionAttribute7: 'rotate' },
    securityAttributes: { 'Rotation.Kind': ['service'], 'Hr.Grade': ['7'] },
  });
  const kept = storedFacts(
    accountFacts(aDirectory([]))(user),
    aTenant({ serviceAccounts: [], serviceOptIn: matchers }),
  );
  expect(kept.user.extensionAttributes).toEqual({ extensionAttribute7: 'rotate' });
  expect(kept.user.securityAttributes).toEqual({ 'Rotation.Kind': ['service'] });
});

test('what must be read besides follows from the rules, each group once', () => {
  const rules = aTenant({
    breakGlass: { accounts: [], groups: [GROUP, OTHER_GROUP.toUpperCase()] },
    serviceAccounts: [{ group: OTHER_GROUP }],
    serviceOptIn: [{ attributeSet: 'a', attribute: 'b', equals: 'c' }],
  });
  expect(furtherReads(rules)).toEqual({ groupIds: [GROUP, OTHER_GROUP], securityAttributes: true });
  expect(furtherReads(aTenant())).toEqual({ groupIds: [], securityAttributes: false });
});
