import { describe, expect, test } from '@jest/globals';
import { inWords, tamper, verify } from '../../attack/verify-tampered.ts';
import { TamperedFolder, tamperedPlan } from '../../evidence/tampering/attempts.ts';
import { tamperings } from '../../evidence/tampering/tamperings.ts';

/** Some of what `test/attack/tampering.test.ts` does, for every change. */
describe('evidence that somebody tampered with', () => {
  test('is found in each of the ways there are, and called what it is', async () => {
    const attempts = await tamper(300, 1_000);
    expect(attempts.filter(({ found }) => !found).map(inWords)).toEqual([]);
    const unnamed = attempts.filter(({ named }) => !named);
    expect(unnamed.slice(0, unnamed.length > 15 ? 15 : 0).map(inWords)).toEqual([]);
  });

  test('is found by what the auditor kept, and by nothing else, where all that is locked was replaced', async () => {
    const one = new TamperedFolder({ ...tamperedPlan, seed: 7 });
    try {
      for (const tampering of tamperings.filter(({ needsWitness }) => needsWitness)) {
        const withoutWitness = await one.attempt({ ...tampering, needsWitness: undefined }, 1, verify);
        expect([tampering.name, withoutWitness?.problems]).toEqual([tampering.name, []]);
        expect([tampering.name, (await one.attempt(tampering, 1, verify))?.named]).toEqual([tampering.name, true]);
      }
    } finally {
      one.remove();
    }
  });

  test('is as it was after each edit: an honest folder', async () => {
    const one = new TamperedFolder({ ...tamperedPlan, seed: 8 });
    for (const [n, tampering] of tamperings.entries()) if (n % 9 === 0) await one.attempt(tampering, n, async () => []);
    expect(await verify(one.folder, one.keyFile, undefined)).toEqual([]);
    one.remove();
  });
});
