import { describe, expect, test } from '@jest/globals';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import { aDirectory, aTenant, aUser, breakGlass, GROUP, OTHER_GROUP } from './directories.ts';

/** R11: a name that protects, and matches nobody, stops the tenant; and the message says what to do. */

type Changes = Parameters<typeof aTenant>[0];
const sentence = (changes: Changes, only: readonly string[] = [], groups: Parameters<typeof aDirectory>[2] = {}) => {
  try {
    classify(aDirectory([aUser('svc-x')], [], groups), aTenant(changes), 'service', only);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : 'no error';
  }
  return 'ready';
};

describe('a tenant is not rotated', () => {
  test.each<[string, Changes, string]>([
    [
      'without a break-glass account',
      { breakGlass: { accounts: [] } },
      'TenantNotReady: Contoso Ltd has no break-glass account designated. Name one under breakGlass.accounts or a group under breakGlass.groups in the estate, or give a waiver.',
    ],
    [
      'while designated accounts are missing',
      { breakGlass: { accounts: ['one@contoso.example', breakGlass.id, 'two@contoso.example'] } },
      'TenantNotReady: Contoso Ltd: the directory has no one@contoso.example, two@contoso.example, designated as break-glass under breakGlass.accounts. Correct the estate: nothing is rotated here until every designated account is found.',
    ],
    [
      'while designated groups were not read',
      { breakGlass: { accounts: [], groups: [GROUP, OTHER_GROUP] } },
      `TenantNotReady: Contoso Ltd: the members of group ${GROUP} were not read, the members of group ${OTHER_GROUP} were not read, designated as break-glass under breakGlass.groups. Correct the estate or the group: nothing is rotated here until every designated group has members.`,
    ],
    [
      'while listed names are missing',
      { neverRotate: ['one@contoso.example', 'two@contoso.example'] },
      'TenantNotReady: Contoso Ltd: the directory has no one@contoso.example, two@contoso.example, listed under neverRotate. Was it renamed? List it by its object id. Was it deleted? Take it out: nothing is rotated here until every account that is listed is found.',
    ],
  ])('%s', (_, changes, expected) => expect(sentence(changes)).toBe(expected));

  test('for accounts that it does not have', () => {
    expect(sentence({}, ['one', 'id-svc-x', 'two'])).toBe(
      'TenantNotReady: Contoso Ltd: the directory has no account one, two, which was asked for.',
    );
  });
});

describe('a tenant is ready', () => {
  test('with a break-glass account, with a group of them, with both, or with a waiver', () => {
    const groups = { groups: [{ id: GROUP, memberIds: ['id-bg1'] }] };
    const designations = [
      { accounts: [breakGlass.id] },
      { accounts: [], groups: [GROUP] },
      { accounts: [breakGlass.id], groups: [GROUP] },
      { accounts: [], waiver: 'The customer signed that there is none.' },
    ];
    for (const designated of designations) expect(sentence({ breakGlass: designated }, [], groups)).toBe('ready');
  });

  test('when all listed names are there, and not while an object id is not: it may be mistyped', () => {
    expect(sentence({ neverRotate: ['SVC-x@contoso.example', 'ID-svc-x'] })).toBe('ready');
    expect(sentence({ neverRotate: ['SVC-x@contoso.example', 'id-of-somebody-deleted'] })).toContain(
      'the directory has no id-of-somebody-deleted, listed under neverRotate',
    );
  });
});
