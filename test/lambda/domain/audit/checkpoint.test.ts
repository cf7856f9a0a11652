import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { sha256 } from '../../../../lambda/domain/audit/audit-chain.ts';
import {
  byChain,
  type Checkpoint,
  checkpointText,
  hashOfCheckpoint,
  leafOf,
  originOf,
  readCheckpoint,
  rootOfHeads,
} from '../../../../lambda/domain/audit/checkpoint.ts';
import { leafHash, rootOf } from '../../../../lambda/domain/audit/merkle.ts';

const checkpoint: Checkpoint = {
  origin: 'm365-password-rotation/123456789012/eu-central-1/M365PasswordRotation',
  chains: 3,
  root: `${'00'.repeat(31)}ff`,
  number: 7,
  time: '2026-12-07T09:00:00.000Z',
  records: 41,
  previous: 'ab'.repeat(32),
  heads: { holds: 'changed', hash: 'cd'.repeat(32) },
  estate: 'ef'.repeat(32),
  code: '1.2.3-0123456789abcdef',
};
const sealing: Checkpoint = { ...checkpoint, cycleId: '2026-12-07-admin-monthly' };

const TEXT = `m365-password-rotation/123456789012/eu-central-1/M365PasswordRotation
3
AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP8=
number 7
time 2026-12-07T09:00:00.000Z
records 41
previous ${'ab'.repeat(32)}
heads changed ${'cd'.repeat(32)}
estate ${'ef'.repeat(32)}
code 1.2.3-0123456789abcdef
`;

test('a checkpoint is a text: origin, size and root, as C2SP has them, then lines of its own', () => {
  expect(checkpointText(checkpoint)).toBe(TEXT);
  expect(checkpointText(sealing)).toBe(`${TEXT}cycle 2026-12-07-admin-monthly\n`);
});

test('its hash is that of the text', () => expect(hashOfCheckpoint(checkpoint)).toBe(sha256(TEXT)));

test('reading gives what was written', () => {
  const hashes = fc.stringMatching(/^[0-9a-f]{64}$/);
  const words = fc.stringMatching(/^[!-*,-~]{1,30}$/);
  const count = fc.maxSafeNat();
  const made = fc.record(
    {
      origin: words,
      chains: count,
      root: hashes,
      number: count.map((each) => Math.max(each, 1)),
      time: fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
        .map((each) => each.toISOString()),
      records: count,
      previous: hashes,
      heads: fc.record({ holds: fc.constantFrom('all' as const, 'changed' as const), hash: hashes }),
      estate: hashes,
      code: words,
      cycleId: words,
    },
    { requiredKeys: ['origin', 'chains', 'root', 'number', 'time', 'records', 'previous', 'heads', 'estate', 'code'] },
  );
  fc.assert(fc.property(made, (each) => expect(readCheckpoint(checkpointText(each))).toEqual(each)));
});

test('whatever is changed in a text, it is no checkpoint or another one: none is read in two ways', () => {
  fc.assert(
    fc.property(fc.nat(TEXT.length), fc.constantFrom('', ' ', '\n', '0', '1', 'A', '='), (at, put) => {
      const changed = TEXT.slice(0, at) + put + TEXT.slice(at + 1);
      const read = readCheckpoint(changed);
      if (read !== undefined) expect(checkpointText(read)).toBe(changed);
      if (changed !== TEXT && read !== undefined) expect(hashOfCheckpoint(read)).not.toBe(sha256(TEXT));
    }),
  );
});

describe('no checkpoint is', () => {
  test.each([
    ['nothing', ''],
    ['a text without its end', TEXT.slice(0, -1)],
    ['lines in another order', TEXT.replace(/(number .*\n)(time .*\n)/, '$2$1')],
    ['a line twice', TEXT.replace(/(number .*\n)/, '$1$1')],
    ['a line that nobody knows', `${TEXT}witness none\n`],
    ['an empty cycle', `${TEXT}cycle \n`],
    ['a size with a zero before it', TEXT.replace('\n3\n', '\n03\n')],
    ['a size in another form', TEXT.replace('\n3\n', '\n3e0\n')],
    ['no size', TEXT.replace('\n3\n', '\n\n')],
    ['a root of other length', TEXT.replace('AAAA', '')],
    ['a root in other base64', TEXT.replace('AP8=', 'AP9=')],
    ['number 0', TEXT.replace('number 7', 'number 0')],
    ['a time to the second', TEXT.replace('.000Z', 'Z')],
    ['a time of another zone', TEXT.replace('.000Z', '.000+00:00')],
    ['a hash in capitals', TEXT.replace('ab'.repeat(32), 'AB'.repeat(32))],
    ['a file of heads that holds something else', TEXT.replace('heads changed', 'heads some')],
    ['an origin of two words', TEXT.replace('m365-', 'm365 ')],
  ])('%s', (_, text) => {
    expect(text).not.toBe(TEXT);
    expect(readCheckpoint(text)).toBeUndefined();
  });
});

test.each([
  ['an origin with a space', { origin: 'a b' }],
  ['an origin with a plus', { origin: 'a+b' }],
  ['no origin', { origin: '' }],
  ['a negative count', { records: -1 }],
  ['a hash that is none', { previous: 'ab' }],
  ['a cycle with a line feed', { cycleId: 'a\nb' }],
])('nothing with %s is written', (_, change) => expect(() => checkpointText({ ...checkpoint, ...change })).toThrow());

const head = (chain: string, sequence = 1) => ({ chain, sequence, hash: sha256(chain) });

test('a leaf is canonical JSON of chain, hash and sequence, and nothing else of what it gets', () => {
  const more = { ...head('-#-', 4), prevHash: 'x' };
  expect(leafOf(more)).toBe(`{"chain":"-#-","hash":"${sha256('-#-')}","sequence":4}`);
});

test('chains are sorted by bytes', () => {
  const sorted = ['-#-', '0#-', 'A#-', 'a#-', 'a#-a', 'a#0', 'access#x'].map((each) => head(each));
  for (const order of [sorted, sorted.toReversed()]) expect([...order].sort(byChain)).toEqual(sorted);
  expect(byChain(head('a'), head('a'))).toBe(0);
});

test('the root is that of the tree over the leaves', () => {
  const heads = [head('-#-'), head('a#-', 2), head('b#-', 3)];
  expect(rootOfHeads(heads)).toBe(rootOf(heads.map((each) => leafHash(leafOf(each)))).toString('hex'));
  expect(rootOfHeads([])).toBe(sha256(''));
  expect(rootOfHeads(heads.toReversed())).not.toBe(rootOfHeads(heads));
});

test('the origin says which deployment it is', () => {
  const aws = { account: '123456789012', region: 'eu-central-1', stackName: 'M365PasswordRotation' };
  expect(originOf(aws)).toBe(checkpoint.origin);
});
