import { describe, expect, test } from '@jest/globals';
import { inWords, tamper, verify } from '../../attack/verify-tampered.ts';
import { TamperedFolder, tamperedPlan } from '../../evidence/tampering/attempts.ts';
import { tamperings } from '../../evidence/tampering/tamperings.ts';

/** Some of what `test/attack/tampering.test.ts` does, for every change. */
describe('evidence that somebody tampered with', () => {
  test('was changed in more than 200 ways, by people with other rights', () => {
    expect(new Set(tamperings.map(({ name }) => name)).size).toBe(tamperings.length);
    expect(tamperings.length).toBeGreaterThanOrEqual(200);
    expect(new Set(tamperings.map(({ rights }) => rights))).toEqual(new Set(['copy', 'table', 'signing', 'lock']));
  });

  test('is found in one of three of the ways there are, and called what it is', async () => {
    const attempts = await tamper(70, 1_000, 3);
    expect(attempts.filter(({ found }) => !found).map(inWords)).toEqual([]);
    const unnamed = attempts.filter(({ named }) => !named);
    expect(unnamed.slice(0, unnamed.length > 5 ? 5 : 0).map(inWords)).toEqual([]);
  });

  test('is found by the hash that the auditor kept, and by nothing else, where the end of everything was cut', async () => {
    const cut = tamperings.find(({ name }) => name === 'the end of everything is cut after a checkpoint');
    if (cut === undefined) throw new Error('there is such a kind');
    const one = new TamperedFolder({ ...tamperedPlan, seed: 7 });
    try {
      expect((await one.attempt({ ...cut, needsWitness: undefined }, 1, verify))?.problems).toEqual([]);
      expect(await one.attempt(cut, 1, verify)).toMatchObject({ found: true, named: true });
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
