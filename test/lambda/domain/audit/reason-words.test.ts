import { describe, expect, test } from '@jest/globals';
import { exclusionLabel, exclusionReasons } from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import { hasWords, reasonWords } from '../../../../lambda/domain/audit/reason-words.ts';

describe('the reason of a record', () => {
  test.each([
    ['too-late', 'after the deadline'],
    ['decided', 'decided already'],
    ['rotated', 'rotated'],
    ['expired', 'nobody decided in time'],
    ['GraphThrottled', 'Microsoft asked to wait too long'],
    ['States.Timeout', 'it took too long'],
  ])('%s is said as "%s"', (code, words) => {
    expect(reasonWords(code)).toBe(words);
  });

  test.each(exclusionReasons)('%s is said as counts say it', (reason) => {
    expect(reasonWords(reason)).toBe(exclusionLabel(reason));
  });

  test.each([
    'Left the company; see ticket: 4711.',
    'new-hire: please rotate',
    'No',
    'the account is shared, rotate it tomorrow',
    'rotate-me now',
    '',
  ])('that a person wrote stays as it is: %j', (reason) => {
    expect(reasonWords(reason)).toBe(reason);
  });

  test('of a later release is no code all the same', () => {
    expect(reasonWords('of-a-later-release')).toBe('of a later release');
    expect(reasonWords('see of-a-later-release')).toBe('see of-a-later-release');
    expect(reasonWords('constructor')).toBe('constructor');
  });
});

test('codes that were thought of are told from others', () => {
  expect(hasWords('too-late')).toBe(true);
  expect(hasWords('guest')).toBe(true);
  expect(hasWords('of-a-later-release')).toBe(false);
  expect(hasWords('constructor')).toBe(false);
});

describe('the reason of a failure', () => {
  test.each([
    ['RotationRefused: gone: The account does not exist any more.', 'The account does not exist any more.'],
    ['RotationRefused: break-glass: Designated as:\nnever touched.', 'Designated as:\nnever touched.'],
    [
      'ResetRefused: Authorization_RequestDenied: Graph did not allow it.',
      "Graph did not allow it. (Microsoft's code: Authorization_RequestDenied)",
    ],
    ['GraphUnavailable: Graph answered /users with 503', 'Graph answered /users with 503'],
    ['TenantNotReady: Contoso: nobody may decide.', 'Contoso: nobody may decide.'],
    ['RotationRefused: own-account', 'about an own account'],
    ['States.Timeout: after 60 s', 'after 60 s'],
    ['SomethingElse: gone: x', 'SomethingElse: gone: x'],
    ['not a RotationRefused: gone: x', 'not a RotationRefused: gone: x'],
    ['StatesxTimeout: x', 'StatesxTimeout: x'],
    ['GraphUnavailable: ', 'GraphUnavailable: '],
  ])('%j is said as %j', (reason, words) => {
    expect(reasonWords(reason)).toBe(words);
  });
});
