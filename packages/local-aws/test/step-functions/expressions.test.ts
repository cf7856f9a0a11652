import { describe, expect, test } from '@jest/globals';
import { Expressions } from '../../step-functions/expressions.ts';

const sight = {
  state: 'A',
  enteredId: 2,
  states: { input: { list: [{ id: 1 }, { id: 2 }], v: 5 } },
  millis: 1_796_619_600_000,
};
const value = (template: unknown) => new Expressions().evaluate(template, 'Output', sight);

describe('values', () => {
  test.each<[unknown, unknown]>([
    ['plain', 'plain'],
    [7, 7],
    [null, null],
    [{ a: ['{% $states.input.v %}', true] }, { a: [5, true] }],
    ['{% $states.input.list.id %}', [1, 2]],
    ['{% $states.input.list[id=2] %}', { id: 2 }],
    ['{% [$states.input.list[id=2]] %}', [{ id: 2 }]],
    ['{% $millis() %}', 1_796_619_600_000],
    ["{% $toMillis('2026-12-07T05:00:00.000Z') - $millis() %}", Date.parse('2026-12-07T05:00:00Z') - 1_796_619_600_000],
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
    ['{% $random %}', 'Output'],
  ])('%j', async (template, field) => {
    await expect(value(template)).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      reason: expect.stringMatching(
        /^An error occurred while executing the state 'A' \(entered at the event id #2\)\. The JSONata expression '.*' specified for the field '.*' returned nothing \(undefined\)\.$/,
      ),
      evaluation: { state: 'A', location: field },
    });
  });

  test.each(['{% $number("x") %}', '{% $random(7) %}'])('%s fails', async (template) => {
    await expect(value(template)).rejects.toMatchObject({ error: 'States.QueryEvaluationError' });
  });
});
