import { expect, test } from '@jest/globals';
import { proveContradictions } from '../../config/prove-contradictions.ts';

const ID = '6a0c0000-0000-4000-8000-0000000000aa';
const found = (tenant: object, technicians: readonly object[] = []) =>
  proveContradictions({ tenants: [{ name: 'other' }, { proveAccount: ID, ...tenant }], technicians });

test('an account that is named for nothing else', () => {
  expect(found({ serviceAccounts: [{ userPrincipalNamePrefix: 'svc-' }] })).toEqual([]);
});

test.each<[string, object, (readonly object[])?]>([
  ['breakGlass.accounts', { breakGlass: { accounts: [ID.toUpperCase()] } }],
  ['neverRotate', { neverRotate: [ID] }],
  ['serviceAccounts', { serviceAccounts: [{ account: ID }] }],
  ['serviceOptIn', { serviceOptIn: [{ account: ID }] }],
  ['dependants', { dependants: [{ where: { account: ID }, note: 'a job' }] }],
  ['vault.records', { vault: { records: [{ account: ID, id: '1' }] } }],
  ['ownAccounts of a technician', {}, [{ ownAccounts: [{ tenant: 'contoso', account: ID }] }]],
])('one that is named under %s too', (place, tenant, technicians = []) => {
  expect(found(tenant, technicians)).toEqual([
    { path: ['tenants', 1, 'proveAccount'], message: expect.stringContaining(place) },
  ]);
});

test('a file of any other form is left to the schema', () => {
  for (const value of [undefined, [], { tenants: 'x' }, { tenants: [{ proveAccount: 7 }] }]) {
    expect(proveContradictions(value)).toEqual([]);
  }
});
