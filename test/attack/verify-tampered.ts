import { verifyFolder } from '../../cli/audit/verify/verify-folder.ts';
import { type Attempt, TamperedFolder, tamperedPlan, type Verifier } from '../evidence/tampering/attempts.ts';
import { tamperings } from '../evidence/tampering/tamperings.ts';

/** As an auditor does who has the key from elsewhere. */
export const verify: Verifier = async (folder, keyFile, expected) => {
  const expect = expected === undefined ? [] : [expected];
  return (await verifyFolder(folder, { keys: [keyFile], expect })).problems;
};

/**
 * Makes honest folders, changes them in every way in turn, and verifies after each change.
 *
 * @param edits  how many changes there are to be
 * @param seed  of the first folder
 * @param oneOf  takes one of so many ways
 */
export async function tamper(edits: number, seed: number, oneOf = 1): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  for (let round = seed; attempts.length < edits; round += 1) {
    const one = new TamperedFolder({ ...tamperedPlan, seed: round });
    try {
      for (const [n, tampering] of tamperings.entries()) {
        if (n % oneOf !== 0) continue;
        const attempt = await one.attempt(tampering, round * 1_000 + n, verify);
        if (attempt !== undefined) attempts.push(attempt);
        if (attempts.length === edits) break;
      }
    } finally {
      one.remove();
    }
  }
  return attempts;
}

/** What is wrong, to be read by whoever has to look for it. */
export const inWords = ({ tampering, expected, problems }: Attempt): object => ({
  tampering: tampering.name,
  expected,
  problems: problems.slice(0, 3),
});
