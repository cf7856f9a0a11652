import { expect, test } from '@jest/globals';
import { archiveKey, auditPrefix, checkpointKey, headsKey, publicKeyKey } from '../../contract/audit-bucket.ts';

test('checkpoints lie in folders of a thousand', () => {
  expect(checkpointKey(1)).toBe('checkpoints/000000/000000001.checkpoint');
  expect(checkpointKey(999)).toBe('checkpoints/000000/000000999.checkpoint');
  expect(checkpointKey(1000)).toBe('checkpoints/000001/000001000.checkpoint');
  expect(checkpointKey(123_456_789)).toBe('checkpoints/123456/123456789.checkpoint');
});

test('files of heads lie beside them, and say what they hold', () => {
  expect(headsKey(12, 'ab'.repeat(32))).toBe(`checkpoints/000000/000000012-${'ab'.repeat(32)}.heads.jsonl.gz`);
});

test('keys are called by their fingerprints', () => expect(publicKeyKey('ab')).toBe('checkpoints/keys/ab.pem'));

test('changes lie by the hour of the first one', () => {
  expect(archiveKey(new Date('2026-12-07T09:59:59.999Z'), '421', '425')).toBe('records/2026/12/07/09/421-425.jsonl.gz');
});

test('no prefix begins another one', () => {
  const all = Object.values(auditPrefix);
  for (const each of all) expect(all.filter((other) => other.startsWith(each))).toEqual([each]);
});
