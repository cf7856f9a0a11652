import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Estate } from '../../config/estate.ts';
import type { PauseScope } from '../../lambda/domain/rotation/pause.ts';
import { withdrawDecision } from '../../lambda/usecases/approval/withdraw-decision.ts';
import { operator } from '../../lambda/usecases/facts.ts';
import { endPause, setPause } from '../../lambda/usecases/rotation/pausing.ts';
import { CONTOSO, CYCLE, estate, signedIn, type World } from '../lambda/usecases/in-memory.ts';
import { decideAndTell } from '../lambda/usecases/scene.ts';
import { type Circumstances, type FaultAt, runCycle } from './cycle-in-memory/run-cycle.ts';

/** Whole cycles with the deployed machines, in a time of day that tests let pass: approved resets wait, and everything ends. */

const folder = mkdtempSync(join(tmpdir(), 'change-windows-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Contoso's resets are carried out from 21:00 to 22:30 UTC. */
const windowed: Estate = {
  ...estate,
  tenants: estate.tenants.map((each) =>
    each.tenantId === CONTOSO
      ? {
          ...each,
          changeWindow: {
            days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
            from: '22:00',
            to: '23:30',
          },
        }
      : each,
  ),
};
const HOUR_MS = 3_600_000;
const ada = operator('arn:aws:iam::123456789012:user/ada');
const everything: PauseScope = { of: 'everything' };
const keyOf = (name: string) => ({ cycleId: CYCLE, tenantId: CONTOSO, accountId: `id-${name}` });
const pausing = (ports: World['ports']) => ({ ...ports, component: 'portal' as const });

/** Runs a cycle, and counts how often each state was given an answer. */
async function run(more: Circumstances, fault: FaultAt = () => undefined) {
  const visits = new Map<string, number>();
  const cycle = await runCycle(
    folder,
    (state, n) => {
      visits.set(state, n);
      return fault(state, n);
    },
    more,
  );
  const { records, rotationRows } = cycle.world.tables;
  const timesOf = (action: string, name?: string) =>
    records
      .filter((each) => each.action === action && (name === undefined || each.accountId === `id-${name}`))
      .map(({ time }) => time);
  const endOf = (name: string) => rotationRows.get(`${CYCLE}/${CONTOSO}/id-${name}`)?.state.status;
  return { ...cycle, timesOf, endOf, visitsOf: (state: string) => visits.get(`AccountRotation.${state}`) ?? 0 };
}

describe('in a tenant with a change window', () => {
  test('approved resets wait for it, in one wait, and the cycle counts them', async () => {
    const { timesOf, endOf, end, visitsOf } = await run({ estate: windowed });
    expect([endOf('ops'), endOf('mail')]).toEqual(['rotated', 'rotated']);
    for (const time of timesOf('reset.attempted')) {
      expect(Date.parse(time)).toBeGreaterThanOrEqual(Date.parse('2026-12-07T21:00:00Z'));
      expect(Date.parse(time)).toBeLessThan(Date.parse('2026-12-07T21:15:00Z'));
    }
    expect(timesOf('reset.attempted')).toHaveLength(2);
    expect(visitsOf('StagePassword')).toBe(4); // each once to be told when, and once then
    expect(end.status).toBe('SUCCEEDED');
  });

  test('an approval may be withdrawn and given again while it waits', async () => {
    const { endOf, timesOf } = await run({
      estate: windowed,
      arrange: ({ ports, clock }) => {
        clock.after(5 * HOUR_MS, () => void withdrawDecision(ports, signedIn('Ada'), keyOf('ops'), 'by mistake'));
        clock.after(9 * HOUR_MS, () => {
          void decideAndTell(ports, signedIn('Ada'), keyOf('ops'), { decision: 'approve' });
        });
      },
    });
    expect(endOf('ops')).toBe('rotated');
    expect(timesOf('approval.withdrawn', 'ops')).toHaveLength(1);
    expect(timesOf('reset.attempted', 'ops').every((time) => time.startsWith('2026-12-07T21:'))).toBe(true);
  });

  test('one that is withdrawn and not given again expires at its deadline, not a window later', async () => {
    const { endOf, timesOf, world } = await run({
      estate: windowed,
      arrange: ({ ports, clock }) => {
        clock.after(5 * HOUR_MS, () => void withdrawDecision(ports, signedIn('Ada'), keyOf('ops'), 'by mistake'));
      },
    });
    expect(endOf('ops')).toBe('expired');
    const deadline = Date.parse(world.tables.cycleRows.get(CYCLE)?.decideBefore ?? '');
    const [expired = ''] = timesOf('approval.expired', 'ops');
    expect(Date.parse(expired) - deadline).toBeGreaterThanOrEqual(0);
    expect(Date.parse(expired) - deadline).toBeLessThan(60_000);
    expect(timesOf('reset.attempted', 'ops')).toEqual([]);
  });

  test('one that is withdrawn and then rejected is not reset', async () => {
    const { endOf, timesOf } = await run({
      estate: windowed,
      arrange: ({ ports, clock }) => {
        clock.after(5 * HOUR_MS, () => {
          void withdrawDecision(ports, signedIn('Ada'), keyOf('ops')).then(() =>
            decideAndTell(ports, signedIn('Ada'), keyOf('ops'), { decision: 'reject', reason: 'in use' }),
          );
        });
      },
    });
    expect(endOf('ops')).toBe('rejected');
    expect(timesOf('reset.attempted', 'ops')).toEqual([]);
  });

  test('one that comes in the last moment before the deadline has the whole next window', async () => {
    const { endOf, timesOf } = await run({ estate: windowed, decideAfterHours: 47.9 });
    expect(endOf('ops')).toBe('rotated');
    expect(timesOf('reset.attempted', 'ops').every((time) => time.startsWith('2026-12-09T21:'))).toBe(true);
  });
});

describe('the window of the schedule', () => {
  const short: Estate = { ...estate, schedules: estate.schedules.map((each) => ({ ...each, windowHours: 3 })) };

  test('ends the wait for a decision, whatever the longest one of the estate is', async () => {
    const { endOf, timesOf, world, hours } = await run({ estate: short, decideAfterHours: 4 });
    expect(endOf('ops')).toBe('expired');
    expect(
      timesOf('approval.expired')
        .map((time) => Date.parse(time))
        .every((time) => time - Date.parse(world.tables.cycleRows.get(CYCLE)?.decideBefore ?? '') < 60_000),
    ).toBe(true);
    expect(hours).toBeLessThan(4);
  });
});

describe('while everything is paused', () => {
  const between =
    (from: number, to: number): Circumstances['arrange'] =>
    ({ ports, clock }) => {
      clock.after(from * HOUR_MS, () => void setPause(pausing(ports), ada, everything, 'looks strange'));
      clock.after(to * HOUR_MS, () => void endPause(pausing(ports), ada, everything, 'was nothing'));
    };

  test('nothing is reset, and what waits goes on within half an hour of its end', async () => {
    const { endOf, timesOf, visitsOf, end } = await run({ arrange: between(0.5, 20) });
    expect([endOf('ops'), endOf('mail')]).toEqual(['rotated', 'rotated']);
    const [ended = ''] = timesOf('pause.ended');
    for (const time of timesOf('reset.attempted')) {
      expect(Date.parse(time)).toBeGreaterThan(Date.parse(ended));
      expect(Date.parse(time) - Date.parse(ended)).toBeLessThan(31 * 60_000);
    }
    expect(visitsOf('StagePassword')).toBeLessThan(2 * 50);
    expect(end.status).toBe('SUCCEEDED');
  });

  test('a pause that is longer than its approval is valid ends it as failed, and nothing was reset', async () => {
    const { endOf, timesOf, world } = await run({ arrange: between(0.5, 90) });
    expect([endOf('ops'), endOf('mail')]).toEqual(['failed', 'failed']);
    expect(timesOf('reset.attempted')).toEqual([]);
    expect(world.tables.records.some((each) => each.evidence?.detail === 'the approval has lapsed')).toBe(true);
  });

  test('a reset that is about to be sent is not sent, and goes on afterwards', async () => {
    let running: Parameters<NonNullable<Circumstances['arrange']>>[0] | undefined;
    const { endOf, timesOf, visitsOf } = await run(
      {
        arrange: (given) => {
          running = given;
          given.clock.after(6 * HOUR_MS, () => void endPause(pausing(given.ports), ada, everything, 'was nothing'));
        },
      },
      (state, n) => {
        const about = state === 'AccountRotation.ResetPassword' && n === 1;
        if (about && running !== undefined) void setPause(pausing(running.ports), ada, everything, 'looks strange');
        return undefined;
      },
    );
    expect([endOf('ops'), endOf('mail')]).toEqual(['rotated', 'rotated']);
    const [ended = ''] = timesOf('pause.ended');
    for (const time of timesOf('reset.attempted')) expect(Date.parse(time)).toBeGreaterThan(Date.parse(ended));
    expect(timesOf('reset.attempted')).toHaveLength(2);
    expect(visitsOf('ResetPassword')).toBeLessThan(6);
  });
});
