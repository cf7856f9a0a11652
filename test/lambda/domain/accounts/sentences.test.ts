import { describe, expect, test } from '@jest/globals';
import type { PlannedAccount } from '../../../../lambda/domain/accounts/account.ts';
import { exclusionCounts } from '../../../../lambda/domain/accounts/exclusion-counts.ts';
import {
  exclusionLabel,
  exclusionReasons,
  exclusionSentence,
  exclusionSentenceOf,
} from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import { refusalWithoutStandIn } from '../../../../lambda/domain/accounts/global-administrators.ts';
import {
  dependantsWords,
  inclusionSentence,
  inclusionWords,
  lastSignInWords,
  passwordAge,
} from '../../../../lambda/domain/accounts/inclusion-words.ts';

describe('why an account is left out', () => {
  test('is a code of letters and hyphens, each its own', () => {
    expect(exclusionReasons).toHaveLength(18);
    expect(new Set(exclusionReasons).size).toBe(18);
    for (const reason of exclusionReasons) expect(reason).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test('is said in a sentence, another one for each code', () => {
    const sentences = exclusionReasons.map(exclusionSentence);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].{15,}\.$/);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(exclusionReasons.map(exclusionSentenceOf)).toEqual(sentences);
  });

  test('is not said of a code that this release does not know', () => {
    expect(exclusionSentenceOf('of-a-later-release')).toBe('');
    expect(exclusionSentenceOf('constructor')).toBe('');
  });

  test('is said in a few words, other ones for each code, and never by the code', () => {
    const labels = exclusionReasons.map(exclusionLabel);
    expect(new Set(labels).size).toBe(18);
    for (const label of labels) expect(label).toMatch(/^[A-Za-z][A-Za-z -]{4,34}$/);
    expect(labels.filter((each) => each.includes('-'))).toEqual([
      'break-glass account',
      'sign-in blocked',
      'mailbox without sign-in',
    ]);
    expect(exclusionLabel('of-a-later-release')).toBe('another reason');
    expect(exclusionLabel('constructor')).toBe('another reason');
  });

  test('is counted in one line, the most first', () => {
    expect(exclusionCounts({ 'break-glass': 2, 'not-in-scope': 12, guest: 0 })).toBe(
      'neither admin nor service account: 12, break-glass account: 2',
    );
    expect(exclusionCounts({ guest: 0 })).toBe('none');
    expect(exclusionCounts({})).toBe('none');
  });
});

describe('why an account is rotated', () => {
  const role = {
    kind: 'role',
    role: 'Helpdesk Administrator',
    scope: '/administrativeUnits/7',
    path: 'via group Help desk',
    privileged: true,
  } as const;
  const matcher = { kind: 'matcher', matcher: 'UPN begins with svc-' } as const;
  const account: PlannedAccount = {
    accountId: 'id',
    userPrincipalName: 'ops@contoso.example',
    displayName: 'Ops',
    class: 'admin',
    reasons: [role, matcher],
    globalAdministrator: false,
    passwordNeverExpires: false,
  };

  test('is its roles, where they hold and how they came, and what chose it', () => {
    expect(inclusionWords(role)).toBe(
      'Helpdesk Administrator, an administrative unit whose name was not told (id 7), via group Help desk',
    );
    expect(inclusionWords({ ...role, scopeName: 'Branches' })).toBe(
      'Helpdesk Administrator, administrative unit "Branches", via group Help desk',
    );
    expect(inclusionWords(matcher)).toBe('UPN begins with svc-');
    expect(inclusionSentence(account)).toBe(`${inclusionWords(role)}; UPN begins with svc-`);
  });

  test('mentions a password that never expires', () => {
    expect(inclusionSentence({ ...account, reasons: [matcher], passwordNeverExpires: true })).toBe(
      'UPN begins with svc- (password never expires)',
    );
  });

  test('goes with the age of its password', () => {
    expect(passwordAge({ ...account, passwordChangedAt: '2026-01-20T23:59:59Z' })).toBe('password set 2026-01-20');
    expect(passwordAge(account)).toBe('password age unknown');
  });

  test('goes with its last sign-in, or with why that is not known', () => {
    const at = '2026-01-20T23:59:59Z';
    expect(lastSignInWords({ lastSignIn: { kind: 'succeeded', at } })).toBe('last sign-in 2026-01-20');
    expect(lastSignInWords({ lastSignIn: { kind: 'attempted', at } })).toBe('last attempt to sign in 2026-01-20');
    expect(lastSignInWords({ lastSignIn: { kind: 'none-on-record' } })).toBe('no sign-in on record');
    expect(lastSignInWords({})).toBe('last sign-in unknown (no P1 licence, or not permitted)');
  });

  test('goes with what may break', () => {
    expect(dependantsWords({ dependants: ['backup on srv-bak01', 'scanner'] })).toBe(
      'may break: backup on srv-bak01; scanner',
    );
    expect(dependantsWords({ dependants: [] })).toBe('');
    expect(dependantsWords({})).toBe('');
  });
});

test('a Global Administrator without a free stand-in is told whether waiting helps', () => {
  const nobody = refusalWithoutStandIn([]);
  const busy = refusalWithoutStandIn(['id-other']);
  for (const each of [nobody, busy]) {
    expect(each).toMatchObject({ ok: false, refused: 'last-global-administrator' });
  }
  expect(nobody.sentence).toMatch(/^No other Global Administrator of this tenant can sign in: .+\.$/);
  expect(busy.sentence).toMatch(/^All other Global Administrators of this tenant are being rotated: .+\.$/);
});
