import { randomInt } from 'node:crypto';
import type { RandomIntegers } from '../../../../lambda/domain/password/password.ts';

/** What the functions are wired with. */
export const cryptoSource: RandomIntegers = (below, count) => Array.from({ length: count }, () => randomInt(below));

/** 32 bits at a time, the same ones in every run: sfc32, which passes PractRand. */
function bitsFrom(seed: number): () => number {
  let [a, b, c, counter] = [seed, 0x9e3779b9, 0x243f6a88, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 20; i += 1) next();
  return next;
}

/** As unbiased as `randomInt`: numbers that would make some likelier are passed over. */
export function seededSource(seed: number): RandomIntegers {
  const next = bitsFrom(seed);
  return (below, count) => {
    const fair = 2 ** 32 - (2 ** 32 % below);
    const numbers: number[] = [];
    while (numbers.length < count) {
      const bits = next();
      if (bits < fair) numbers.push(bits % below);
    }
    return numbers;
  };
}

/** The mistake that a test of distribution must find: what does not fit is folded back. */
export function biasedSource(seed: number, bits: 8 | 16): RandomIntegers {
  const next = bitsFrom(seed);
  return (below, count) => Array.from({ length: count }, () => (next() >>> (32 - bits)) % below);
}
