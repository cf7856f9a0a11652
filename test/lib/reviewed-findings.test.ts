import { expect, test } from '@jest/globals';
import { reviewedEstates, synthesizedStacks } from './synthesized.ts';

/** A synthesis fails where a finding of AwsSolutions or NIST 800-53 is left without a reason: that it ends says that none is. */

test.each(Object.entries(reviewedEstates()))(
  '%s: every finding is reviewed, and no review is left of what is gone',
  (_, estate) => {
    expect(synthesizedStacks(estate).unused).toEqual([]);
  },
);
