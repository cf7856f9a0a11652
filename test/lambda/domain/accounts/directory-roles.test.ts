import { describe, expect, test } from '@jest/globals';
import {
  countsAsAdmin,
  GLOBAL_ADMINISTRATOR,
  type HeldRole,
  isActiveGlobalAdministrator,
  isGlobalAdministrator,
  isIgnored,
  isPrivileged,
  isSyncRole,
  PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
  privilegedRoles,
  rolesByPrincipal,
  syncRoles,
  UNKNOWN_SCOPE,
} from '../../../../lambda/domain/accounts/directory-roles.ts';
import { aRole, aUser, CUSTOM_ROLE, EXCHANGE, everyRole, SYNC_ROLE, TENANT_ID } from './directories.ts';

const PRIVILEGED_ROLE_ADMINISTRATOR = 'e8611ab8-c189-46e8-94e1-60213ab1f814';
const role = (changes: Partial<HeldRole> = {}): HeldRole => ({
  definitionId: EXCHANGE,
  templateId: EXCHANGE,
  name: 'Exchange Administrator',
  scope: '/',
  path: 'direct',
  active: true,
  known: true,
  ...changes,
});

describe('the lists of built-in roles', () => {
  test.each([
    ['privileged', privilegedRoles, 29],
    ['synchronization', syncRoles, 2],
  ])('%s: template ids in lower case, each with its own name', (_, list, size) => {
    expect(list.size).toBe(size);
    expect(new Set(list.values()).size).toBe(size);
    for (const [id, name] of list) {
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(name).toMatch(/^[A-Z]\w+( \w+)+$/);
    }
  });

  test.each([
    [GLOBAL_ADMINISTRATOR, 'Global Administrator'],
    [PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, 'Privileged Authentication Administrator'],
    [PRIVILEGED_ROLE_ADMINISTRATOR, 'Privileged Role Administrator'],
  ])('%s is %s', (id, name) => expect(privilegedRoles.get(id)).toBe(name));
});

describe('roles that count whatever the estate says', () => {
  const ignoring = (id: string) => ({ roles: 'privileged', ignore: [id], further: [] }) as const;

  test.each([
    GLOBAL_ADMINISTRATOR,
    PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
    PRIVILEGED_ROLE_ADMINISTRATOR,
    ...syncRoles.keys(),
  ])('%s', (id) => {
    const held = role({ definitionId: id, templateId: id });
    expect(isIgnored(held, ignoring(id))).toBe(false);
    expect(countsAsAdmin(held, ignoring(id))).toBe(true);
  });

  test('no other one does, labelled or not', () => {
    for (const id of [EXCHANGE, '729827e3-9c14-49f7-bb1b-9608f156bbb8']) {
      const held = role({ definitionId: id, templateId: id });
      expect(isIgnored(held, ignoring(id))).toBe(true);
      expect(countsAsAdmin(held, ignoring(id))).toBe(false);
    }
  });
});

describe('a role is named by the estate', () => {
  const ignoring = (...ignore: readonly string[]) => ({ ...everyRole, ignore });

  test('by its template id or its own, in any case', () => {
    const held = role({ definitionId: CUSTOM_ROLE, templateId: 'aaaaaaaa-0000-4000-8000-000000000001' });
    expect(isIgnored(held, ignoring(CUSTOM_ROLE.toUpperCase()))).toBe(true);
    expect(isIgnored(held, ignoring('AAAAAAAA-0000-4000-8000-000000000001'))).toBe(true);
    expect(isIgnored(held, ignoring('another', CUSTOM_ROLE))).toBe(true);
    expect(isIgnored(held, ignoring(EXCHANGE))).toBe(false);
  });

  test('what the tenant’s list of roles lacks counts, unless the estate ignores it', () => {
    const held = role({ definitionId: CUSTOM_ROLE, templateId: CUSTOM_ROLE, known: false });
    const privileged = { roles: 'privileged', ignore: [], further: [] } as const;
    expect(countsAsAdmin(held, privileged)).toBe(true);
    expect(countsAsAdmin({ ...held, known: true }, privileged)).toBe(false);
    expect(countsAsAdmin(held, { ...privileged, ignore: [CUSTOM_ROLE] })).toBe(false);
  });

  test('a custom role without template is neither labelled nor of synchronization', () => {
    const { templateId: _, ...custom } = role({ definitionId: CUSTOM_ROLE });
    expect(isPrivileged(custom)).toBe(false);
    expect(isSyncRole(custom)).toBe(false);
    expect(countsAsAdmin(custom, { roles: 'privileged', ignore: [], further: [] })).toBe(false);
    expect(countsAsAdmin(custom, { roles: 'privileged', ignore: [], further: [CUSTOM_ROLE] })).toBe(true);
  });
});

test('a Global Administrator is one of the whole tenant, now or eligible', () => {
  const held = role({ templateId: GLOBAL_ADMINISTRATOR });
  expect([isGlobalAdministrator(held), isActiveGlobalAdministrator(held)]).toEqual([true, true]);
  const eligible = { ...held, active: false };
  expect([isGlobalAdministrator(eligible), isActiveGlobalAdministrator(eligible)]).toEqual([true, false]);
  const ofUnit = { ...held, scope: '/administrativeUnits/5' };
  expect([isGlobalAdministrator(ofUnit), isActiveGlobalAdministrator(ofUnit)]).toEqual([false, false]);
  expect(isGlobalAdministrator(role())).toBe(false);
});

describe('roles as accounts hold them', () => {
  const user = aUser('ops');
  const roleDefinitions = [
    { id: EXCHANGE.toUpperCase(), templateId: EXCHANGE.toUpperCase(), displayName: 'Exchange Administrator' },
    { id: CUSTOM_ROLE, displayName: 'Contoso Password Desk' },
  ];
  const held = (...roleAssignments: readonly ReturnType<typeof aRole>[]) =>
    rolesByPrincipal(TENANT_ID, { roleAssignments, roleDefinitions })(user.id.toUpperCase());

  test('are found whatever the case of ids, in the order of the directory', () => {
    expect(
      held(aRole(user, EXCHANGE), aRole(aUser('other'), EXCHANGE), aRole(user, CUSTOM_ROLE.toUpperCase())),
    ).toEqual([
      role(),
      { ...role({ definitionId: CUSTOM_ROLE, name: 'Contoso Password Desk' }), templateId: undefined },
    ]);
    expect(held()).toEqual([]);
  });

  test('a custom role has no template at all', () => {
    expect(Object.keys(held(aRole(user, CUSTOM_ROLE))[0] ?? {})).not.toContain('templateId');
  });

  test('one that the tenant’s list lacks is not known, and is taken for the built-in one of its id', () => {
    expect(held(aRole(user, SYNC_ROLE.toUpperCase()))).toEqual([
      role({ definitionId: SYNC_ROLE, templateId: SYNC_ROLE, name: 'unknown role', known: false }),
    ]);
  });

  test('one whose scope was not told is not known', () => {
    expect(UNKNOWN_SCOPE).toBe('unknown scope');
    expect(held(aRole(user, EXCHANGE, { directoryScopeId: UNKNOWN_SCOPE }))).toEqual([
      role({ scope: UNKNOWN_SCOPE, known: false }),
    ]);
  });

  test('an eligible one is not active', () => {
    const paths = ['direct', 'direct, eligible', 'via group G', 'via group G, eligible', 'via group a, eligible group'];
    expect(paths.map((path) => held(aRole(user, EXCHANGE, { path }))[0]?.active)).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  test('those of partners from their own tenant are left out', () => {
    const of = (principalOrganizationId: string) => held(aRole(user, EXCHANGE, { principalOrganizationId }));
    expect(of('f0000000-0000-4000-8000-00000000000f')).toEqual([]);
    expect(of(TENANT_ID.toUpperCase())).toEqual([role()]);
  });
});
