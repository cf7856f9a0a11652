import { describe, expect, test } from '@jest/globals';
import { type AccountFacts, accountFacts } from '../../../../lambda/domain/accounts/account-facts.ts';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import type { DirectoryUser } from '../../../../lambda/domain/accounts/directory.ts';
import { whyExcluded } from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import { untold } from '../../../../lambda/domain/accounts/untold.ts';
import { aDirectory, aRole, aTenant, aUser, EXCHANGE, GROUP, OTHER_GROUP } from './directories.ts';

/** A person must act where a property was not told: each sentence names the property and what to do. */

const factsOf = (changes: Partial<DirectoryUser>): AccountFacts => {
  const user = aUser('x', changes);
  return accountFacts(aDirectory([user], [aRole(user, EXCHANGE)]))(user);
};
const WHERE = 'on the page Properties of the account in the Entra admin center';

test('of an account of which all was told there is nothing to say', () => {
  expect(untold(factsOf({}), aTenant())).toEqual([]);
});

test.each<[string, Partial<DirectoryUser>, string]>([
  ['displayName', { displayName: undefined }, 'displayName was not told: give the account a display name.'],
  [
    'accountEnabled',
    { accountEnabled: undefined },
    `accountEnabled was not told: set "Account enabled" to Yes or No, ${WHERE}.`,
  ],
  ['userType', { userType: undefined }, `userType was not told: set "User type" to Member or Guest, ${WHERE}.`],
  ['an odd userType', { userType: 'Robot' }, `userType is "Robot": set "User type" to Member or Guest, ${WHERE}.`],
  [
    'onPremisesSyncEnabled',
    { onPremisesSyncEnabled: undefined },
    `onPremisesSyncEnabled was not told: compare "On-premises sync enabled", ${WHERE}. Where that says No, ask Microsoft's support why Graph leaves it out.`,
  ],
  [
    'isManagementRestricted',
    { isManagementRestricted: undefined },
    "isManagementRestricted was not told: compare the account's administrative units in the Entra admin center. Where none restricts its management, ask Microsoft's support why Graph leaves it out.",
  ],
  [
    'the domain',
    { userPrincipalName: 'x@odd@elsewhere.example' },
    'authenticationType of the domain elsewhere.example was not told: look at Custom domain names in the Entra admin center, or give the account a UPN in a domain that is there.',
  ],
])('%s', (_, changes, sentence) => {
  expect(untold(factsOf(changes), aTenant())).toEqual([sentence]);
});

test.each(['Member', 'MEMBER', 'Guest', 'guest'])('userType %s was told', (userType) => {
  expect(untold(factsOf({ userType }), aTenant())).toEqual([]);
});

test('false and empty were told', () => {
  expect(untold(factsOf({ accountEnabled: false, displayName: '', isManagementRestricted: false }), aTenant())).toEqual(
    [],
  );
});

test('the members of a break-glass group, each by itself', () => {
  const facts = { ...factsOf({}), groups: [{ groupId: GROUP, member: false }] };
  const tenant = aTenant({ breakGlass: { accounts: [], groups: [GROUP, OTHER_GROUP] } });
  expect(untold(facts, tenant)).toEqual([
    `The members of the break-glass group ${OTHER_GROUP} were not told: correct breakGlass.groups, or the group.`,
  ]);
});

test('a role that nobody knows, and no other', () => {
  const role = { definitionId: 'r1', name: 'unknown role', scope: 'whole tenant', path: 'direct', active: true };
  const facts = {
    ...factsOf({}),
    roles: [
      { ...role, known: false },
      { ...role, definitionId: 'r2', known: true },
    ],
  };
  expect(untold(facts, aTenant())).toEqual([
    'Scope or definition of the role unknown role (r1) was not told: compare Assigned roles of the account in the Entra admin center, and take the assignment away if nobody needs it.',
  ]);
});

describe('where it is said', () => {
  const user = aUser('x', { displayName: undefined });
  const details = ['displayName was not told: give the account a display name.'];

  test('with the account that is left out for it, and with no other', () => {
    const synced = aUser('s', { onPremisesSyncEnabled: true, displayName: undefined });
    const both = aDirectory([user, synced], [aRole(user, EXCHANGE), aRole(synced, EXCHANGE)]);
    const { excluded } = classify(both, aTenant(), 'admin');
    expect(excluded.find(({ accountId }) => accountId === user.id)).toMatchObject({ reason: 'unknown-data', details });
    expect(excluded.find(({ accountId }) => accountId === synced.id)).not.toHaveProperty('details');
  });

  test('in the sentence, after the one of the reason', () => {
    expect(whyExcluded('unknown-data', details)).toBe(`${whyExcluded('unknown-data', [])} ${details[0]}`);
  });
});
