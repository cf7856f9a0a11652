import { describe, expect, test } from '@jest/globals';
import { chosenIn, onlyAccounts, problemOfChoice } from '../../../../lambda/domain/cycle/only-these.ts';

const at = (tenantId: string, accountId: string) => ({ tenantId, accountId });
const both = onlyAccounts([at('t2', 'c'), at('t1', 'b'), at('t1', 'a')]);

describe('accounts of several tenants', () => {
  test('are chosen with the tenant of each, in one order', () => {
    expect(both).toEqual({
      tenantIds: ['t1', 't2'],
      accountIds: ['a', 'b', 'c'],
      accountsOf: { t1: ['a', 'b'], t2: ['c'] },
    });
    expect(onlyAccounts([at('t1', 'a'), at('t1', 'b'), at('t2', 'c'), at('t1', 'a')])).toEqual(both);
    expect(problemOfChoice(both)).toBeUndefined();
  });

  test('are looked up by tenant', () => {
    expect(chosenIn(both, 't1')).toEqual(['a', 'b']);
    expect(chosenIn(both, 't2')).toEqual(['c']);
  });

  test('of another tenant never become all of it', () => {
    expect(() => chosenIn(both, 't3')).toThrow('no account of tenant t3 is chosen');
    expect(() => chosenIn({ ...both, accountsOf: { t1: [] } }, 't1')).toThrow('no account');
  });
});

describe('without a choice of accounts, all of a tenant are meant', () => {
  test.each([undefined, { tenantIds: ['t1'], accountIds: [] }])('%p', (only) => {
    expect(chosenIn(only, 't1')).toEqual([]);
  });

  test('but not where accounts of it are named', () => {
    expect(chosenIn({ tenantIds: ['t1'], accountIds: ['a'] }, 't1')).toEqual(['a']);
  });
});

describe('a choice', () => {
  test.each([
    ['all of some tenants', { tenantIds: ['t1', 't2'], accountIds: [] }],
    ['accounts of one tenant', { tenantIds: ['t1'], accountIds: ['a', 'b'] }],
  ])('is clear: %s', (_, only) => {
    expect(problemOfChoice(only)).toBeUndefined();
  });

  test.each([
    ['no tenant', { tenantIds: [], accountIds: [] }, 'names at least one'],
    ['accounts of two', { tenantIds: ['t1', 't2'], accountIds: ['a'] }, 'in which tenant'],
    ['another tenant', { ...both, tenantIds: ['t1'] }, 'are not those of its tenants'],
    ['a further tenant', { ...both, tenantIds: ['t1', 't2', 't3'] }, 'are not those of its tenants'],
    ['a further account', { ...both, accountIds: ['a', 'b', 'c', 'd'] }, 'are not those of its tenants'],
    ['an account less', { ...both, accountIds: ['a', 'b'] }, 'are not those of its tenants'],
    [
      'a tenant without accounts',
      { tenantIds: ['t1', 't2'], accountIds: ['a'], accountsOf: { t1: ['a'], t2: [] } },
      'are not those of its tenants',
    ],
  ])('is not clear: %s', (_, only, sentence) => {
    expect(problemOfChoice(only)).toContain(sentence);
  });
});
