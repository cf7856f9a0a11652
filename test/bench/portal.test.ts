import { expect, jest, test } from '@jest/globals';
import { portalCommand } from '../../bench/portal.ts';

test('each page is measured, with its bytes and round trips, beside the empty one', async () => {
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    await portalCommand().parseAsync(['--accounts', '100', '--latency', '0', '--requests', '1'], { from: 'user' });
  } finally {
    write.mockRestore();
  }
  const rows = printed.filter((line) => line.startsWith('100 '));
  expect(rows.map((line) => line.slice(10, 28).trim())).toEqual([
    'empty',
    'home',
    'cycle',
    'approvals',
    'a tenant of them',
    'search',
    'approve all',
    'review of a form',
    'a form of 1 MB',
  ]);
  // Two tenants: the cycle, its tenants, and the index once for each.
  expect(rows.find((line) => line.includes(' approvals '))?.trim()).toMatch(/ 4$/);
});
