import { expect, test } from '@jest/globals';
import { functionTable } from '../../../contract/functions.ts';
import { ownPath } from '../../../lambda/portal/own-path.ts';

/** What people open: no part of a sign-in, and no asset. */
const pages = Object.values(functionTable).flatMap(({ routes = {} }) =>
  Object.entries(routes).flatMap(([path, methods]) =>
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
  `/cycles/${'x'.repeat(600)}`,
])('%s leads home', (path) => {
  expect(ownPath(path)).toBe('/');
});
