import { describe, expect, test } from '@jest/globals';
import type { IncludedAccount } from '../../../lambda/domain/account.ts';
import type { DirectoryUser, LiveAccount, RoleAssignment } from '../../../lambda/domain/directory.ts';
import { exclusionSentence } from '../../../lambda/domain/exclusion-sentences.ts';
import { guard, guardAtStaging } from '../../../lambda/domain/never-rotate.ts';
import { aDirectory, aRole, aTenant, aUser, EXCHANGE, SYNC_ROLE } from './directories.ts';

const approvedAccount = (user: DirectoryUser, changes: Partial<IncludedAccount> = {}): IncludedAccount => ({
  accountId: user.id,
  userPrincipalName: user.userPrincipalName,
  displayName: user.displayName,
  class: 'admin',
  reasons: [],
  globalAdministrator: false,
  passwordNeverExpires: false,
  ...changes,
});

const live = (
  user: DirectoryUser,
  roleAssignments: readonly RoleAssignment[] = [aRole(user, EXCHANGE)],
): LiveAccount => {
  const { roleDefinitions, domains } = aDirectory([]);
  return { user, otherGlobalAdministrators: [], roleAssignments, roleDefinitions, domains };
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

test('the guard at staging refuses what the estate names, and says why', () => {
  expect(guardAtStaging(approvedAccount(admin), aTenant())).toEqual({ ok: true });
  expect(guardAtStaging(approvedAccount(admin), aTenant({ neverRotate: ['ADMIN@contoso.example'] }))).toEqual({
    ok: false,
    refused: 'listed',
    sentence: exclusionSentence('listed'),
  });
  const named = aTenant({ breakGlass: { accounts: [admin.id] } });
  expect(guardAtStaging(approvedAccount(admin), named)).toMatchObject({ refused: 'break-glass' });
});
