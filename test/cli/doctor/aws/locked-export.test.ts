import { expect, test } from '@jest/globals';
import { exportCheck } from '../../../../cli/doctor/aws/locked-export.ts';
import type { Workflows } from '../../../../cli/operator/workflows.ts';

const OLGA = 'arn:aws:sts::111122223333:assumed-role/Admin/olga';
type Described = Awaited<ReturnType<Workflows['describe']>>;
const running = { running: true, status: 'RUNNING' };
const ended = (exported: readonly object[]) => ({
  running: false,
  status: 'SUCCEEDED',
  output: JSON.stringify({ exported, notBefore: '2026-11-30T12:16:00.000Z' }),
});
const anExport = { exportArn: 'arn:aws:dynamodb:eu-central-1:1:table/Audit/export/017-a', items: 7 };

/** The workflow, as these answers describe it, the last one for ever. */
async function checked(...answers: readonly Described[]) {
  const [started, told]: [unknown[], string[]] = [[], []];
  let [asked, waited] = [0, 0];
  const checks = await exportCheck({
    workflows: {
      caller: OLGA,
      start: async (...given) => {
        started.push(given);
        return 'started';
      },
      describe: async (machine, name) => {
        expect([machine, name]).toEqual(['AuditExport', 'doctor-20261130120000000']);
        asked += 1;
        return answers[Math.min(asked, answers.length) - 1];
      },
    },
    now: () => new Date('2026-11-30T12:00:00Z'),
    wait: async (seconds) => {
      waited += seconds;
    },
    tell: (line) => told.push(line),
  });
  return { checks, started, waited, told };
}

test('the workflow exports as it does each day: the bucket lets nobody else put anything', async () => {
  const { checks, started, told } = await checked(undefined, running, ended([anExport, anExport]));
  expect(started).toEqual([['AuditExport', 'doctor-20261130120000000', { requestedBy: OLGA }]]);
  expect(checks).toEqual([
    { name: 'export to the locked bucket', state: 'ok', detail: 'Export 017-a: 7 records; Export 017-a: 7 records' },
  ]);
  expect(told.join()).toContain('doctor-20261130120000000');
});

test('where the last export has just ended, that is the answer', async () => {
  const { checks } = await checked(ended([]));
  expect(checks).toMatchObject([{ state: 'ok', detail: expect.stringContaining('less than 16 minutes old') }]);
});

test('what DynamoDB says about an export that failed is told as it is, with the next step', async () => {
  const cause = 'DynamoDB could not export the audit table: S3InvalidRequest: Content-MD5 is required';
  const { checks } = await checked({ running: false, status: 'FAILED', cause });
  expect(checks).toMatchObject([
    { state: 'failed', detail: cause, next: expect.stringContaining('before-production') },
  ]);
  const silent = await checked({ running: false, status: 'ABORTED' });
  expect(silent.checks).toMatchObject([{ state: 'failed', detail: expect.stringContaining('ended as ABORTED') }]);
});

test('one that takes longer than 20 minutes is left to be asked for', async () => {
  const { checks, waited } = await checked(running);
  expect(checks).toMatchObject([{ state: 'warn', next: expect.stringContaining('doctor-20261130120000000') }]);
  expect(waited).toBeGreaterThanOrEqual(1_200);
  expect(waited).toBeLessThan(1_300);
});
