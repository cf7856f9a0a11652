import { expect, test } from '@jest/globals';
import { apiRoot } from '../../../../../lambda/adapters/psa/connectwise/api-root.ts';

const endpoint = 'https://psa.northwind.example';

test.each<[string, unknown, string]>([
  [
    'a site of ConnectWise’s cloud',
    { Codebase: 'v2025_1/', SiteUrl: 'api-eu.myconnectwise.net' },
    'https://api-eu.myconnectwise.net/v2025_1/apis/3.0',
  ],
  ['the site itself', { Codebase: 'v2025_1', SiteUrl: 'PSA.northwind.example' }, `${endpoint}/v2025_1/apis/3.0`],
  ['a company that is not known', null, `${endpoint}/v4_6_release/apis/3.0`],
  ['nothing readable', undefined, `${endpoint}/v4_6_release/apis/3.0`],
  [
    'another address in place of a release',
    { Codebase: '../x?', SiteUrl: 'evil.example' },
    `${endpoint}/v4_6_release/apis/3.0`,
  ],
  ['a site with a user', { Codebase: 'v2025_1/', SiteUrl: 'a@evil.example' }, `${endpoint}/v4_6_release/apis/3.0`],
])('%s', (_, info, root) => {
  expect(apiRoot(info, endpoint)).toBe(root);
});

test.each([
  'evil.example',
  'myconnectwise.net.evil.example',
  'evilmyconnectwise.net',
  '169.254.169.254',
  'localhost:8080',
  'psa.northwind.example:8443',
])('the keys do not go to %s', (SiteUrl) => {
  expect(() => apiRoot({ Codebase: 'v2025_1/', SiteUrl }, endpoint)).toThrow(
    'ConnectWise names a site that is neither psa.site nor of myconnectwise.net',
  );
});

test('on this machine the endpoint keeps its path', () => {
  expect(apiRoot({ Codebase: 'v2025_1/', SiteUrl: '127.0.0.1:8702' }, 'http://127.0.0.1:8702/connectwise')).toBe(
    'http://127.0.0.1:8702/connectwise/v2025_1/apis/3.0',
  );
});
