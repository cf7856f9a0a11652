import { describe, expect, test } from '@jest/globals';
import { claimIn, placeOf, readAsked } from '../../../../lambda/domain/audit/asked.ts';

const OLGA = 'arn:aws:iam::123456789012:user/olga';
const TENANT = '6a1f0c5e-8d3b-4f27-9c4a-2b7e5d9f1a01';
const ACCOUNT = '11111111-2222-4333-8444-555555555555';
const claim = (input: unknown) => claimIn(readAsked(input));
const place = (input: unknown) => placeOf(readAsked(input));

describe('whom an input names', () => {
  test.each<[string, unknown, string | undefined]>([
    ['of a pause', { requestedBy: OLGA }, OLGA],
    ['of a cycle', { onDemand: { requestedBy: OLGA, reason: 'x' } }, OLGA],
    ['of a reopening', { reopen: { requestedBy: OLGA, n: 1 } }, OLGA],
    ['a technician', { requestedBy: { technician: ACCOUNT } }, `the technician ${ACCOUNT}`],
    ['the rule', { onDemand: { requestedBy: { rule: 'rotateAfterReveal' } } }, 'the rule rotateAfterReveal'],
    ['nobody', { schedule: 'admin-monthly' }, undefined],
    ['nobody, in another form', { requestedBy: 5, onDemand: 'x', reopen: {} }, undefined],
    ['nobody, in no form', null, undefined],
  ])('%s', (_, input, expected) => {
    expect(claim(input)).toBe(expected);
  });
});

describe('where it belongs', () => {
  test.each<[string, unknown, object]>([
    [
      'to the account',
      { cycleId: 'c', tenantId: TENANT, accountId: ACCOUNT },
      { cycleId: 'c', tenantId: TENANT, accountId: ACCOUNT },
    ],
    ['to the scope of a pause', { scope: { cycleId: 'c', tenantId: TENANT } }, { cycleId: 'c', tenantId: TENANT }],
    [
      'to the account in a scope',
      { scope: { tenantId: TENANT, accountId: ACCOUNT } },
      { tenantId: TENANT, accountId: ACCOUNT },
    ],
    [
      'to the account of a trial',
      { trial: { tenantId: TENANT, accountId: ACCOUNT } },
      { tenantId: TENANT, accountId: ACCOUNT },
    ],
    ['to the estate, where an account has no tenant', { accountId: ACCOUNT }, {}],
    ['to the estate, where nothing is told', undefined, {}],
    ['to the estate, where an id is none', { tenantId: 'x', accountId: ACCOUNT }, {}],
  ])('%s', (_, input, expected) => {
    expect(place(input)).toEqual(expected);
  });
});
