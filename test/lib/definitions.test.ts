import { expect, test } from '@jest/globals';
import validate from 'asl-validator';
import { machineNames } from '../../contract/machines.ts';
import { machineOf } from './machines.ts';
import { synthesized } from './synthesized.ts';

/** The definitions by the rules of Amazon States Language, as a validator has them that knows nothing of ours. */

const template = synthesized();

/** A reference in a definition has become JSON: AWS puts an ARN there. */
const deployed = (text: string): unknown =>
  JSON.parse(
    text
      .replaceAll(/arn:\{[^{}]*\}:states/g, 'arn:aws:states')
      .replaceAll(/\{'(?:Ref|Fn::GetAtt)':[^{}]*\}/g, 'arn:aws:lambda:eu-central-1:123456789012:function:f'),
  );

test.each(machineNames)('%s is valid', (name) => {
  const { isValid, errorsText } = validate(deployed(machineOf(template, name).text));
  expect(isValid ? '' : errorsText('\n')).toBe('');
});

test('the validator can tell: a literal is no output of a Pass in JSONata', () => {
  const machine = (Output: string) => ({
    StartAt: 'P',
    QueryLanguage: 'JSONata',
    States: { P: { Type: 'Pass', Output, End: true } },
  });
  expect(validate(machine("{% 'started' %}")).isValid).toBe(true);
  expect(validate(machine('started')).isValid).toBe(false);
});
