import { expect, test } from '@jest/globals';
import { scheduleNamed } from '../../../cli/operator/schedule-named.ts';
import { estate } from '../../lambda/usecases/in-memory.ts';

test.each([
  ['admin-month', "did you mean 'admin-monthly'?"],
  ['service-quaterly', "did you mean 'service-quarterly'?"],
  ['x', "no schedule 'x'. It has: admin-monthly, service-quarterly"],
])('%s is unknown: %s', (name, sentence) => {
  expect(() => scheduleNamed(estate, name)).toThrow(sentence);
});

test('one that there is, is found', () => {
  expect(scheduleNamed(estate, 'admin-monthly').class).toBe('admin');
});
