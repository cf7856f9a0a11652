import { expect, test } from '@jest/globals';
import { carriedOut, type PauseChange } from '../../../cli/pause/carried-out.ts';
import { CONTOSO } from '../../lambda/usecases/in-memory.ts';

const execution = { running: false, status: 'SUCCEEDED', output: '{"outcome":"done","sentence":"Paused."}' };

test.each<PauseChange['scope']>([
  { of: 'everything' },
  { of: 'class', class: 'service' },
  { of: 'tenant', tenantId: CONTOSO },
  { of: 'tenant-in-cycle', cycleId: `2026-12-07-admin-monthly-america-now-12345678`, tenantId: CONTOSO },
])('Step Functions takes the name of the execution for $of', async (scope) => {
  const names: string[] = [];
  const workflows = {
    caller: 'arn:aws:iam::123456789012:user/ada',
    start: async (_: string, name: string) => {
      names.push(name);
      return 'started' as const;
    },
    describe: async () => execution,
  };
  const answer = await carriedOut(workflows, { change: 'release', scope, reason: 'x' });
  expect(answer).toEqual({ outcome: 'done', sentence: 'Paused.' });
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
  expect(names.join()).toMatch(/^release-\d{17}-[\w-]+$/);
  expect(names.join().length).toBeLessThanOrEqual(80);
});

test.each([
  [
    { running: false, status: 'FAILED', cause: 'the estate has no such tenant' },
    /FAILED: the estate has no such tenant/,
  ],
  [{ running: false, status: 'TIMED_OUT' }, /ended as TIMED_OUT.+console of Step Functions/],
])('an execution without an answer is told with what it says: %j', async (ended, sentence) => {
  const workflows = { caller: 'x', start: async () => 'started' as const, describe: async () => ended };
  const wanted = { change: 'set', scope: { of: 'everything' }, reason: 'x' } as const;
  await expect(carriedOut(workflows, wanted)).rejects.toThrow(sentence);
});
