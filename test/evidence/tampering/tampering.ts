import type { ProblemKind } from '../../../lambda/domain/audit/verification/problem.ts';
import type { Seeded } from '../seeded.ts';
import type { HeldEvidence, HeldRecord } from './held-evidence.ts';

/** How a verifier must name what was done: one of these kinds of problem, at this place. What is left out may be anything. */
export interface Named {
  readonly kinds: readonly ProblemKind[];
  readonly chain?: string;
  /** One of these. */
  readonly sequences?: readonly number[];
  readonly file?: string;
  readonly checkpoint?: number;
}

/** One kind of tampering. */
export interface Tampering {
  readonly name: string;
  /**
   * What somebody must have: the auditor's copy alone; a role that may put and delete rows of the table; the right to sign; or, with it, the
   * power to replace what is locked.
   */
  readonly rights: 'copy' | 'table' | 'signing' | 'lock';
  /** Nothing in the folder tells: it is found by the hash of a checkpoint that the auditor kept. */
  readonly needsWitness?: true | undefined;
  /** Changes the evidence, and says what must be found. `undefined`: there is nothing here to change in this way. */
  edit(evidence: HeldEvidence, random: Seeded): Named | undefined;
}

/** A record that fits, drawn from all. */
export function drawn(
  evidence: HeldEvidence,
  random: Seeded,
  fits: (held: HeldRecord) => boolean = () => true,
): HeldRecord | undefined {
  const fitting = evidence.records.filter(fits);
  return fitting.length === 0 ? undefined : random.of(fitting);
}

/** Covered by a checkpoint. */
export const sealed = (evidence: HeldEvidence) => (held: HeldRecord) =>
  held.record.sequence <= evidence.sealedUpTo(held.record.chain);

/** Covered by a checkpoint, with more records of its chain after it that are covered too. */
export const beforeSealed = (evidence: HeldEvidence) => (held: HeldRecord) =>
  held.record.sequence < evidence.sealedUpTo(held.record.chain);

export const inFullExport = (evidence: HeldEvidence) => (held: HeldRecord) =>
  held.exported.some(({ file }) => evidence.exports.some((one) => one.from === undefined && one.files.includes(file)));

export const at = ({ record: { chain, sequence } }: HeldRecord): { chain: string; sequences: number[] } => ({
  chain,
  sequences: [sequence],
});
