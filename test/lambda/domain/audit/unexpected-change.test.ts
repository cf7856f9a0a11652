import { describe, expect, test } from '@jest/globals';
import { hashOf, nextRecord } from '../../../../lambda/domain/audit/audit-chain.ts';
import { unexpectedIn } from '../../../../lambda/domain/audit/unexpected-change.ts';

const record = nextRecord(undefined, {
  action: 'reset.proven',
  outcome: 'success',
  time: '2026-12-07T07:30:00.000Z',
  actor: { kind: 'system', name: 'verify-reset' },
  component: 'verify-reset',
  tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
  accountId: '0f0e0d0c-0b0a-4908-8706-050403020100',
});

const told = (name: 'INSERT' | 'MODIFY' | 'REMOVE', row?: Readonly<Record<string, unknown>>) =>
  unexpectedIn({
    change: {
      Metadata: {
        EventName: { S: name },
        SequenceNumber: { S: '1' },
        ApproximateCreationDateTime: { N: '1796628600' },
      },
      Keys: {},
    },
    row,
  });

test('a record that was added is what the product does', () => expect(told('INSERT', record)).toBeUndefined());

test('a row that was changed or removed is not, even to a record that is sound', () => {
  expect(told('MODIFY', record)).toBe('changed');
  expect(told('REMOVE')).toBe('removed');
  expect(told('REMOVE', record)).toBe('removed');
});

const hashed = (row: Readonly<Record<string, unknown>>) => ({ ...row, hash: hashOf(row) });

describe('a row is foreign', () => {
  test.each([
    ['that nobody can read', undefined],
    ['that is empty', {}],
    ['whose content was changed, and its hash left', { ...record, outcome: 'refused' }],
    ['whose hash is another', { ...record, hash: '0'.repeat(64) }],
    ['that lacks its hash', { ...record, hash: undefined }],
    ['that has a member nobody knows, and a hash that fits', hashed({ ...record, more: 1 })],
    ['of an action nobody knows, and a hash that fits', hashed({ ...record, action: 'reset.imagined' })],
    ['whose content has no canonical form', { ...record, reason: '\ud800' }],
  ])('%s', (_, row) => expect(told('INSERT', row)).toBe('foreign'));
});
