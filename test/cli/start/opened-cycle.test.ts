import { expect, test } from '@jest/globals';
import { endedWell } from '../../../cli/start/ended-cycle.ts';
import { openedCycle } from '../../../cli/start/opened-cycle.ts';
import { startedText } from '../../../cli/start/started-text.ts';
import type { Cycle } from '../../../lambda/domain/cycle/cycle.ts';
import { totalsOf } from '../../../lambda/domain/totals.ts';
import { CYCLE } from '../../lambda/usecases/in-memory.ts';

const open: Cycle = {
  cycleId: CYCLE,
  schedule: 'admin-monthly',
  class: 'admin',
  scheduledFor: '2026-12-07T04:00:00.000Z',
  openedAt: '2026-12-07T04:00:00.000Z',
  decideBefore: '2026-12-09T04:00:00.000Z',
  executionId: 'x',
  dryRun: false,
  portalUrl: 'https://portal',
  status: 'open',
};
const waited = (execution: { running: boolean; status: string; cause?: string } | undefined, row?: Cycle) =>
  openedCycle({ find: async () => row }, { describe: async () => execution }, 'by-hand', CYCLE);

test('a workflow that has ended without a cycle is not waited for: it says what is on hold, or what went wrong', async () => {
  await expect(waited({ running: false, status: 'SUCCEEDED' })).rejects.toThrow(
    /all its tenants are on hold, or none has the schedule\. npm run rotation -- release lists/,
  );
  await expect(waited({ running: false, status: 'FAILED', cause: "no schedule 'x'" })).rejects.toThrow(
    "execution by-hand of RotationCycle ended as FAILED: no schedule 'x'",
  );
});

test('a cycle that is open is found, also where its workflow has ended', async () => {
  expect(await waited({ running: true, status: 'RUNNING' }, open)).toBe(open);
  expect(await waited({ running: false, status: 'SUCCEEDED' }, open)).toBe(open);
});

test('whoever starts a cycle reads whom it leaves out, and how they take part', () => {
  const tenants = [{ tenantId: 't', displayName: 'Contoso\u001b[2J', why: 'on-hold' }] as const;
  const text = startedText({ ...open, leftOut: { onHold: 1, blackedOut: 0, tenants } }, CYCLE);
  expect(text).toContain('Tenants that it leaves out:\n  Contoso?[2J: on hold until');
  expect(text).toContain('rotation release --tenant <name>');
  expect(text).toContain(`status --cycle ${CYCLE}`);
});

test('a dry run asks nobody, an emergency two, and what is not open yet is looked for later', () => {
  expect(startedText({ ...open, dryRun: true }, CYCLE)).toContain('Nobody is asked');
  expect(startedText({ ...open, emergency: true }, CYCLE)).toContain(`https://portal/cycles/${CYCLE}/approvals`);
  expect(startedText(open, CYCLE)).toContain('asked now, by mail');
  expect(startedText(undefined, CYCLE)).toContain(`npm run rotation -- status --cycle ${CYCLE}`);
});

test('a tenant that failed makes an end that is not well', () => {
  const totals = totalsOf([], []);
  expect(endedWell({ totals })).toBe(true);
  for (const each of ['failed', 'uncertain', 'tenantsFailed'] as const) {
    expect(endedWell({ totals: { ...totals, [each]: 1 } })).toBe(false);
  }
  expect(endedWell({ totals, failure: 'TimedOut' })).toBe(false);
});
