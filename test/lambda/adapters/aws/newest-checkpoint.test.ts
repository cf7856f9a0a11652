import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { newestCheckpoint } from '../../../../lambda/adapters/aws/newest-checkpoint.ts';
import { type Checkpoint, checkpointText, hashOfCheckpoint } from '../../../../lambda/domain/audit/checkpoint.ts';
import { fingerprintOfKey, keyHashOf, noteOf } from '../../../../lambda/domain/audit/signed-note.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = publicKey.export({ type: 'spki', format: 'der' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });

const checkpoint: Checkpoint = {
  origin: 'm365-password-rotation/123456789012/eu-central-1/M365PasswordRotation',
  chains: 3,
  root: 'a'.repeat(64),
  number: 7,
  time: '2026-12-07T08:00:00.000Z',
  records: 12,
  previous: 'b'.repeat(64),
  heads: { holds: 'all', hash: 'c'.repeat(64) },
  estate: 'd'.repeat(64),
  code: '0.1.0',
};
const text = checkpointText(checkpoint);
const signatures = [
  { name: checkpoint.origin, keyHash: keyHashOf(spki), signature: sign('sha256', Buffer.from(text), privateKey) },
];

const read = (note: string, keys: readonly Uint8Array[] = [spki], number = 7) =>
  newestCheckpoint({
    newest: async () => number,
    note: async () => note,
    publicKeys: async (beginning) => keys.filter((each) => fingerprintOfKey(each).startsWith(beginning)),
  }).newestCheckpoint();

describe('the newest checkpoint', () => {
  test('is told with its hash and the key that signed it', async () => {
    expect(await read(noteOf({ text, signatures }))).toEqual({
      checkpoint,
      hash: hashOfCheckpoint(checkpoint),
      keyFingerprint: fingerprintOfKey(spki),
    });
  });

  test('is missing where none was made', async () => {
    expect(await read('', [], 0)).toBe('none');
  });

  test.each([
    ['no note', 'something else'],
    ['a note of another kind', noteOf({ text: 'hello\n', signatures })],
  ])('cannot be read where there is %s', async (_, note) => {
    expect(await read(note)).toBe('unreadable');
  });

  test.each([
    ['there is no key', [], text],
    ['another key lies there', [other], text],
    ['the text was changed', [spki], checkpointText({ ...checkpoint, records: 13 })],
  ])('has no key that signed it where %s', async (_, keys, changed) => {
    const shown = await read(noteOf({ text: changed, signatures }), keys);
    expect(shown).toMatchObject({ checkpoint: { number: 7 } });
    expect(shown).not.toHaveProperty('keyFingerprint');
  });
});
