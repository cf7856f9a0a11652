import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { logForAlarm } from '../../../lambda/runtime/log-for-alarm.ts';
import { logged } from '../../../lambda/runtime/logged.ts';

const IDS = {
  rotationId: 'a'.repeat(32),
  cycleId: '2026-12-07-admin-monthly',
  tenantId: '11111111-2222-4333-8444-555555555555',
  accountId: '99999999-2222-4333-8444-555555555555',
  executionId: 'arn:aws:states:eu-central-1:123456789012:execution:M365PasswordRotation-AccountRotation:aaa',
};
const invocation = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 1_000 };

function recorded<Result>(handle: (input: unknown) => Promise<Result>) {
  const lines: string[] = [];
  const handler = logged('reset-password', handle, (line) => void lines.push(line));
  return { run: (input: unknown) => handler(input, invocation), lines: () => lines.map((line) => JSON.parse(line)) };
}
afterEach(() => {
  jest.restoreAllMocks();
});

describe('each invocation leaves one line', () => {
  test('with the ids of its event, and nothing else of it', async () => {
    const { run, lines } = recorded(async () => ({ outcome: 'rotated' }));
    expect(await run({ ...IDS, error: { name: 'X', cause: 'password: Tr0ub4dor' } })).toEqual({ outcome: 'rotated' });
    expect(lines()).toEqual([
      {
        level: 'INFO',
        message: 'done',
        component: 'reset-password',
        requestId: 'request-1',
        ...IDS,
        ms: expect.any(Number),
      },
    ]);
  });

  test('of a failure it has the name alone: its message may tell what a request held', async () => {
    const { run, lines } = recorded(async () => {
      throw new TypeError('the password Tr0ub4dor was refused');
    });
    await expect(run(IDS)).rejects.toThrow('refused');
    expect(lines()).toMatchObject([{ level: 'ERROR', message: 'failed', error: 'TypeError', ...IDS }]);
    expect(JSON.stringify(lines())).not.toContain('Tr0ub4dor');
  });

  test.each([undefined, null, 'text', { rotationId: 7 }])(
    'an event without ids (%j) is worked on all the same',
    async (input) => {
      const { run, lines } = recorded(async (given) => given);
      expect(await run(input)).toBe(input);
      expect(lines()).toMatchObject([{ message: 'done', requestId: 'request-1' }]);
    },
  );
});

test('a line that calls a person carries the ids of the work under way, and never those of the work before', async () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const { run } = recorded(async () => logForAlarm('uncertain-rotation'));
  await run(IDS);
  await run({ cycleId: IDS.cycleId });
  const [first, second] = write.mock.calls.map(([line]) => JSON.parse(String(line)));
  expect(first).toMatchObject({ level: 'WARN', message: 'uncertain-rotation', ...IDS });
  expect(second).toMatchObject({ message: 'uncertain-rotation', cycleId: IDS.cycleId });
  expect(second).not.toHaveProperty('rotationId');
});
