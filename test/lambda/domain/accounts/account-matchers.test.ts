import { describe, expect, test } from '@jest/globals';
import { describeMatcher, matches } from '../../../../lambda/domain/accounts/account-matchers.ts';
import type { DirectoryUser } from '../../../../lambda/domain/accounts/directory.ts';
import { type AccountMatcher, furtherReads, isNamed } from '../../../../lambda/domain/accounts/tenant-rules.ts';
import { aTenant, aUser, GROUP, OTHER_GROUP, someFacts } from './directories.ts';

const chooses = (matcher: AccountMatcher, changes: Partial<DirectoryUser>, isMember?: boolean) =>
  matches(
    {
      ...someFacts,
      user: aUser('x', changes),
      groups: isMember === undefined ? [] : [{ groupId: GROUP, member: isMember }],
    },
    matcher,
  );

describe('a display name begins with whole words', () => {
  test.each([
    ['Service', 'Service', true],
    ['Service', 'service backup', true],
    ['Service', 'Service-Backup', true],
    ['Service', 'Services Team', false],
    ['Service', 'Service2', false],
    ['Service', 'Serviçe', false],
    ['Service', 'Customer Service', false],
    ['Dienst', 'Dienstände', false],
    ['Dienst', 'Dienst Ändern', true],
    ['svc-', 'svc-backup', true],
    ['svc-', 'SVC-7', true],
    ['svc-', 'svc', false],
    ['[a]', '[a]b', true],
    ['Café', 'Cafés', false],
    ['Area 5', 'Area 51', false],
    ['Area 5', 'Area 5 printer', true],
  ])('%j chooses %j: %p', (displayNamePrefix, displayName, isChosen) => {
    expect(chooses({ displayNamePrefix }, { displayName })).toBe(isChosen);
  });
});

describe('a UPN begins with characters', () => {
  test.each([
    ['svc-', 'SVC-x@contoso.example', true],
    ['SVC', 'svcx@contoso.example', true],
    ['svc-', 'my-svc-x@contoso.example', false],
  ])('%j chooses %j: %p', (userPrincipalNamePrefix, userPrincipalName, isChosen) => {
    expect(chooses({ userPrincipalNamePrefix }, { userPrincipalName })).toBe(isChosen);
  });
});

describe('a group chooses its members', () => {
  test('when it was read', () => {
    expect(chooses({ group: GROUP }, {}, true)).toBe(true);
    expect(chooses({ group: GROUP }, {}, false)).toBe(false);
  });
  test('and nobody when it was not', () => expect(chooses({ group: GROUP }, {})).toBe(false));
});

describe('an attribute has just this value', () => {
  const matcher = { attributeSet: 'Rotation', attribute: 'Kind', equals: 'service' };
  test('or one of its values is', () => {
    expect(chooses(matcher, { securityAttributes: { 'Rotation.Kind': ['a', 'service'] } })).toBe(true);
    expect(chooses(matcher, { securityAttributes: { 'Rotation.Kind': ['services'] } })).toBe(false);
  });
  test('where it is not told, nobody is chosen', () => {
    expect(chooses(matcher, {})).toBe(false);
    expect(chooses({ extensionAttribute: 3, equals: 'x' }, {})).toBe(false);
    expect(chooses({ property: 'department', equals: 'x' }, {})).toBe(false);
  });
});

test('every matcher says what it looks at', () => {
  const matchers: readonly (readonly [AccountMatcher, string])[] = [
    [{ userPrincipalNamePrefix: 'svc-' }, 'UPN begins with svc-'],
    [{ displayNamePrefix: 'Service' }, 'display name begins with Service'],
    [{ extensionAttribute: 7, equals: 'rotate' }, 'extensionAttribute7 is rotate'],
    [{ attributeSet: 'Rotation', attribute: 'Kind', equals: 'service' }, 'Rotation.Kind is service'],
    [{ property: 'jobTitle', equals: 'Robot' }, 'jobTitle is Robot'],
    [{ group: GROUP }, `member of group ${GROUP}`],
    [{ group: GROUP, name: 'Machines' }, 'member of group Machines'],
    [{ account: 'printer@contoso.example' }, 'named in the estate'],
  ];
  for (const [matcher, words] of matchers) expect(describeMatcher(matcher)).toBe(words);
});

describe('a name of the estate', () => {
  const account = { id: 'ID-1', userPrincipalName: 'Ops@Contoso.example' };
  test.each([
    ['id-1', true],
    ['ops@contoso.EXAMPLE', true],
    [' ops@contoso.example\n', true],
    ['ops', false],
    ['', false],
  ])('%j means the account: %p', (name, isMeant) => expect(isNamed(account, name)).toBe(isMeant));
});

describe('what must be read for the sake of the rules', () => {
  test('groups of every kind of rule, each once', () => {
    const rules = aTenant({
      breakGlass: { accounts: [], groups: ['g1', 'G2'] },
      serviceAccounts: [{ group: 'g2' }, { displayNamePrefix: 'x' }],
      serviceOptIn: [{ group: 'g3' }],
    });
    expect(furtherReads(rules)).toEqual({ groupIds: ['g1', 'g2', 'g3'], securityAttributes: false });
  });

  test.each([
    ['serviceAccounts', { serviceAccounts: [{ attributeSet: 'a', attribute: 'b', equals: 'c' }] }, true],
    ['serviceOptIn', { serviceOptIn: [{ attributeSet: 'a', attribute: 'b', equals: 'c' }] }, true],
    ['neither', { serviceAccounts: [{ group: OTHER_GROUP }] }, false],
  ])('security attributes, where %s looks at one', (_, changes, areRead) => {
    expect(furtherReads(aTenant(changes)).securityAttributes).toBe(areRead);
  });

  test('nothing where no rule asks', () => {
    expect(furtherReads(aTenant({ serviceAccounts: [] }))).toEqual({ groupIds: [], securityAttributes: false });
  });
});
