import { expect, test } from '@jest/globals';
import { type AppFound, lacksOf, permissionsNeeded } from '../../../../lambda/domain/connection/connection.ts';
import { applicationPermissions } from '../../../../lambda/domain/connection/permissions.ts';
import { judgeRole } from '../../../../lambda/domain/connection/writer-role.ts';

const names = (app: 'reader' | 'writer') => applicationPermissions[app].map(({ name }) => name);
const whole = (app: 'reader' | 'writer'): AppFound => ({ kind: 'signed-in', permissions: names(app) });
const noAccount = { userPrincipalName: 'a@contoso.example', roles: [] };
const globalAdministrator = {
  ...noAccount,
  roles: [{ definitionId: 'x', name: 'x', scope: '/', path: 'direct', active: true, known: true }],
};

test('a whole connection lacks nothing', () => {
  expect(lacksOf({ reader: whole('reader'), writer: whole('writer'), role: judgeRole([], []) }, false)).toEqual([]);
});

test('everything that is lacking is told at once, in the order in which it is mended', () => {
  const found = {
    reader: { kind: 'signed-in', permissions: names('reader').slice(1) },
    writer: { kind: 'no-consent' },
    role: judgeRole([globalAdministrator], []),
  } as const;
  expect(lacksOf(found, true)).toMatchObject([
    {
      kind: 'permissions',
      app: 'reader',
      missing: [{ name: 'User.Read.All' }, { name: 'CustomSecAttributeAssignment.Read.All' }],
    },
    { kind: 'consent', app: 'writer' },
    { kind: 'role', verdict: { enough: 'no' } },
  ]);
});

test('what was not told is no lack, and neither is a role about which Microsoft contradicts itself', () => {
  const role = judgeRole([noAccount], []);
  expect(role.enough).toBe('unsaid');
  expect(lacksOf({ reader: { kind: 'not-told' }, writer: { kind: 'signed-in' }, role }, true)).toEqual([]);
});

test('a permission is asked for only where rules use it', () => {
  expect(permissionsNeeded('reader', false).map(({ name }) => name)).toEqual(names('reader'));
  expect(permissionsNeeded('reader', true)).toHaveLength(names('reader').length + 1);
  expect(permissionsNeeded('writer', true).map(({ name }) => name)).toEqual(names('writer'));
});
