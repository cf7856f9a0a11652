import { describe, expect, test } from '@jest/globals';
import type { InclusionReason } from '../../../../lambda/domain/accounts/account.ts';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import { isForTwoPersons } from '../../../../lambda/domain/accounts/two-persons.ts';
import { aDecider, aDirectory, aRole, aTenant, aUser, EXCHANGE } from './directories.ts';

const role = (roleTemplateId: string | undefined, path = 'direct'): InclusionReason => ({
  kind: 'role',
  role: 'Some role',
  ...(roleTemplateId === undefined ? {} : { roleTemplateId }),
  scope: '/',
  path,
  privileged: true,
});
const customRole = (customRoleId: string): InclusionReason => ({
  kind: 'role',
  role: 'Own role',
  customRoleId,
  scope: '/',
  path: 'direct',
  privileged: false,
});
const matcher: InclusionReason = { kind: 'matcher', matcher: 'UPN begins with svc-' };
const rules = { roles: [GLOBAL_ADMINISTRATOR], tenants: ['fabrikam'] };
const contoso = { name: 'contoso' };

describe('whether two technicians must approve an account', () => {
  test.each([
    ['a role that is named', [role(GLOBAL_ADMINISTRATOR)], true],
    ['the same, however its id is written', [role(GLOBAL_ADMINISTRATOR.toUpperCase())], true],
    ['the same, eligible', [role(GLOBAL_ADMINISTRATOR, 'direct, eligible')], true],
    ['the same, beside others', [matcher, role(EXCHANGE), role(GLOBAL_ADMINISTRATOR)], true],
    ['another role', [role(EXCHANGE)], false],
    ['a role whose id was not told (R11)', [role(undefined)], true],
    ['a custom role, which has an id of its own', [customRole('c0570000')], false],
    ['a custom role that has the id of one that is named', [customRole(GLOBAL_ADMINISTRATOR)], true],
    ['a rule for service accounts', [matcher], false],
    ['nothing', [], false],
  ])('by %s', (_, reasons, expected) => expect(isForTwoPersons(reasons, contoso, rules)).toBe(expected));

  test('by its tenant, whatever it is', () => {
    expect(isForTwoPersons([matcher], { name: 'fabrikam' }, rules)).toBe(true);
    expect(isForTwoPersons([], { name: 'fabrikam' }, { roles: [], tenants: ['fabrikam'] })).toBe(true);
  });

  test('by no role where none is named, also by one whose id was not told', () => {
    expect(isForTwoPersons([role(GLOBAL_ADMINISTRATOR), role(undefined)], contoso, { roles: [], tenants: [] })).toBe(
      false,
    );
  });

  test('by a custom role that is named by its own id', () => {
    const own = customRole('C0570000-0000-4000-8000-00000000c057');
    const written = { roles: ['c0570000-0000-4000-8000-00000000C057'], tenants: [] };
    expect(isForTwoPersons([own], contoso, written)).toBe(true);
  });

  test('by a role that the estate writes in capitals', () => {
    const written = { roles: [GLOBAL_ADMINISTRATOR.toUpperCase()], tenants: [] };
    expect(isForTwoPersons([role(GLOBAL_ADMINISTRATOR)], contoso, written)).toBe(true);
  });
});

describe('discovery', () => {
  const directory = aDirectory(
    [aUser('root'), aUser('ops')],
    [aRole(aUser('root'), GLOBAL_ADMINISTRATOR), aRole(aUser('ops'), EXCHANGE)],
  );
  const twoPersons = { roles: [GLOBAL_ADMINISTRATOR], tenants: [] };
  const found = (changes: Parameters<typeof aTenant>[0]) => {
    const { included, excluded } = classify(directory, aTenant({ twoPersons, ...changes }), 'admin');
    return {
      included: included.map(({ accountId }) => accountId),
      nobody: excluded.filter(({ reason }) => reason === 'nobody-may-decide'),
    };
  };

  test('leaves out what two must approve, where one alone decides, and says why', () => {
    const { included, nobody } = found({ deciders: [aDecider('Ada')] });
    expect(included).toEqual(['id-ops']);
    expect(nobody.map(({ accountId, details }) => [accountId, details])).toEqual([
      ['id-root', ['Two different technicians must approve it, as approvals.twoPersons says, and fewer than two may.']],
    ]);
  });

  test('asks about it where two decide, and about all where one is enough', () => {
    expect(found({ deciders: [aDecider('Ada'), aDecider('Bruno')] }).included).toEqual(['id-root', 'id-ops']);
    expect(found({ twoPersons: { roles: [], tenants: [] } }).included).toEqual(['id-root', 'id-ops']);
  });

  test('counts nobody whose own account it is, nor who may not decide here', () => {
    const bruno = aDecider('Bruno', { ownAccounts: ['root@contoso.example'] });
    expect(found({ deciders: [aDecider('Ada'), bruno] }).nobody.map(({ details }) => details)).toEqual([
      [
        'It belongs to Bruno.',
        'Two different technicians must approve it, as approvals.twoPersons says, and fewer than two may.',
      ],
    ]);
    const barred = aDecider('Bruno', { ownAccounts: [{ tenant: 'contoso', account: 'gone@contoso.example' }] });
    const { included, nobody } = found({ deciders: [aDecider('Ada'), barred] });
    expect(included).toEqual(['id-ops']);
    expect(nobody[0]?.details?.[0]).toBe(
      'Bruno may not decide here, because an account under ownAccounts was not found.',
    );
  });

  test('leaves out all accounts of a tenant that is for two persons, where one alone decides', () => {
    expect(found({ twoPersons: { roles: [], tenants: ['contoso'] } }).included).toEqual([]);
  });
});
