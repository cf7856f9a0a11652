import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accountFacts } from '../../../../lambda/domain/accounts/account-facts.ts';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import type { DirectoryUser, RoleAssignment } from '../../../../lambda/domain/accounts/directory.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import { guard } from '../../../../lambda/domain/accounts/never-rotate.ts';
import {
  aDirectory,
  aRole,
  aTenant,
  aUser,
  breakGlass,
  CUSTOM_ROLE,
  EXCHANGE,
  READER,
  SYNC_ROLE,
} from './directories.ts';

/**
 * Directories are made from a truth: each account is given what it is, and then the fields that show it. So what the
 * classification finds can be compared with what is so, and not with another reading of the same fields.
 */
interface Truth {
  readonly user: DirectoryUser;
  readonly roles: readonly RoleAssignment[];
  readonly never: boolean;
  readonly holdsAdminRole: boolean;
  readonly isService: boolean;
  readonly isActiveGlobalAdministrator: boolean;
}

/** Ways to be an account that is never rotated, and to be a common one. */
const conditions: Readonly<Record<string, { readonly never: boolean; readonly changes: Partial<DirectoryUser> }>> = {
  common: { never: false, changes: {} },
  unlicensed: { never: false, changes: { licensed: false } },
  'member of a subdomain': { never: false, changes: { userPrincipalName: 'someone@eu.contoso.example' } },
  synced: { never: true, changes: { onPremisesSyncEnabled: true } },
  restricted: { never: true, changes: { isManagementRestricted: true } },
  guest: { never: true, changes: { userType: 'Guest' } },
  invited: { never: true, changes: { externalUserState: 'Accepted' } },
  disabled: { never: true, changes: { accountEnabled: false } },
  mailbox: { never: true, changes: { accountEnabled: false, licensed: false } },
  agent: { never: true, changes: { identityParentId: '7' } },
  federated: { never: true, changes: { userPrincipalName: 'someone@fed.example' } },
  'federated child': { never: true, changes: { userPrincipalName: 'someone@a.fed.example' } },
  connector: { never: true, changes: { userPrincipalName: 'Sync_DC1_0123abcdef@contoso.onmicrosoft.com' } },
  'of no known domain': { never: true, changes: { userPrincipalName: 'someone@nowhere.example' } },
  'not told 1': { never: true, changes: { accountEnabled: undefined } },
  'not told 2': { never: true, changes: { userType: undefined } },
  'not told 3': { never: true, changes: { onPremisesSyncEnabled: undefined } },
  'not told 4': { never: true, changes: { isManagementRestricted: undefined } },
};

const roleIds: Readonly<Record<string, { readonly id: string; readonly admin: boolean; readonly never: boolean }>> = {
  global: { id: GLOBAL_ADMINISTRATOR, admin: true, never: false },
  exchange: { id: EXCHANGE, admin: true, never: false },
  custom: { id: CUSTOM_ROLE, admin: true, never: false },
  reader: { id: READER, admin: false, never: false },
  sync: { id: SYNC_ROLE, admin: true, never: true },
};

const truth = (index: number): fc.Arbitrary<Truth> =>
  fc
    .record({
      condition: fc.constantFrom(...Object.keys(conditions)),
      roles: fc.array(
        fc.record({
          name: fc.constantFrom(...Object.keys(roleIds)),
          path: fc.constantFrom('direct', 'direct, eligible', 'via group Tier 0', 'via group Tier 0, eligible'),
          scope: fc.constantFrom('/', '/administrativeUnits/1'),
          foreign: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
      service: fc.boolean(),
      listed: fc.boolean(),
      month: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ condition, roles, service, listed, month }): Truth => {
      const { never, changes } = conditions[condition] ?? { never: true, changes: {} };
      const user = aUser(`u${index}`, {
        lastPasswordChangeDateTime: `2026-0${month}-01T00:00:00Z`,
        extensionAttributes: service ? { extensionAttribute7: 'rotate' } : {},
        ...changes,
        ...(listed ? { displayName: 'listed' } : {}),
      });
      const own = roles.filter((role) => !role.foreign);
      const is = (wanted: 'admin' | 'never') => own.some((role) => roleIds[role.name]?.[wanted]);
      return {
        user,
        roles: roles.map((role) =>
          aRole(user, roleIds[role.name]?.id ?? '', {
            path: role.path,
            directoryScopeId: role.scope,
            ...(role.foreign ? { principalOrganizationId: 'f0000000-0000-4000-8000-00000000000f' } : {}),
          }),
        ),
        never: never || listed || is('never'),
        holdsAdminRole: is('admin'),
        isService: service,
        isActiveGlobalAdministrator: own.some(
          (role) => role.name === 'global' && role.scope === '/' && !role.path.endsWith('eligible'),
        ),
      };
    });

const estate = fc
  .integer({ min: 0, max: 12 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => truth(i))))
  .chain((truths) =>
    fc.record({
      truths: fc.constant(truths),
      wanted: fc.constantFrom('admin' as const, 'service' as const),
      breakGlassIsGlobalAdministrator: fc.boolean(),
    }),
  )
  .map(({ truths, wanted, breakGlassIsGlobalAdministrator }) => {
    const roleAssignments = truths.flatMap((each) => each.roles);
    const directory = aDirectory(
      truths.map((each) => each.user),
      [],
      {
        roleAssignments: [
          ...roleAssignments,
          ...(breakGlassIsGlobalAdministrator ? [aRole(breakGlass, GLOBAL_ADMINISTRATOR)] : []),
        ],
      },
    );
    const tenant = aTenant({
      serviceAccounts: [{ extensionAttribute: 7, equals: 'rotate' }],
      neverRotate: truths.filter((each) => each.user.displayName === 'listed').map((each) => each.user.id),
    });
    return { truths, wanted, directory, tenant, found: classify(directory, tenant, wanted) };
  });

/** A mutation run, which repeats these tests for every mutant, tries fewer. */
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1_000) };

test('R2: no never-rotate account is ever included, and no break-glass account', () => {
  fc.assert(
    fc.property(estate, ({ truths, found }) => {
      const never = new Set([breakGlass.id, ...truths.filter((each) => each.never).map((each) => each.user.id)]);
      expect(found.included.filter((each) => never.has(each.accountId))).toEqual([]);
    }),
    RUNS,
  );
});

test('R2: what discovery leaves out as never-rotate, the live guard refuses by itself', () => {
  fc.assert(
    fc.property(estate, ({ truths, directory, tenant, wanted }) => {
      for (const each of truths.filter((one) => one.never)) {
        const { id, userPrincipalName, displayName = '' } = each.user;
        const facts = accountFacts(directory)(each.user);
        const answer = guard(facts, tenant, {
          accountId: id,
          userPrincipalName,
          displayName,
          class: wanted,
          reasons: [],
          globalAdministrator: false,
          passwordNeverExpires: false,
          observed: facts,
        });
        expect(answer.ok).toBe(false);
      }
    }),
    RUNS,
  );
});

test('R2: at least one active Global Administrator who can sign in stays outside, where any is rotated', () => {
  fc.assert(
    fc.property(estate, ({ truths, found, directory }) => {
      const included = new Set(found.included.map((each) => each.accountId));
      const active = [
        ...truths.filter((each) => each.isActiveGlobalAdministrator).map((each) => each.user),
        ...directory.users.filter(
          (user) => user === breakGlass && directory.roleAssignments.some((row) => row.principalId === user.id),
        ),
      ];
      if (!active.some((user) => included.has(user.id))) return;
      expect(active.some((user) => user.accountEnabled === true && !included.has(user.id))).toBe(true);
    }),
    RUNS,
  );
});

test('every account of the wanted class that nothing forbids is included, and all are accounted for', () => {
  fc.assert(
    fc.property(estate, ({ truths, wanted, found }) => {
      const classOf = (each: Truth) => (each.holdsAdminRole ? 'admin' : each.isService ? 'service' : undefined);
      const expected = truths.filter((each) => !each.never && classOf(each) === wanted).map((each) => each.user.id);
      const kept = found.excluded
        .filter((each) => each.reason === 'last-global-administrator')
        .map((each) => each.accountId);
      expect(kept.length).toBeLessThanOrEqual(1);
      expect([...found.included.map((each) => each.accountId), ...kept].sort()).toEqual([...expected].sort());
      const left = Object.values(found.counts).reduce((sum, count) => sum + count, 0);
      expect(found.included.length + left).toBe(found.accountsSeen);
      expect(found.accountsSeen).toBe(truths.length + 1);
    }),
    RUNS,
  );
});
