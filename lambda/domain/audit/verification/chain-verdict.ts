import { NO_RECORD_BEFORE } from '../audit-chain.ts';
import type { Finding, ProblemKind } from './problem.ts';

/** Where a record was read. */
export interface Source {
  /** `full` holds the whole table as it was at its time; the others hold some of its records. */
  readonly kind: 'archive' | 'full' | 'incremental' | 'extract';
  /** As sentences call it. */
  readonly name: string;
  /** Of an export: the instant that it shows, or up to which it tells changes; in milliseconds since 1970. */
  readonly time: number;
  /** Of an incremental export: since when. */
  readonly from?: number;
}

/** What a record says about its place, without its content. */
export interface SeenRecord {
  readonly sequence: number;
  readonly hash: string;
  readonly prevHash: string;
  /** When it was made, as it says: milliseconds since 1970. */
  readonly time: number;
  /** Whether its content fits its hash. */
  readonly intact: boolean;
  readonly source: Source;
  /** When the cycle that it is of was sealed, where that was done without a checkpoint: milliseconds since 1970. */
  readonly cycleSealedAt?: number;
}

/** Something signed that says: at that time, the chain held this record. */
export interface SealedPoint {
  readonly sequence: number;
  readonly hash: string;
  /** As sentences call what was signed. */
  readonly by: string;
  /** When it was made: milliseconds since 1970. */
  readonly time: number;
  /** Number, of a checkpoint. */
  readonly checkpoint?: number;
}

/** What of a whole folder decides about a single chain. */
export interface Evidence {
  /** Oldest first, by what they tell. */
  readonly exports: readonly Source[];
  /** Between which changes the archive holds everything: milliseconds since 1970. Left out: there is no archive. */
  readonly archived?: { readonly from: number; readonly to: number };
  /** The time since which everything is sealed by checkpoints, and of the last of them. Left out: there are none. */
  readonly checkpoints?: { readonly from: number; readonly to: number };
}

export interface ChainVerdict {
  /** How many different records there are. */
  readonly records: number;
  /** How many of them something signed covers. */
  readonly sealed: number;
  /** How many of those no checkpoint covers, but a seal of an earlier version. */
  readonly sealedBySealsOnly: number;
  readonly findings: readonly Finding<ChainProblem>[];
}

export type ChainProblem = Extract<
  ProblemKind,
  | 'record-changed'
  | 'record-differs'
  | 'record-twice'
  | 'records-missing'
  | 'broken-link'
  | 'missing-in-export'
  | 'missing-in-archive'
  | 'added-later'
  | 'sealed-record-missing'
  | 'sealed-record-replaced'
>;

/**
 * A record carries the time at which its function made it. A function runs for 15 minutes at most, so no later than that it is in the
 * table, and a minute later in the archive.
 */
export const LATEST_MS = 20 * 60_000;

/** So much clocks of AWS may differ. */
const CLOCKS_MS = 60_000;

/**
 * Says whether a chain is what it was when its records were made.
 *
 * @param seen  every record of one chain from every source, in the order of their sequences
 * @param points  everything signed about that chain, in the order in which it was made
 */
export function verdictOfChain(
  seen: readonly SeenRecord[],
  points: readonly SealedPoint[],
  evidence: Evidence,
): ChainVerdict {
  const records = differentOnes(seen);
  const findings = [
    ...problemsOfRecords(records),
    ...problemsOfPoints(records, points),
    ...problemsOfExports(seen, records, points, evidence.exports),
    ...problemsOfArchive(seen, records, points, evidence.archived),
  ];
  const last = lastOf(points);
  const lastByCheckpoint = lastOf(points.filter(({ checkpoint }) => checkpoint !== undefined));
  findings.push(...addedLater(records, last, evidence.checkpoints));
  const sealed = records.filter(({ sequence }) => sequence <= last);
  return {
    records: records.length,
    sealed: sealed.length,
    sealedBySealsOnly: sealed.filter(({ sequence }) => sequence > lastByCheckpoint).length,
    findings,
  };
}

const lastOf = (points: readonly SealedPoint[]): number =>
  points.reduce((most, { sequence }) => Math.max(most, sequence), 0);

/** Each record once, however many sources hold it; where they differ, each of its forms. */
function differentOnes(seen: readonly SeenRecord[]): readonly SeenRecord[] {
  const different: SeenRecord[] = [];
  for (const each of seen) {
    let known = false;
    for (let i = different.length - 1; i >= 0 && different[i]?.sequence === each.sequence; i -= 1) {
      known ||= different[i]?.hash === each.hash && different[i]?.intact === each.intact;
    }
    if (!known) different.push(each);
  }
  return different;
}

function problemsOfRecords(records: readonly SeenRecord[]): Finding<ChainProblem>[] {
  const findings: Finding<ChainProblem>[] = [];
  let before: SeenRecord | undefined;
  for (const each of records) {
    const { sequence } = each;
    if (!each.intact) findings.push({ kind: 'record-changed', sequence, what: changed(each) });
    const expected = (before?.sequence ?? 0) + 1;
    if (before?.sequence === sequence) {
      findings.push({
        kind: 'record-differs',
        sequence,
        what: `stands there in two forms, one in ${before.source.name} and one in ${each.source.name}`,
      });
    } else if (sequence > expected) {
      findings.push({ kind: 'records-missing', sequence: expected, what: missing(expected, sequence - 1) });
    } else if (each.prevHash !== (before?.hash ?? NO_RECORD_BEFORE)) {
      findings.push({ kind: 'broken-link', sequence, what: 'does not link to the record before it' });
    }
    before = each;
  }
  return findings;
}

const changed = ({ source }: SeenRecord) => `was changed in ${source.name}: its hash does not fit its content`;

const missing = (from: number, to: number, where = '') =>
  from === to ? `is missing${where}` : `and those up to ${to} are missing${where}`;

/** A chain that once reached a record holds it for ever. */
function problemsOfPoints(
  records: readonly SeenRecord[],
  points: readonly SealedPoint[],
): readonly Finding<ChainProblem>[] {
  if (points.length === 0) return [];
  const hashes = new Map<number, Set<string>>();
  for (const { sequence, hash } of records) hashes.set(sequence, (hashes.get(sequence) ?? new Set()).add(hash));
  const findings = new Map<number, Finding<ChainProblem>>();
  for (const { sequence, hash, by, checkpoint } of points) {
    const found = hashes.get(sequence);
    if (found?.has(hash) || findings.has(sequence)) continue;
    const place = { sequence, ...(checkpoint === undefined ? {} : { checkpoint }) };
    findings.set(
      sequence,
      found === undefined
        ? { kind: 'sealed-record-missing', ...place, what: `is missing: ${by} covers it` }
        : { kind: 'sealed-record-replaced', ...place, what: `is not the one that ${by} covers` },
    );
  }
  return [...findings.values()];
}

function problemsOfExports(
  seen: readonly SeenRecord[],
  records: readonly SeenRecord[],
  points: readonly SealedPoint[],
  exports: readonly Source[],
): readonly Finding<ChainProblem>[] {
  if (exports.length === 0) return [];
  const held = new Map<Source, number[]>();
  for (const { sequence, source } of seen) {
    const known = held.get(source);
    if (known === undefined) held.set(source, [sequence]);
    else known.push(sequence);
  }
  const findings: Finding<ChainProblem>[] = [];
  let reached = 0;
  for (const one of exports) {
    const sequences = held.get(one) ?? [];
    const twice = sequences.find((sequence, i) => sequence === sequences[i - 1]);
    if (twice !== undefined) {
      findings.push({ kind: 'record-twice', sequence: twice, what: `stands twice in ${one.name}` });
    }
    if (one.kind !== 'full') continue;
    for (const { sequence, time } of points) if (time <= one.time) reached = Math.max(reached, sequence);
    findings.push(...gapsOf(one, sequences, reached));
    reached = Math.max(reached, sequences.at(-1) ?? 0);
  }
  return [...findings, ...missingInWindows(records, held, exports)];
}

/** A full export holds whatever was signed before it, and whatever an older export holds, without a gap. */
function gapsOf(one: Source, sequences: readonly number[], reached: number): readonly Finding<ChainProblem>[] {
  const findings: Finding<ChainProblem>[] = [];
  let last = 0;
  for (const sequence of sequences) {
    if (sequence > last + 1) {
      const what = missing(last + 1, sequence - 1, ` in ${one.name}`);
      findings.push({ kind: 'missing-in-export', sequence: last + 1, what });
    }
    last = sequence;
  }
  if (last < reached) {
    const what = `${missing(last + 1, reached, ` in ${one.name}`)}, though they were there before it was made`;
    findings.push({ kind: 'missing-in-export', sequence: last + 1, what });
  }
  return findings;
}

/** An incremental export holds what was written while it looked; what was made at its end may have been written while the next one did. */
function missingInWindows(
  records: readonly SeenRecord[],
  held: ReadonlyMap<Source, readonly number[]>,
  exports: readonly Source[],
): readonly Finding<ChainProblem>[] {
  return records.flatMap(({ sequence, time }) => {
    const first = firstAfter(exports, time);
    const [one, next] = [exports[first], exports[first + 1]];
    if (one?.from === undefined || time < one.from) return [];
    const mayBeInNext = time >= one.time - LATEST_MS;
    if (mayBeInNext && next === undefined) return [];
    const where = mayBeInNext ? [one, next] : [one];
    if (where.some((each) => each !== undefined && held.get(each)?.includes(sequence))) return [];
    return [
      { kind: 'missing-in-export', sequence, what: `is missing in ${one.name}, which tells what was written then` },
    ];
  });
}

/** Index of the first that ends after an instant: there may be thousands, and each record asks. */
function firstAfter(exports: readonly Source[], instant: number): number {
  let [low, high] = [0, exports.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((exports[middle]?.time ?? 0) > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The archive holds every record that was made while there was one, without a gap. */
function problemsOfArchive(
  seen: readonly SeenRecord[],
  records: readonly SeenRecord[],
  points: readonly SealedPoint[],
  archived: Evidence['archived'],
): readonly Finding<ChainProblem>[] {
  if (archived === undefined) return [];
  const inArchive = new Set<number>();
  for (const { sequence, source } of seen) if (source.kind === 'archive') inArchive.add(sequence);
  if (inArchive.size === records.length) return [];
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const sequence of inArchive) [first, last] = [Math.min(first, sequence), Math.max(last, sequence)];
  for (const { checkpoint, sequence } of points) if (checkpoint !== undefined) last = Math.max(last, sequence);
  return records
    .filter(({ sequence, time }) => {
      if (inArchive.has(sequence)) return false;
      if (first < sequence && sequence < last) return true;
      // Records are written after their time, by clocks that differ a little.
      const isSince = time > archived.from + CLOCKS_MS;
      return isSince && (sequence <= last || time < archived.to - LATEST_MS);
    })
    .map(({ sequence, source }) => ({
      kind: 'missing-in-archive',
      sequence,
      what: `is missing in the archive, and stands in ${source.name}`,
    }));
}

/** Whatever was made well before the last checkpoint is covered by it: what is not was put there afterwards. */
function addedLater(
  records: readonly SeenRecord[],
  last: number,
  checkpoints: Evidence['checkpoints'],
): readonly Finding<ChainProblem>[] {
  return records
    .filter(({ sequence, time, cycleSealedAt }) => {
      if (sequence <= last) return false;
      if (cycleSealedAt !== undefined) return time < cycleSealedAt - LATEST_MS;
      return checkpoints !== undefined && time > checkpoints.from && time < checkpoints.to - LATEST_MS;
    })
    .map(({ sequence }) => ({
      kind: 'added-later',
      sequence,
      what: 'was put there afterwards: its time lies before what was signed later, which does not cover it',
    }));
}
