import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ExcludedAccount, IncludedAccount, PlannedAccount } from '../../../../lambda/domain/accounts/account.ts';
import { exclusionSentence } from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import { countNotRotated, plannedAccount, planOf } from '../../../../lambda/domain/plan/plan.ts';
import { someFacts } from '../accounts/directories.ts';

const named = (name: string, accountId = `id-${name}`) => ({
  accountId,
  userPrincipalName: `${name}@contoso.example`,
  displayName: name,
  class: 'admin' as const,
});
const included = (name: string, accountId?: string): PlannedAccount => ({
  ...named(name, accountId),
  reasons: [],
  globalAdministrator: false,
  passwordNeverExpires: false,
});
const excluded = (name: string, reason: ExcludedAccount['reason']): ExcludedAccount => ({ ...named(name), reason });
const nothing = { included: [], excluded: [], counts: {}, accountsSeen: 0, problems: [] };

test('a reader of a plan is not shown what only guards look at', () => {
  const account: IncludedAccount = { ...included('ops'), observed: someFacts };
  expect(plannedAccount(account)).toEqual(included('ops'));
});

describe('a plan', () => {
  test('says whom it rotates, and of each who is left out by name why', () => {
    const plan = planOf({
      ...nothing,
      included: [included('b'), included('a')],
      excluded: [excluded('d', 'guest'), excluded('c', 'break-glass')],
      accountsSeen: 4,
      problems: ['one', 'two'],
    });
    expect(plan).toEqual({
      accountsSeen: 4,
      rotate: [included('a'), included('b')],
      leftOut: [
        { ...excluded('c', 'break-glass'), sentence: exclusionSentence('break-glass') },
        { ...excluded('d', 'guest'), sentence: exclusionSentence('guest') },
      ],
      others: [],
      problems: ['one', 'two'],
    });
  });

  test('counts by reason those whom it does not name, the most first, then by the reason’s name', () => {
    const counts = { guest: 2, synced: 7, disabled: 2, 'break-glass': 1, mailbox: 2, 'of-a-later-release': 1 };
    const { others } = planOf({
      ...nothing,
      excluded: [excluded('bg', 'break-glass'), excluded('g', 'guest')],
      counts,
    });
    expect(others).toEqual([
      { reason: 'synced', accounts: 7, sentence: exclusionSentence('synced') },
      { reason: 'disabled', accounts: 2, sentence: exclusionSentence('disabled') },
      { reason: 'mailbox', accounts: 2, sentence: exclusionSentence('mailbox') },
      { reason: 'guest', accounts: 1, sentence: exclusionSentence('guest') },
      { reason: 'of-a-later-release', accounts: 1, sentence: '' },
    ]);
  });

  test('has one order: by name, whatever language the machine speaks, and by object id where names are equal', () => {
    const order = ['A', 'B', 'Z', 'a', 'b', 'z', 'ä'].map((name) => included(name));
    const twins = ['1', '2', '3'].map((id) => included('twin', id));
    const sorted = [...order.slice(0, 5), ...twins, ...order.slice(5)];
    fc.assert(
      fc.property(fc.shuffledSubarray(sorted, { minLength: sorted.length }), (shuffled) => {
        expect(planOf({ ...nothing, included: shuffled }).rotate).toEqual(sorted);
      }),
    );
  });

  test('accounts for everybody who is not rotated', () => {
    const plan = planOf({
      ...nothing,
      excluded: [excluded('g', 'guest'), excluded('h', 'guest')],
      counts: { guest: 5, synced: 4 },
    });
    expect(countNotRotated(plan)).toBe(9);
    expect(countNotRotated({ leftOut: [], others: [] })).toBe(0);
  });
});
