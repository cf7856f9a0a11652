import { printable } from '../../../lambda/domain/text/printable.ts';
import type { Verification } from './verify-folder.ts';

/** What was found, in one line. */
export function verdictLine(verification: Verification): string {
  const { records, sealed, sealedBySealsOnly, newer, problemCount, checkpoint, seal } = verification;
  const problems = problemCount === 1 ? '1 problem' : `${problemCount} problems`;
  if (checkpoint === undefined && seal === undefined) return `${records} records: none of them sealed, ${problems}`;
  const lastSeal = seal === undefined ? '' : `${seal.cycleId} (${seal.hash}, ${seal.sealedAt})`;
  if (checkpoint === undefined) {
    return `${records} records: ${sealed} sealed by the seal of ${lastSeal}, ${newer} newer than it, ${problems}`;
  }
  const by = `checkpoint ${checkpoint.number} (${checkpoint.hash}, key ${checkpoint.key}, ${checkpoint.time})`;
  const rest =
    sealedBySealsOnly === 0
      ? `${newer} newer than it`
      : `${sealedBySealsOnly} more by seals of an earlier version, the last of cycle ${lastSeal}, ${newer} covered by neither`;
  return `${records} records: ${sealed - sealedBySealsOnly} sealed by ${by}, ${rest}, ${problems}`;
}

/** Everything that the command says. */
export function verificationInWords(verification: Verification): string {
  const { accessRecords, chainsVerified, witness, keys, unfinishedExports, problems, problemCount } = verification;
  const more = problemCount - problems.length;
  return [
    verdictLine(verification),
    `${chainsVerified} chains verified; ${accessRecords} records are about access`,
    ...(witness === undefined
      ? []
      : [`the witness holds ${witness.checkpoints} checkpoints, the newest is number ${witness.newest}`]),
    ...keys.map(({ fingerprint, from }) =>
      from === 'auditor'
        ? `key ${fingerprint}: given by you`
        : `key ${fingerprint}: only from the folder. Compare it with the fingerprint that you have from elsewhere, or name a key with --public-key`,
    ),
    ...unfinishedExports.map((folder) => `not read, since this export is not finished: ${printable(folder)}`),
    ...problems.map(({ kind, text }) => `  problem: ${printable(text)} [${kind}]`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
  ].join('\n');
}
