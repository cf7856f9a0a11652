import { describe, expect, test } from '@jest/globals';
import {
  accountFacts,
  groupProblem,
  membership,
  storedFacts,
} from '../../../../lambda/domain/accounts/account-facts.ts';
import { aDirectory, aTenant, aUser, GROUP, OTHER_GROUP } from './directories.ts';

describe('whether an account signs in elsewhere', () => {
  const federated = (domain: string, domains: Parameters<typeof aDirectory>[2]) =>
    accountFacts(aDirectory([], [], domains))(aUser('x', { userPrincipalName: `x@${domain}` })).federated;
  const managed = { name: 'Contoso.example', federated: false };
  const elsewhere = { name: 'Fed.example', federated: true };
  const untold = { name: 'quiet.example' };

  test.each([
    ['contoso.example', [managed, elsewhere], false],
    ['CONTOSO.EXAMPLE', [managed], false],
    ['eu.contoso.example', [managed], false],
    ['fed.example', [managed, elsewhere], true],
    ['a.b.fed.example', [managed, elsewhere], true],
    ['notfed.example', [managed, elsewhere], undefined],
    ['example', [managed, elsewhere], undefined],
    ['quiet.example', [managed, untold], undefined],
    ['eu.quiet.example', [managed, untold, { name: 'eu.quiet.example', federated: false }], undefined],
    ['eu.quiet.example', [untold, { name: 'eu.quiet.example', federated: true }], true],
    ['contoso.example', [], undefined],
  ])('%s with %j: %p', (domain, domains, expected) => {
    expect(federated(domain, { domains })).toBe(expected);
  });

  test('is told by what follows the last @', () => {
    const name = { userPrincipalName: 'x@fed.example@contoso.example' };
    expect(accountFacts(aDirectory([]))(aUser('x', name)).federated).toBe(false);
  });
});

describe('groups of the estate', () => {
  const groups = [{ id: GROUP.toUpperCase(), memberIds: ['ID-X'] }, { id: OTHER_GROUP, memberIds: [] }, { id: 'gone' }];
  const facts = (name: string) => accountFacts(aDirectory([], [], { groups }))(aUser(name));

  test('those that were read and have members say who is in them, whatever the case of ids', () => {
    expect(facts('x').groups).toEqual([{ groupId: GROUP, member: true }]);
    expect(membership(facts('x'), GROUP.toUpperCase())).toBe(true);
    expect(membership(facts('y'), GROUP)).toBe(false);
  });

  test('of others nothing is known', () => {
    expect(membership(facts('x'), OTHER_GROUP)).toBeUndefined();
    expect(membership(facts('x'), 'gone')).toBeUndefined();
    expect(membership(facts('x'), 'never-read')).toBeUndefined();
  });

  test.each([
    [GROUP, undefined],
    [OTHER_GROUP.toUpperCase(), `group ${OTHER_GROUP.toUpperCase()} has no members`],
    ['gone', 'the directory has no group gone'],
    ['never-read', 'the members of group never-read were not read'],
  ])('what is wrong with %s: %p', (id, problem) => expect(groupProblem(groups, id)).toBe(problem));
});

test('a rotation keeps the attributes that any rule looks at, and all that is no attribute', () => {
  const user = aUser('x', {
    department: 'Machines',
    extensionAttributes: { extensionAttribute1: 'a', extensionAttribute2: 'b', extensionAttribute3: 'c' },
    securityAttributes: { 'S.one': ['1'], 'S.two': ['2'], 'S.three': ['3'] },
  });
  const facts = accountFacts(aDirectory([]))(user);
  const kept = storedFacts(
    facts,
    aTenant({
      serviceAccounts: [
        { extensionAttribute: 1, equals: 'a' },
        { attributeSet: 'S', attribute: 'one', equals: '1' },
        { userPrincipalNamePrefix: 'S.three' },
      ],
      serviceOptIn: [
        { extensionAttribute: 2, equals: 'b' },
        { attributeSet: 'S', attribute: 'two', equals: '2' },
      ],
    }),
  );
  expect(kept).toEqual({
    ...facts,
    user: {
      ...user,
      extensionAttributes: { extensionAttribute1: 'a', extensionAttribute2: 'b' },
      securityAttributes: { 'S.one': ['1'], 'S.two': ['2'] },
    },
  });
  expect(storedFacts(facts, aTenant({ serviceAccounts: [] })).user).toMatchObject({
    extensionAttributes: {},
    securityAttributes: {},
  });
});
