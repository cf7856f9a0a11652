import { describe, expect, test } from '@jest/globals';
import { Expressions } from '../../step-functions/expressions.ts';

const sight = {
  state: 'A',
  enteredId: 2,
  states: { input: { list: [{ id: 1 }, { id: 2 }], text: '{"a":[1]}' } },
  variables: { v: 5 },
};
const value = (template: unknown) => new Expressions().evaluate(template, 'Output', sight);

describe('values', () => {
  test.each<[unknown, unknown]>([
    ['plain', 'plain'],
    [7, 7],
    [null, null],
    [{ a: ['{% $v %}', true] }, { a: [5, true] }],
    ['{% $states.input.list.id %}', [1, 2]],
    ['{% $states.input.list[id=2] %}', { id: 2 }],
    ['{% [$states.input.list[id=2]] %}', [{ id: 2 }]],
    ['{% $parse($states.input.text) %}', { a: [1] }],
    ['{% $range(1, 7, 2) %}', [1, 3, 5, 7]],
    ['{% $range(3, 1, -1) %}', [3, 2, 1]],
    ['{% $partition([1,2,3], 2) %}', [[1, 2], [3]]],
    ['{% $hash("a", "SHA-256") %}', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
    ['{% $uuid() %}', expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/)],
    ['{% $random(7) = $random(7) and $random(7) != $random(8) %}', true],
    ['{% $random() >= 0 and $random() < 1 %}', true],
  ])('%j', async (template, expected) => {
    const result = await value(template);
    expect(result).toEqual(expected);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe('what gives nothing is an error that names expression, field and state', () => {
  test.each([
    ['{% $states.input.missing %}', 'Output'],
    [{ a: { b: ['{% $states.input.missing %}'] } }, 'Output/a/b[0]'],
    ['{% $missing %}', 'Output'],
    ['{% bare %}', 'Output'],
    ['{% function($x) { $x } %}', 'Output'],
    ['{% $uuid %}', 'Output'],
  ])('%j', async (template, field) => {
    await expect(value(template)).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      reason: expect.stringMatching(
        /^An error occurred while executing the state 'A' \(entered at the event id #2\)\. The JSONata expression '.*' specified for the field '.*' returned nothing \(undefined\)\.$/,
      ),
      evaluation: { state: 'A', location: field },
    });
  });

  test.each([
    '{% $number("x") %}',
    '{% $range(1, 5000, 1) %}',
    '{% $hash("a", "CRC") %}',
    '{% $parse("{") %}',
    '{% $range(1, 2, 0) %}',
  ])('%s fails', async (template) => {
    await expect(value(template)).rejects.toMatchObject({ error: 'States.QueryEvaluationError' });
  });
});
