import { expect, test } from '@jest/globals';
import { accountsInScope } from '../../../../lambda/domain/connection/accounts-in-scope.ts';
import { aDirectory, aRole, aTenant, aUser, breakGlass, EXCHANGE } from '../accounts/directories.ts';

const admin = aUser('admin');
const service = aUser('svc-scan');
const person = aUser('person');
const blocked = { ...aUser('blocked'), accountEnabled: false };
const snapshot = aDirectory([admin, service, person, blocked], [aRole(admin, EXCHANGE), aRole(blocked, EXCHANGE)]);
const tenant = { ...aTenant(), serviceAccounts: [{ userPrincipalNamePrefix: 'svc-' }] };
const names = (...classes: readonly ('admin' | 'service')[]) =>
  accountsInScope(snapshot, tenant, new Set(classes)).map(({ userPrincipalName }) => userPrincipalName);

test('of the classes that schedules rotate, and nobody who is left out anyway', () => {
  expect(names('admin', 'service')).toEqual([admin.userPrincipalName, service.userPrincipalName]);
  expect(names('service')).toEqual([service.userPrincipalName]);
  expect(names()).toEqual([]);
});

test('a tenant that is not ready is answered for too: an emergency account that is not named yet counts like any other', () => {
  const unready = { ...tenant, breakGlass: { accounts: [] } };
  const found = accountsInScope(snapshot, unready, new Set(['admin']));
  expect(found.map(({ userPrincipalName }) => userPrincipalName)).toEqual([
    breakGlass.userPrincipalName,
    admin.userPrincipalName,
  ]);
});
