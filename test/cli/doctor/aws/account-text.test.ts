import { expect, test } from '@jest/globals';
import { look } from '../../../../cli/doctor/aws/aws-answer.ts';
import { failed, isReady, ok } from '../../../../cli/doctor/check.ts';
import { accountText } from '../../../../cli/doctor/report-text.ts';

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

test('what AWS does not let somebody look at stops nothing, and names the permission', async () => {
  const checks = await look('mail account', 'ses:GetAccount', async () => {
    throw named('AccessDeniedException', 'User: x is not authorized to perform: ses:GetAccount');
  });
  expect(isReady(checks)).toBe(true);
  expect(checks).toMatchObject([
    {
      state: 'warn',
      detail: expect.stringContaining('not looked at: AccessDeniedException: User: x'),
      next: expect.stringMatching(/^allow yourself ses:GetAccount/),
    },
  ]);
});

test('another error is told as it is', async () => {
  const checks = await look('stack', 'x', async () => {
    throw named('TimeoutError', 'no answer');
  });
  expect(checks).toMatchObject([{ state: 'warn', detail: 'not looked at: TimeoutError: no answer' }]);
});

test('the report names the account, and each next step below its finding', () => {
  const checks = [ok('stack', 'Rotation is deployed'), failed('mail sender', 'unknown', 'add records')];
  const where = { account: '111122223333', region: 'eu-central-1', stackName: 'Rotation' };
  expect(accountText({ ...where, ready: isReady(checks), checks })).toBe(
    [
      'AWS account 111122223333, eu-central-1, Rotation: NOT READY',
      '  ok      stack        Rotation is deployed',
      '  FAILED  mail sender  unknown',
      '            → add records',
      '',
    ].join('\n'),
  );
});
