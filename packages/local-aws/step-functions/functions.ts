import { createHash, randomUUID } from 'node:crypto';
import type { Expression } from 'jsonata';

/** The most elements that `$range` may give. */
const LONGEST_RANGE = 1000;

const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** A small generator (mulberry32), so that the same seed gives the same number. */
function seeded(seed: number): number {
  let x = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  x = Math.imul(x ^ (x >>> 15), x | 1);
  x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
  return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
}

function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new Error('$range: the step must not be 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > LONGEST_RANGE) throw new Error(`$range: more than ${LONGEST_RANGE} elements`);
  return Array.from({ length: count }, (_, i) => first + i * step);
}

function partition(list: readonly unknown[], size: number): unknown[][] {
  if (!Number.isInteger(size) || size < 1) throw new Error('$partition: the size must be a whole number above 0');
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

function hash(text: string, algorithm: string): string {
  const name = hashes[algorithm];
  if (name === undefined) throw new Error(`$hash: unknown algorithm '${algorithm}'`);
  return createHash(name).update(text, 'utf8').digest('hex');
}

/** Gives an expression the functions that Step Functions adds to JSONata, and takes `$eval` from it, as AWS does. */
export function addStepFunctionsTo(expression: Expression): void {
  expression.registerFunction('uuid', () => randomUUID(), '<:s>');
  expression.registerFunction(
    'random',
    (seed?: number) => (seed === undefined ? Math.random() : seeded(seed)),
    '<n?:n>',
  );
  expression.registerFunction('range', range, '<nnn:a<n>>');
  expression.registerFunction('partition', partition, '<an:a<a>>');
  expression.registerFunction('hash', hash, '<ss:s>');
  expression.registerFunction('parse', (text: string) => JSON.parse(text), '<s:x>');
  expression.registerFunction('eval', () => {
    throw new Error('$eval is not supported, use $parse');
  });
}
