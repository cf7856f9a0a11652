import { expect, test } from '@jest/globals';
import { estateOfAllFunctions, exampleEstate, secondRegion, secondStage, synthesizedStacks } from './synthesized.ts';

/** A synthesis fails where a finding of AwsSolutions or NIST 800-53 is left without a reason: that it ends says that none is. */

test.each([
  ['the example', exampleEstate()],
  ['an estate of all functions, whose portal has a name', estateOfAllFunctions()],
  ['a test stage', secondStage()],
  ['an estate behind a firewall', secondRegion()],
])('%s: every finding is reviewed, and no review is left of what is gone', (_, estate) => {
  expect(synthesizedStacks(estate).unused).toEqual([]);
});
