import { statSync } from 'node:fs';
import { join } from 'node:path';
import { verdictOfChain } from '../../../lambda/domain/audit/verification/chain-verdict.ts';
import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';
import { readCheckpoints, type SoundCheckpoint } from './checkpoints.ts';
import { problemsOfCycles } from './cycles.ts';
import { readEstates } from './estates.ts';
import { type EvidenceFolder, readEvidenceFolder } from './evidence-folder.ts';
import { readExports, type TableExport } from './exports.ts';
import { problemsOfExtract } from './extract.ts';
import { Findings } from './findings.ts';
import { Heads } from './heads.ts';
import { trustedKeys } from './keys.ts';
import { describe, type Problem } from './problems.ts';
import { readRecords } from './read-records.ts';
import { startReaders } from './reading-threads.ts';
import { readSeals } from './seals.ts';
import { SeenPlaces } from './seen-places.ts';
import { compareWithWitness, type WitnessedCheckpoints } from './witness.ts';

export interface VerifyOptions {
  /** Public keys that the auditor has from elsewhere: files, PEM or DER. None: those of the folder are used. */
  readonly keys?: readonly string[];
  /** Hashes of checkpoints or seals that the auditor kept. */
  readonly expect?: readonly string[];
  /** A copy of the bucket of the other account that gets checkpoints. */
  readonly witness?: string;
  /** How many threads read the records; 0: none but this one. Left out: one for each core, up to two, where there is much to read. */
  readonly threads?: number;
}

export interface Verification {
  /** How many different records there are. */
  readonly records: number;
  /** How many of them are about people's access: what they were refused, and their sign-ins. */
  readonly accessRecords: number;
  /** How many of them something signed covers. */
  readonly sealed: number;
  /** How many of those no checkpoint covers, but a seal of an earlier version. */
  readonly sealedBySealsOnly: number;
  /** The others: made since then. */
  readonly newer: number;
  /** Chains without any problem. */
  readonly chainsVerified: number;
  /** Whether something is signed, and everything signed is genuine, in order, and fits the records. */
  readonly sealVerified: boolean;
  /** The newest one. Left out: there is none. */
  readonly checkpoint?: {
    readonly number: number;
    readonly hash: string;
    /** Fingerprint of the key that signed it. */
    readonly key: string;
    /** ISO 8601, UTC. */
    readonly time: string;
    readonly origin: string;
    readonly cycleId?: string;
  };
  /** The newest seal of a version before checkpoints. Left out: there is none. */
  readonly seal?: { readonly cycleId: string; readonly hash: string; readonly sealedAt: string };
  /** How many checkpoints the other account holds, and the number of its newest. Left out: none was compared. */
  readonly witness?: WitnessedCheckpoints;
  readonly keys: readonly { readonly fingerprint: string; readonly from: 'auditor' | 'folder' }[];
  /** Folders of exports that have begun and have no manifest: nothing of them was read. */
  readonly unfinishedExports: readonly string[];
  readonly problems: readonly Problem[];
  /** There may be more than are listed. */
  readonly problemCount: number;
}

/** What problems of signed things are called; each makes `sealVerified` false. */
const OF_SEALS = /^(checkpoint|seal|key|cycle|nothing|sealed|extract)-/;

/**
 * Checks, from files alone, that no audit record was changed, removed or put in between. What is in memory grows with chains, and not with
 * records.
 *
 * @param root  a copy of the audit bucket, `.local/export`, or an extract
 * @throws {Error} it is no folder, or holds nothing to verify
 */
export async function verifyFolder(root: string, options: VerifyOptions = {}): Promise<Verification> {
  const folder = await readEvidenceFolder(root);
  const found = new Findings(folder.findings);
  const { exports, findings: ofExports, unfinished } = await readExports(root, folder.exports);
  found.add(ofExports);
  found.add(await readEstates(root, folder.estates));
  const trusted = await trustedKeys(options.keys ?? [], root, [...folder.keys, ...folder.sealKeys]);
  const { keys } = trusted;
  found.add(trusted.findings);
  const isExtract = folder.extract.length > 0;
  const holds = isExtract ? 'one' : 'all';
  const checkpoints = await readCheckpoints(root, folder.notes, keys, holds);
  found.add(checkpoints.findings);
  const witnessed = options.witness === undefined ? undefined : await compareWithWitness(root, options.witness, holds);
  found.add(witnessed?.findings ?? []);
  const { seals, findings: ofSeals } = await readSeals(root, folder.seals, keys);
  found.add(ofSeals);

  const amount = amountOf(folder, exports);
  const readers = await startReaders(amount.bytes, options.threads);
  const places = new SeenPlaces(amount.places, seals);
  try {
    const heads = new Heads(root, new Set(folder.heads), (head, by) => places.addHead(head, by));
    const extract = isExtract ? await problemsOfExtract(folder, checkpoints.sound.at(-1), places) : undefined;
    found.add(extract?.findings ?? []);
    const follow = async () => {
      if (!isExtract) for (const each of checkpoints.sound) await heads.follow(each);
    };
    // Threads that read records leave time for the ends of chains.
    if (readers.threads === 0) await follow();
    const [read] = await Promise.all([
      readRecords(folder, exports, places, found, readers),
      readers.threads === 0 ? undefined : follow(),
    ]);
    await readers.close(); // what follows takes memory, too
    found.add(heads.findings);
    found.add(
      problemsOfExpected(
        options.expect ?? [],
        checkpoints.sound,
        seals.map(({ hash }) => hash),
      ),
    );
    found.add(problemsOfCycles(read, checkpoints.sound, seals));

    const evidence = {
      exports: exports.map(({ source }) => source),
      ...(read.archived === undefined ? {} : { archived: read.archived }),
      ...(checkpoints.sound.length === 0 ? {} : { checkpoints: sealedTimes(checkpoints.sound, seals.length > 0) }),
    };
    const totals = { records: 0, sealed: 0, sealedBySealsOnly: 0, chainsVerified: 0 };
    for (const { chain, seen, points } of places.chains()) {
      const verdict = verdictOfChain(seen, points, evidence);
      if (extract !== undefined && !chain.startsWith(`${extract.tenantId}#`)) {
        found.add([{ kind: 'extract-tenant', chain, what: 'is of another customer' }]);
      }
      totals.records += verdict.records;
      totals.sealed += verdict.sealed;
      totals.sealedBySealsOnly += verdict.sealedBySealsOnly;
      if (verdict.findings.length === 0 && !found.concerns(chain)) totals.chainsVerified += 1;
      found.add(verdict.findings.map((each) => ({ ...each, chain })));
    }
    const newest = checkpoints.sound.at(-1);
    const lastSeal = seals.at(-1);
    const problems = await describe(found, folder, exports);
    return {
      ...totals,
      accessRecords: places.accessRecords,
      newer: totals.records - totals.sealed,
      sealVerified: !found.kinds.some((kind) => OF_SEALS.test(kind)),
      ...(newest === undefined ? {} : { checkpoint: told(newest) }),
      ...(lastSeal === undefined
        ? {}
        : { seal: { cycleId: lastSeal.seal.cycleId, hash: lastSeal.hash, sealedAt: lastSeal.seal.sealedAt } }),
      ...(witnessed === undefined ? {} : { witness: witnessed.witness }),
      keys: keys.map(({ fingerprint, from }) => ({ fingerprint, from })),
      unfinishedExports: unfinished,
      problems,
      problemCount: found.count,
    };
  } finally {
    places.close();
    await readers.close();
  }
}

const told = ({ checkpoint: { number, time, origin, cycleId }, hash, key }: SoundCheckpoint) => ({
  number,
  hash,
  key,
  time,
  origin,
  ...(cycleId === undefined ? {} : { cycleId }),
});

/**
 * Since when, and until when, checkpoints cover everything.
 * @param sealedBefore  an earlier version made seals: what it recorded, no checkpoint need cover
 */
function sealedTimes(sound: readonly SoundCheckpoint[], sealedBefore: boolean) {
  const [first, last] = [sound[0], sound.at(-1)].map((each) => Date.parse(each?.checkpoint.time ?? ''));
  return { from: sealedBefore ? (first ?? 0) : 0, to: last ?? 0 };
}

function problemsOfExpected(
  expected: readonly string[],
  sound: readonly SoundCheckpoint[],
  seals: readonly string[],
): readonly Finding[] {
  const there = new Set([...sound.map(({ hash }) => hash), ...seals]);
  return expected
    .filter((hash) => !there.has(hash.toLowerCase()))
    .map((hash) => ({
      kind: 'checkpoint-expected',
      what: `no checkpoint has the hash that you kept, ${hash}: the folder is not what it was then, or of another deployment`,
    }));
}

/** A compressed record takes more bytes than this, so that there are fewer rather than more. */
const BYTES_OF_PLACE = 60;

/** How much there is to read: compressed bytes of records, and how many places at most, about. */
function amountOf({ root, archive, heads, extract }: EvidenceFolder, exports: readonly TableExport[]) {
  const size = (file: string) => statSync(join(root, file)).size;
  const sum = (files: readonly string[]) => files.reduce((bytes, file) => bytes + size(file), 0);
  const exported = exports.flatMap(({ files }) => files);
  const records = sum([...archive, ...extract]);
  const rows = exported.reduce((total, { lines }) => total + lines, 0);
  return {
    bytes: records + sum(exported.map(({ path }) => path)),
    places: rows + Math.ceil((records + sum(heads)) / BYTES_OF_PLACE),
  };
}
