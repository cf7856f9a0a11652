import { expect, test } from '@jest/globals';
import validate from 'asl-validator';
import { machineNames } from '../../contract/machines.ts';
import { deployedMachine } from './deployed-definitions.ts';

/** The definitions by the rules of Amazon States Language, as a validator has them that knows nothing of ours. */

test.each(machineNames)('%s is valid', (name) => {
  const { isValid, errorsText } = validate(deployedMachine(name));
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
