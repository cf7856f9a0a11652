import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { CYCLE, estate } from '../lambda/usecases/in-memory.ts';
import { runCycle } from './cycle-in-memory/run-cycle.ts';

/** The deployed machine of a cycle, where a black-out keeps every tenant from it. */

const folder = mkdtempSync(join(tmpdir(), 'black-outs-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a cycle without tenants ends at once and well, and its summary says where they went', async () => {
  const blackOuts = [{ from: '2026-12-07', to: '2026-12-08', reason: 'peak season' }];
  const { world, end, visited } = await runCycle(folder, () => undefined, { estate: { ...estate, blackOuts } });
  expect(end.status).toBe('SUCCEEDED');
  expect([...visited].filter((state) => !state.startsWith('RotationCycle'))).toEqual([]);
  expect([...visited]).not.toContain('RotationCycle.StartTenants');
  expect(world.tables.cycleRows.get(CYCLE)).toMatchObject({
    status: 'closed',
    leftOut: { onHold: 0, blackedOut: estate.tenants.length },
    totals: { tenants: 0, rotated: 0 },
  });
  expect(world.messages).toMatchObject([{ kind: 'cycle-closed', cycleId: CYCLE }]);
});
