import { describe, expect, test } from '@jest/globals';
import { TamperedFolder, tamperedPlan } from '../evidence/tampering/attempts.ts';
import { tamperings } from '../evidence/tampering/tamperings.ts';
import { inWords, tamper, verify } from './verify-tampered.ts';

const habits = ['none', 'full', 'incremental'] as const;

describe('evidence that somebody tampered with', () => {
  test('2,000 edits: each is found, and 19 of 20 are called what they are, where they are', async () => {
    const attempts = await tamper(2_000, 1);
    expect(attempts.filter(({ found }) => !found).map(inWords)).toEqual([]);
    const tried = new Set(attempts.map(({ tampering }) => tampering.name));
    expect(tamperings.filter(({ name }) => !tried.has(name)).map(({ name }) => name)).toEqual([]);
    const unnamed = attempts.filter(({ named }) => !named);
    expect(unnamed.slice(0, unnamed.length > attempts.length / 20 ? 20 : 0).map(inWords)).toEqual([]);
  });

  test('200 honest folders: nothing is found', async () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const shape = { tenants: 1 + (seed % 4), batch: 1 + (seed % 50), allHeadsEvery: 1 + (seed % 9) };
      const exports = habits[seed % habits.length] ?? 'none';
      const one = new TamperedFolder({ ...tamperedPlan, ...shape, exports, seed, records: 150 + seed });
      const problems = await verify(one.folder, one.keyFile, one.evidence.checkpoints.last.hash);
      one.remove();
      expect({ seed, problems }).toEqual({ seed, problems: [] });
    }
  });
});
