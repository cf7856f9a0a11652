import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readerCalls, writerCalls } from '../../lambda/adapters/graph/calls.ts';
import { applicationPermissions } from '../../lambda/adapters/graph/permissions.ts';
import { ignoredRoles, privilegedRoles, syncRoles } from '../../lambda/domain/roles.ts';

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
  ['reader', 'GET', readerCalls.users, 'user'],
  ['reader', 'GET', readerCalls.user(ID), 'user'],
  ['reader', 'GET', readerCalls.roleDefinitions, 'unifiedRoleDefinition'],
  ['reader', 'GET', readerCalls.roleAssignments, 'unifiedRoleAssignment'],
  ['reader', 'GET', readerCalls.eligibilities, 'unifiedRoleEligibilityScheduleInstance'],
  ['reader', 'GET', readerCalls.roleGroups, 'group'],
  ['reader', 'GET', readerCalls.domains, 'domain'],
  ['reader', 'GET', readerCalls.groupUsers(ID), 'user'],
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
    const held = applicationPermissions[app].map((each) => each.name);
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

test('the password can be written', () => {
  expect(contract.types.user).toContain('passwordProfile');
});

test("role template ids are Microsoft's", () => {
  const ours = [...privilegedRoles, ...ignoredRoles, ...syncRoles];
  expect(new Set(ours.map(([id]) => id)).size).toBe(ours.length);
  const known = ours.filter(([id]) => contract.roles[id] !== undefined);
  expect(known.filter(([id, name]) => contract.roles[id] !== name)).toEqual([]);
  expect(known.length).toBeGreaterThanOrEqual(ours.length - 1); // the table lacks one synchronization role
});
