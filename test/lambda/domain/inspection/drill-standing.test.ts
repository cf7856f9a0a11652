import { expect, test } from '@jest/globals';
import { drillStanding } from '../../../../lambda/domain/inspection/drill-standing.ts';
import { inspectionOf, notReadable, type Result, resultOf } from '../../../../lambda/domain/inspection/inspection.ts';

const AT = new Date('2026-12-07T05:00:00Z');
const looked = (tenantId: string, result: Result, at = AT, before?: ReturnType<typeof inspectionOf>) =>
  inspectionOf({ kind: 'break-glass', tenantId, tenantName: `Tenant ${tenantId}` }, result, before, at);
const failing = resultOf([{ code: 'blocked', state: 'failed', sentence: 'blocked' }]);
const unknown = resultOf([{ code: 'not-tested', state: 'unknown', sentence: 'no licence' }]);

test('every tenant is in one count; what began to fail fails until it passes, and an earlier quarter says nothing of this one', () => {
  const results = [
    looked('passes', resultOf([])),
    looked('fails', failing),
    looked('hides', notReadable('no consent'), AT, looked('hides', failing, new Date('2026-09-01T00:00:00Z'))),
    looked('unknown', unknown),
    looked('waived', { verdict: 'waived', findings: [], accounts: [] }),
    looked('old', resultOf([]), new Date('2026-09-30T23:59:59Z')),
    looked('of others', failing),
  ];
  const tenants = ['passes', 'fails', 'hides', 'unknown', 'waived', 'old', 'new'].map((tenantId) => ({ tenantId }));
  expect(drillStanding(tenants, results, AT)).toEqual({
    quarter: '2026-Q4',
    tenants: 7,
    passed: 1,
    failed: ['Tenant fails', 'Tenant hides'],
    unknown: 1,
    waived: 1,
    missing: 2,
  });
});

test('what was looked at after the quarter ended counts for it', () => {
  const [tenants, result] = [[{ tenantId: 'a' }], looked('a', resultOf([]), new Date('2027-01-02T00:00:00Z'))];
  expect(drillStanding(tenants, [result], AT)).toMatchObject({ passed: 1, missing: 0 });
});
