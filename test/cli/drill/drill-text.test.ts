import { expect, test } from '@jest/globals';
import { drillText, resultsOf } from '../../../cli/drill/drill-text.ts';
import { failingLines } from '../../../cli/drill/failing-lines.ts';
import { type Finding, inspectionOf, type Result, resultOf } from '../../../lambda/domain/inspection/inspection.ts';

const failing: Finding = { code: 'blocked', state: 'failed', sentence: 'Its sign-in is blocked.', account: 'bg1@x' };
const hidden: Finding = { code: 'not-tested', state: 'unknown', sentence: 'It was not told.' };
const tenants = ['a', 'b', 'c', 'd'].map((name) => ({ name, displayName: `Tenant ${name}`, tenantId: `id-${name}` }));
const looked = (name: string, result: Result) =>
  inspectionOf(
    { kind: 'break-glass', tenantId: `id-${name}`, tenantName: name },
    result,
    undefined,
    new Date('2026-12-07T04:00:00Z'),
  );
const all = [looked('a', resultOf([])), looked('b', resultOf([hidden])), looked('c', resultOf([hidden, failing]))];

test('what fails comes first, what passed is counted, and whom nobody looked at is told', () => {
  expect(drillText('break-glass', resultsOf(all, tenants))).toBe(
    [
      'Break-glass drill of 4 tenants: 1 failed, 1 not known in full, 1 passed, 1 not looked at yet.',
      'Tenant c (c): failed, looked at 2026-12-07 04:00 UTC',
      '  - bg1@x: Its sign-in is blocked.',
      '  - Not known: It was not told.',
      'Tenant b (b): not known in full, looked at 2026-12-07 04:00 UTC',
      '  - Not known: It was not told.',
      '',
    ].join('\n'),
  );
});

test('status names who fails, and of a thousand only some', async () => {
  const many = Array.from({ length: 1_000 }, (_, n) => ({ name: `t${n}`, tenantId: `id-t${n}` }));
  const found = many.map(({ name }) => looked(name, resultOf([failing])));
  const inspections = {
    ofKind: async (kind: string) => (kind === 'break-glass' ? found : []),
  };
  expect(await failingLines(inspections, many)).toEqual([
    'Break-glass drill fails: t0, t1, t2, t3, t4 and 995 more. What, and what to do: npm run rotation -- drill --show',
  ]);
  expect(await failingLines(inspections, tenants)).toEqual([]);
});
