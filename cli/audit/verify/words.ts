import { printable } from '../../../lambda/domain/text/printable.ts';
import type { Verification } from './verify-folder.ts';

/** What was found, in one line. */
export function verdictLine({ records, sealed, newer, problemCount, checkpoint, seal }: Verification): string {
  const problems = problemCount === 1 ? '1 problem' : `${problemCount} problems`;
  if (checkpoint === undefined && seal === undefined) return `${records} records: none of them sealed, ${problems}`;
  const by =
    checkpoint === undefined
      ? `the seal of ${seal?.cycleId} (${seal?.hash}, ${seal?.sealedAt})`
      : `checkpoint ${checkpoint.number} (${checkpoint.hash}, key ${checkpoint.key}, ${checkpoint.time})`;
  return `${records} records: ${sealed} sealed by ${by}, ${newer} newer than it, ${problems}`;
}

/** Everything that the command says. */
export function verificationInWords(verification: Verification): string {
  const { accessRecords, chainsVerified, keys, problems, problemCount } = verification;
  const more = problemCount - problems.length;
  return [
    verdictLine(verification),
    `${chainsVerified} chains verified; ${accessRecords} records are about access`,
    ...keys.map(({ fingerprint, from }) =>
      from === 'auditor'
        ? `key ${fingerprint}: given by you`
        : `key ${fingerprint}: only from the folder. Compare it with the fingerprint that you have from elsewhere, or name a key with --public-key`,
    ),
    ...problems.map(({ kind, text }) => `  problem: ${printable(text)} [${kind}]`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
  ].join('\n');
}
