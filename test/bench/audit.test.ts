import { expect, jest, test } from '@jest/globals';
import { auditCommand } from '../../bench/audit.ts';

test('verifying, asking and a checkpoint are measured beside a plain reader', async () => {
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    await auditCommand().parseAsync(['--records', '2000', '--chains', '60'], { from: 'user' });
  } finally {
    write.mockRestore();
  }
  const text = printed.join('');
  expect(text).toMatch(/^2000 records of 100 accounts in 100 tenants: \d+ files/);
  // The reader counts what was delivered twice, too.
  expect(text).toMatch(/\nplain reader .* 2\d{3}\n/);
  expect(text).toMatch(/\nverify .* 2000 +0\n/);
  expect(text).toMatch(/\nopen .* 2000\n/);
  expect(text).toMatch(/\na checkpoint of \d+ chains .* 0 problems\n/);
  expect(process.exitCode).toBeUndefined();
});
