import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { plainImage } from '../../../../lambda/domain/audit/stored-image.ts';

/** `marshall` assigns members, and so loses one that is called `__proto__`: the next test has it. */
const name = fc.string().filter((text) => text !== '__proto__');

test('gives what was stored', () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (row) => {
      expect(plainImage(marshall(row))).toEqual(row);
    }),
  );
});

test('a member may be called as what objects have anyway', () => {
  const image = JSON.parse('{"__proto__":{"S":"x"},"constructor":{"N":"1"}}');
  const plain = plainImage(image);
  expect(Object.entries(plain ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 1],
  ]);
});

test.each([
  ['no type', 'text'],
  ['nothing', null],
  ['no type in an object', {}],
  ['two types', { S: 'x', N: '1' }],
  ['a type that records do not have', { SS: ['x'] }],
  ['bytes', { B: 'eA==' }],
  ['a text that is none', { S: 1 }],
  ['a number that is no text', { N: 1 }],
  ['a fraction', { N: '0.5' }],
  ['a number with a zero before it', { N: '01' }],
  ['minus zero', { N: '-0' }],
  ['a number with an exponent', { N: '1e3' }],
  ['a number with something after it', { N: '1 ' }],
  ['a number with something before it', { N: ' 1' }],
  ['no number', { N: '' }],
  ['a number that is not exact', { N: '9007199254740992' }],
  ['a number too long', { N: '90071992547409920' }],
  ['yes as a text', { BOOL: 'true' }],
  ['nothing that is something', { NULL: false }],
  ['a list that is none', { L: { S: 'x' } }],
  ['a list of untyped', { L: ['x'] }],
  ['an object that is a list', { M: [] }],
  ['an object that is nothing', { M: null }],
  ['an object that is a text', { M: 'x' }],
  ['an object of untyped', { M: { a: 'x' } }],
])('%s is not what records are made of', (_, typed) => {
  expect(plainImage({ good: { S: 'x' }, bad: typed })).toBeUndefined();
  expect(plainImage({ list: { L: [typed] } })).toBeUndefined();
});

test('the largest numbers are exact', () => {
  expect(plainImage({ a: { N: '9007199254740991' }, b: { N: '-9007199254740991' }, c: { N: '0' } })).toEqual({
    a: Number.MAX_SAFE_INTEGER,
    b: Number.MIN_SAFE_INTEGER,
    c: 0,
  });
});
