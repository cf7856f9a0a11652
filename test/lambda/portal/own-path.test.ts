import { expect, test } from '@jest/globals';
import { functionTable } from '../../../contract/functions.ts';
import { ownPath } from '../../../lambda/portal/own-path.ts';

/** What technicians open: no part of a sign-in, no asset, and not the page of customers' contacts, who have no sign-in. */
const pages = Object.entries(functionTable).flatMap(([name, { routes = {} }]) =>
  Object.entries(name === 'contact-page' ? {} : routes).flatMap(([path, methods]) =>
    methods.includes('GET') && !/^\/(assets|sign-in)/.test(path) ? [path.replace(/\{\w+\}/g, 'x')] : [],
  ),
);

test('a sign-in leads back to every page', () => {
  expect(pages.length).toBeGreaterThan(10);
  expect(pages.map((each) => ownPath(each))).toEqual(pages);
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example/cycles',
  '/sign-in?to=/',
  '/assets/portal.js',
  '/tenantsx',
  '/passwordsx',
  '/n/x',
  `/cycles/${'x'.repeat(600)}`,
])('%s leads home', (path) => {
  expect(ownPath(path)).toBe('/');
});
