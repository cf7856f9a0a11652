import { counted } from '../text/counted.ts';
import { printable } from '../text/printable.ts';
import type { CycleDigest, CycleSeal } from './cycle-digest.ts';

/** One part of what a closed cycle is told about, as mail, card and page say it. */
export interface DigestPart {
  readonly title: 'Who approved' | 'Password ages' | 'Seal';
  readonly lines: readonly string[];
}

const DAY_MS = 86_400_000;

/**
 * The words of a digest and a seal, for each of mail, card and page: only how they are set differs.
 * @param closedAt  ISO 8601, UTC: ages are counted to it
 */
export function digestParts(
  {
    digest,
    seal,
    unsealed,
  }: {
    readonly digest?: CycleDigest | undefined;
    readonly seal?: CycleSeal | undefined;
    readonly unsealed?: string | undefined;
  },
  closedAt: string,
): readonly DigestPart[] {
  const parts: readonly DigestPart[] = [
    { title: 'Who approved', lines: digest === undefined ? [] : approverLines(digest) },
    { title: 'Password ages', lines: digest === undefined ? [] : ageLines(digest, closedAt) },
    { title: 'Seal', lines: seal === undefined ? unsealedLines(unsealed) : sealLines(seal) },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

const approverLines = ({ approvers, byTwo }: CycleDigest): readonly string[] => [
  ...approvers.map(
    ({ name, approved, together }) =>
      `${name}: ${counted(approved, 'account')}${together === 0 ? '' : `, ${together === approved ? 'all' : together} together with another technician`}`,
  ),
  ...(byTwo === 0 ? [] : [`${counted(byTwo, 'account')} had the approval of two persons`]),
];

function ageLines({ ages, oldLeftOut }: CycleDigest, closedAt: string): readonly string[] {
  const { oldestBefore, oldestAfter, unknown } = ages;
  return [
    ...(oldestBefore === undefined || oldestAfter === undefined
      ? []
      : [
          `The oldest password was ${ageOf(oldestBefore, closedAt)} old before, and is ${ageOf(oldestAfter, closedAt)} old now`,
        ]),
    ...(unknown === 0
      ? []
      : [
          `${counted(unknown, 'account')} without a new password: the directory does not tell the age of ${unknown === 1 ? 'its' : 'their'} old one`,
        ]),
    ...(oldLeftOut === 0
      ? []
      : [
          `${counted(oldLeftOut, 'account')} that ${oldLeftOut === 1 ? 'was' : 'were'} left out ${oldLeftOut === 1 ? 'has a password' : 'have passwords'} older than a year`,
        ]),
  ];
}

/** A password that was set after the cycle was closed is not older than nothing. */
const ageOf = (instant: string, closedAt: string): string =>
  counted(Math.max(0, Math.floor((Date.parse(closedAt) - Date.parse(instant)) / DAY_MS)), 'day');

const sealLines = ({ hash, number, chains }: CycleSeal): readonly string[] =>
  number === undefined
    ? [
        hash,
        `It covers the ends of ${counted(chains, 'chain')} of audit records: of each account that the cycle looked at, its tenants, the estate, and people's access`,
      ]
    : [hash, `Checkpoint ${number}: it covers the ends of all ${counted(chains, 'chain')} of audit records`];

const unsealedLines = (unsealed: string | undefined): readonly string[] =>
  unsealed === undefined ? [] : [unsealedSentence(unsealed)];

/** @param reason  as recorded: what the archive or a function said */
export const unsealedSentence = (reason: string | undefined): string =>
  printable(
    `No checkpoint seals this cycle${reason === undefined ? '' : `: ${reason}`}. Its records are locked in the archive as they come, and an hourly checkpoint covers them: \`rotation audit verify\` says which.`,
  );
