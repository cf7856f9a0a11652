import { expect, test } from '@jest/globals';
import { actorWords, exceptionWords } from '../../../../../lambda/domain/audit/report/report-words.ts';
import { ada } from './story.ts';

test('people and programs are called as they are known', () => {
  expect(actorWords(ada)).toBe('Ada');
  expect(actorWords({ kind: 'operator', name: 'arn' })).toBe('arn');
  expect(actorWords({ kind: 'system', name: 'remind' })).toBe('remind');
  expect(actorWords({ kind: 'contact', name: 'Carla', tenantId: 't' })).toBe('Carla (contact of the customer)');
  expect(actorWords({ kind: 'unknown' })).toBe('unknown');
});

test('an exception says what is wrong, and why in words', () => {
  expect(exceptionWords({ kind: 'not-collected' })).toBe('Nobody has collected the new password');
  expect(exceptionWords({ kind: 'failed', reason: 'GraphUnavailable' })).toBe(
    'The rotation failed: Microsoft did not answer',
  );
  expect(exceptionWords({ kind: 'reset-without-approval', why: 'same-person-twice' })).toBe(
    'Reset without an approval that stood: the same person had approved twice',
  );
  expect(exceptionWords({ kind: 'read-outside', reason: '' })).toBe('Somebody read the password past the product');
});
