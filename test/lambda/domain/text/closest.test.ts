import { expect, test } from '@jest/globals';
import { closest, didYouMean } from '../../../../lambda/domain/text/closest.ts';

const known = ['contoso', 'fabrikam', 'adventure-works', 'breakGlass', 'breakGlassWaiver'];

test.each([
  ['contosso', 'contoso'],
  ['cotnoso', 'contoso'],
  ['Contoso', 'contoso'],
  ['breakglass', 'breakGlass'],
  ['breakGlassWavier', 'breakGlassWaiver'],
  ['adventure-work', 'adventure-works'],
])('who wrote %s meant %s', (written, meant) => {
  expect(closest(written, known)).toBe(meant);
});

test.each(['', 'x', 'tailspin', 'con', 'fabric-contoso'])('who wrote “%s” meant none of them', (written) => {
  expect(closest(written, known)).toBeUndefined();
  expect(didYouMean(written, known)).toBe('');
});

test('of several the nearest one', () => {
  expect(closest('ten', ['tenants', 'teams', 'then', 'tan'])).toBe('then');
  expect(closest('tenents', ['teams', 'tenants'])).toBe('tenants');
});

test('it is said behind what is wrong', () => {
  expect(didYouMean('contosso', known)).toBe("; did you mean 'contoso'?");
});
