import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readerCalls, writerCalls } from '../../lambda/adapters/graph/calls.ts';
import {
  alwaysCountingRole,
  countsAsAdmin,
  isIgnored,
  privilegedRoles,
  readingRoles,
  syncRoles,
} from '../../lambda/domain/accounts/directory-roles.ts';
import {
  applicationPermissions,
  optionalPermissions,
  securityAttributePermission,
  signInPermission,
} from '../../lambda/domain/connection/permissions.ts';

/** Microsoft's own published tables, trimmed to what is used here: which permission opens which path, and which fields exist. */
const contract = z
  .object({
    permissions: z.record(z.string(), z.array(z.string())),
    types: z.record(z.string(), z.array(z.string())),
    appRoles: z.record(z.string(), z.string()),
    roles: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync('test/contract/microsoft-graph.json', 'utf8')));

const ID = '00000000-0000-4000-8000-000000000001';

const called = [
  ['reader', 'GET', readerCalls.users(true), 'user'],
  ['reader', 'GET', readerCalls.user(ID, true), 'user'],
  ['reader', 'GET', readerCalls.passwordAges, 'user'],
  ['reader', 'GET', readerCalls.passwordAudits('Reset user password', '2026-12-01T00:00:00Z'), 'directoryAudit'],
  ['reader', 'GET', readerCalls.organization, 'organization'],
  ['reader', 'GET', readerCalls.roleDefinitions, 'unifiedRoleDefinition'],
  ['reader', 'GET', readerCalls.roleAssignments, 'unifiedRoleAssignment'],
  ['reader', 'GET', readerCalls.eligibilities, 'unifiedRoleEligibilityScheduleInstance'],
  ['reader', 'GET', readerCalls.roleGroups, 'group'],
  ['reader', 'GET', readerCalls.domains, 'domain'],
  ['reader', 'GET', readerCalls.groupUsers(ID), 'user'],
  ['reader', 'GET', readerCalls.groupGroups(ID), 'group'],
  ['reader', 'GET', readerCalls.groupsAmong([ID]), 'group'],
  ['reader', 'GET', readerCalls.groupEligibilities(ID), 'privilegedAccessGroupEligibilityScheduleInstance'],
  ['reader', 'GET', readerCalls.signIns(ID), 'user'],
  ['reader', 'GET', readerCalls.roleSchedules(ID), 'unifiedRoleAssignmentScheduleInstance'],
  ['reader', 'GET', readerCalls.signInMethods(ID), 'authenticationMethod'],
  ['reader', 'GET', readerCalls.certificateIds(ID), 'user'],
  ['reader', 'GET', readerCalls.principalOfApp(ID), 'servicePrincipal'],
  ['reader', 'GET', readerCalls.grantsOf(ID), 'appRoleAssignment'],
  ['reader', 'GET', readerCalls.administrativeUnits, 'administrativeUnit'],
  ['reader', 'GET', readerCalls.servicePrincipal(ID), 'servicePrincipal'],
  ['writer', 'PATCH', writerCalls.user(ID), 'user'],
  ['writer', 'POST', writerCalls.revokeSignInSessions(ID), 'user'],
] as const;

/** The path as the tables write it: lower case, ids as `{id}`, without query and without a cast to a type. */
const inTables = (method: string, path: string) =>
  `${method} ${(path.split('?')[0] ?? '')
    .replace(ID, '{id}')
    .replace(/\/microsoft\.graph\.\w+$/, '')
    .toLowerCase()}`;

test('every call of the two apps is looked at here', () => {
  expect(called).toHaveLength(Object.keys(readerCalls).length + Object.keys(writerCalls).length);
});

describe.each(called)('%s: %s %s', (app, method, path, type) => {
  const accepted = contract.permissions[inTables(method, path)] ?? [];

  test('exists, and the app has a permission that opens it', () => {
    const optional = app === 'reader' ? [...optionalPermissions, signInPermission] : [];
    const held = [...applicationPermissions[app], ...optional].map((each) => each.name);
    expect(accepted.filter((each) => held.includes(each))).not.toEqual([]);
  });

  test('names fields that exist', () => {
    const query = new URLSearchParams(path.split('?')[1]);
    const selected = query.get('$select')?.split(',') ?? [];
    const filtered = query.get('$filter')?.split(' ').slice(0, 1) ?? [];
    expect([...selected, ...filtered].filter((field) => !contract.types[type]?.includes(field))).toEqual([]);
  });
});

describe.each(['reader', 'writer'] as const)('permissions of the %s', (app) => {
  test.each(applicationPermissions[app])('$name is needed, and its id is right', ({ name, appRoleId }) => {
    const opened = called.filter(
      ([caller, method, path]) => caller === app && contract.permissions[inTables(method, path)]?.includes(name),
    );
    expect(opened).not.toEqual([]);
    expect(contract.appRoles[name]).toBe(appRoleId);
  });

  test('reading and writing are kept apart', () => {
    const other = app === 'reader' ? 'writer' : 'reader';
    const names = new Set(applicationPermissions[other].map((each) => each.name));
    expect(applicationPermissions[app].filter((each) => names.has(each.name))).toEqual([]);
  });
});

test.each(optionalPermissions)('$name opens a call that nothing else opens, and its id is right', (permission) => {
  const { name, appRoleId } = permission;
  const required = applicationPermissions.reader.map((each) => each.name);
  const opened = called
    .map(([, method, path]) => contract.permissions[inTables(method, path)] ?? [])
    .filter((accepted) => accepted.includes(name) && !accepted.some((each) => required.includes(each)));
  expect(opened).not.toEqual([]);
  expect(contract.appRoles[name]).toBe(appRoleId);
});

test('the permission for custom security attributes is the one by that name', () => {
  expect(contract.appRoles[securityAttributePermission.name]).toBe(securityAttributePermission.appRoleId);
  expect(readerCalls.users(false)).not.toContain('customSecurityAttributes');
  expect(readerCalls.user(ID, false)).not.toContain('customSecurityAttributes');
});

test('the permission for sign-ins is the one by that name, and accounts are found without it', () => {
  expect(contract.appRoles[signInPermission.name]).toBe(signInPermission.appRoleId);
  for (const path of [readerCalls.users(true), readerCalls.user(ID, true)])
    expect(path).not.toContain('signInActivity');
});

test('the password can be written', () => {
  expect(contract.types.user).toContain('passwordProfile');
});

test("role template ids are Microsoft's", () => {
  const ours = [...privilegedRoles, ...readingRoles, ...syncRoles];
  expect(new Set(ours.map(([id]) => id)).size).toBe(ours.length);
  const known = ours.filter(([id]) => contract.roles[id] !== undefined);
  expect(known.filter(([id, name]) => contract.roles[id] !== name)).toEqual([]);
  expect(known.length).toBeGreaterThanOrEqual(ours.length - 1); // the table lacks one synchronization role
});

test('what the estate file may not ignore is what always counts, and each of those has a name', () => {
  const held = (id: string) => ({
    definitionId: id,
    templateId: id,
    name: id,
    scope: '/',
    path: 'direct',
    active: true,
    known: true,
  });
  const ignoringAll = {
    roles: 'privileged' as const,
    ignore: [...privilegedRoles, ...syncRoles, ...readingRoles].map(([id]) => id),
    further: [],
  };
  const all = [...privilegedRoles, ...syncRoles, ...readingRoles];
  const counting = all.filter(([id]) => countsAsAdmin(held(id), ignoringAll));
  expect(counting).toEqual(all.filter(([id]) => alwaysCountingRole(id) !== undefined));
  expect(counting.map(([id]) => alwaysCountingRole(id)).sort()).toEqual([
    'Directory Synchronization Accounts',
    'Global Administrator',
    'On Premises Directory Sync Account',
    'Privileged Authentication Administrator',
    'Privileged Role Administrator',
  ]);
  expect(all.filter(([id]) => !isIgnored(held(id), ignoringAll))).toEqual(counting);
});
