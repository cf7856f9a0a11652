import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { thrown } from '@m365-rotation/local-aws';
import type { Estate } from '../../config/estate.ts';
import { PLACE_MS } from '../../lambda/domain/rotation/line.ts';
import type { PauseScope } from '../../lambda/domain/rotation/pause.ts';
import { withdrawDecision } from '../../lambda/usecases/approval/withdraw-decision.ts';
import { operator } from '../../lambda/usecases/facts.ts';
import { endPause, setPause } from '../../lambda/usecases/rotation/pausing.ts';
import { CONTOSO, CYCLE, estate, signedIn, type World } from '../lambda/usecases/in-memory.ts';
import { decideAndTell } from '../lambda/usecases/scene.ts';
import { type Circumstances, type FaultAt, runCycle } from './cycle-in-memory/run-cycle.ts';

/** Whole cycles with the deployed machines, whose approved rotations find 20,000 others before them in line. */

const folder = mkdtempSync(join(tmpdir(), 'in-line-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const AHEAD = 20_000;
/** 14 minutes. */
const LINE_MS = AHEAD * PLACE_MS;
/** The cycle's technician approves an hour after she was asked: the others come shortly before. */
const APPROVED_MS = HOUR_MS;
const keyOf = (name: string) => ({ cycleId: CYCLE, tenantId: CONTOSO, accountId: `id-${name}` });
const ada = operator('arn:aws:iam::123456789012:user/ada');
const everything: PauseScope = { of: 'everything' };
const pausing = (ports: World['ports']) => ({ ...ports, component: 'portal' as const });

type Running = Parameters<NonNullable<Circumstances['arrange']>>[0];

/** @param meanwhile  happens, in minutes after the approval: while it stands in line */
async function run(
  meanwhile: Readonly<Record<number, (ports: World['ports']) => Promise<unknown>>> = {},
  {
    fault = () => undefined,
    approvedMs = APPROVED_MS,
    ...more
  }: Circumstances & { fault?: FaultAt; approvedMs?: number } = {},
) {
  let told = 0;
  const arrange = ({ ports, clock }: Running) => {
    clock.after(approvedMs - MINUTE_MS, async () => {
      for (let each = 0; each < AHEAD; each += 1) await ports.line.take(new Date(clock.now().getTime() + MINUTE_MS));
    });
    for (const [minutes, happens] of Object.entries(meanwhile)) {
      clock.after(approvedMs + Number(minutes) * MINUTE_MS, () => void happens(ports));
    }
  };
  const cycle = await runCycle(
    folder,
    (state, n) => {
      if (state === 'AccountRotation.StagePassword') told = n;
      return fault(state, n);
    },
    { ...more, arrange },
  );
  const { records, rotationRows } = cycle.world.tables;
  const timesOf = (action: string, name?: string) =>
    records
      .filter((each) => each.action === action && (name === undefined || each.accountId === `id-${name}`))
      .map(({ time }) => Date.parse(time));
  const endOf = (name: string) => rotationRows.get(`${CYCLE}/${CONTOSO}/id-${name}`)?.state.status;
  const [given = Number.NaN] = timesOf('approval.approved', 'ops');
  return { ...cycle, timesOf, endOf, given, staged: told };
}

describe('a rotation in line', () => {
  test('goes on when its place comes, and asks for one once', async () => {
    const { endOf, timesOf, given, staged, end } = await run();
    expect([endOf('ops'), endOf('mail')]).toEqual(['rotated', 'rotated']);
    for (const time of timesOf('reset.attempted')) {
      expect(time - given).toBeGreaterThan(LINE_MS - MINUTE_MS);
      expect(time - given).toBeLessThan(LINE_MS + 3 * MINUTE_MS);
    }
    expect(staged).toBe(4);
    expect(end.status).toBe('SUCCEEDED');
  });

  test.each([1, 2, 3, 4, 5])('is not lost when the function stops right after its call %i', async (call) => {
    const fault: FaultAt = (state, n) =>
      state === 'AccountRotation.StagePassword' && n === call
        ? { fails: () => thrown('Runtime.ExitError'), afterEffect: true }
        : undefined;
    const { endOf, timesOf } = await run({}, { fault });
    expect([endOf('ops'), endOf('mail')]).toEqual(['rotated', 'rotated']);
    expect(timesOf('reset.attempted')).toHaveLength(2);
  });

  test('whose approval is withdrawn is not reset, and expires', async () => {
    const { endOf, timesOf } = await run({
      5: (ports) => withdrawDecision(ports, signedIn('Ada'), keyOf('ops'), 'by mistake'),
    });
    expect([endOf('ops'), endOf('mail')]).toEqual(['expired', 'rotated']);
    expect(timesOf('reset.attempted', 'ops')).toEqual([]);
  });

  test('whose approval is withdrawn and given again keeps its place', async () => {
    const { endOf, timesOf, given } = await run({
      5: (ports) => withdrawDecision(ports, signedIn('Ada'), keyOf('ops'), 'by mistake'),
      7: (ports) => decideAndTell(ports, signedIn('Ada'), keyOf('ops'), { decision: 'approve' }),
    });
    expect(endOf('ops')).toBe('rotated');
    for (const time of timesOf('reset.attempted')) expect(time - given).toBeLessThan(LINE_MS + 3 * MINUTE_MS);
  });

  test('that is paused meanwhile waits for the end of the pause', async () => {
    const { endOf, timesOf } = await run({
      5: (ports) => setPause(pausing(ports), ada, everything, 'looks strange'),
      300: (ports) => endPause(pausing(ports), ada, everything, 'was nothing'),
    });
    expect([endOf('ops'), endOf('mail')]).toEqual(['rotated', 'rotated']);
    const [ended = Number.NaN] = timesOf('pause.ended');
    for (const time of timesOf('reset.attempted')) expect(time).toBeGreaterThan(ended);
  });

  test('whose change window closes meanwhile waits for the next one', async () => {
    const windowed: Estate = {
      ...estate,
      tenants: estate.tenants.map((each) => ({
        ...each,
        changeWindow: { days: ['monday', 'tuesday', 'wednesday'], from: '22:00', to: '23:30' },
      })),
    };
    // 04:00 and 18.4 hours: 22:24 UTC, and the window closes at 22:30.
    const { endOf, timesOf } = await run({}, { estate: windowed, decideAfterHours: 18.4, approvedMs: 18.4 * HOUR_MS });
    expect([endOf('ops'), endOf('mail')]).toEqual(['rotated', 'rotated']);
    const next = Date.parse('2026-12-08T21:00:00Z');
    for (const time of timesOf('reset.attempted')) {
      expect(time).toBeGreaterThanOrEqual(next);
      expect(time - next).toBeLessThan(15 * MINUTE_MS);
    }
  });
});
