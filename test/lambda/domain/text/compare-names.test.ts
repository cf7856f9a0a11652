import { expect, test } from '@jest/globals';
import { compareNames } from '../../../../lambda/domain/text/compare-names.ts';

test('names are in the order of a telephone book', () => {
  const names = ['Zeta', 'Tenant 10', 'Äpfel AG', 'tenant 2', 'Apotheke', 'Berg'];
  expect(names.toSorted(compareNames)).toEqual(['Äpfel AG', 'Apotheke', 'Berg', 'tenant 2', 'Tenant 10', 'Zeta']);
});

test('names that look alike to a reader keep one order, and the same name is the same', () => {
  const [composed, decomposed] = ['Caf\u00e9', 'Cafe\u0301'];
  expect([composed, decomposed].toSorted(compareNames)).toEqual([decomposed, composed].toSorted(compareNames));
  expect(compareNames('Contoso', 'Contoso')).toBe(0);
  expect(Math.sign(compareNames(composed, decomposed))).toBe(-Math.sign(compareNames(decomposed, composed)));
  expect(compareNames(composed, decomposed)).not.toBe(0);
});
