import { expect, test } from '@jest/globals';
import { shownOf } from '../../../../lambda/domain/messages/dead-letter.ts';

const cycleId = '2026-12-07-admin-monthly';
const tenantId = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';

test.each<[string, unknown, ReturnType<typeof shownOf>]>([
  ['a message', { kind: 'approval-request', cycleId, tenantId }, { kind: 'approval-request', cycleId, tenantId }],
  ['an event', { 'detail-type': 'Object Created' }, { kind: 'Object Created' }],
  ['both', { kind: 'ticket', 'detail-type': 'Object Created' }, { kind: 'ticket' }],
  ['a kind that is no word, of an event', { kind: 4711, 'detail-type': 'Object Created' }, { kind: 'Object Created' }],
  ['a cycle alone', { cycleId }, { kind: '-', cycleId }],
  ['a tenant alone', { tenantId }, { kind: '-', tenantId }],
  ['a cycle of another form', { kind: 'ticket', cycleId: 'December', tenantId }, { kind: 'ticket', tenantId }],
  ['a tenant of another form', { kind: 'ticket', cycleId, tenantId: 'contoso' }, { kind: 'ticket', cycleId }],
  ['what else it holds', { kind: 'ticket', secret: 'x', detail: { cycleId } }, { kind: 'ticket' }],
  ['an empty one', {}, { kind: '-' }],
  ['a list', [{ kind: 'ticket' }], { kind: '-' }],
  ['text', 'ticket', { kind: '-' }],
  ['null', null, { kind: '-' }],
  ['nothing', undefined, { kind: '-' }],
])('of a dead letter is shown what it is, and about what: %s', (_, given, shown) => {
  expect(shownOf(given)).toStrictEqual(shown);
});

test.each([
  ['x', true],
  ['x'.repeat(40), true],
  ['x'.repeat(41), false],
  ['', false],
  [' ticket', false],
  ['-ticket', false],
  ['ticket 2', false],
  ['<b>ticket</b>', false],
  ['ticket\nfor', false],
])('a kind is a short word: %j: %p', (word, shown) => {
  const kind = shown ? word : '-';
  expect([shownOf({ kind: word }), shownOf({ 'detail-type': word })]).toStrictEqual([{ kind }, { kind }]);
});
