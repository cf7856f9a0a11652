import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publicKeyKey } from '../../../contract/audit-bucket.ts';
import type { ChainHead } from '../../../lambda/domain/audit/audit-record.ts';
import { byChain, leafOf } from '../../../lambda/domain/audit/checkpoint.ts';
import { inclusionProof, leafHash } from '../../../lambda/domain/audit/merkle.ts';
import { LATEST_MS } from '../../../lambda/domain/audit/verification/chain-verdict.ts';
import { requireOutside } from '../outside-evidence.ts';
import { readCheckpoints, type SoundCheckpoint } from '../verify/checkpoints.ts';
import { readEvidenceFolder } from '../verify/evidence-folder.ts';
import { readExports } from '../verify/exports.ts';
import type { Proof } from '../verify/extract.ts';
import { Heads } from '../verify/heads.ts';
import { trustedKeys } from '../verify/keys.ts';
import { readRecords } from './records-of.ts';

export interface Extracted {
  readonly records: number;
  readonly chains: number;
  /** Chains that have had no record since a version before checkpoints: nothing proves them to a customer alone. */
  readonly leftOut: number;
  /** Number of the checkpoint that proves them. */
  readonly checkpoint: number;
}

/**
 * Writes what one customer needs to verify his own records alone: them, the newest checkpoint with its key, and for each of his chains the
 * proof that its end is in the checkpoint's tree. Of other customers the extract holds hashes only, which tell nothing.
 *
 * The extract is only as good as the folder: verify that first.
 *
 * @param out  a new folder, outside of the evidence
 * @throws {Error} something lies in that folder already; there is no good checkpoint, no record of the customer, or the checkpoint does not cover the customer's own chain
 */
export async function extractTenant(root: string, tenantId: string, out: string): Promise<Extracted> {
  requireOutside(root, out);
  await requireNew(out);
  const folder = await readEvidenceFolder(root);
  const { keys } = await trustedKeys([], root, folder.keys);
  const { sound } = await readCheckpoints(root, folder.notes, keys, 'all');
  const newest = sound.at(-1);
  if (newest === undefined) throw new Error(`${root} has no checkpoint with a good signature: nothing could be proven`);
  const heads = await headsAt(root, new Set(folder.heads), sound);
  const { exports } = await readExports(root, folder.exports);
  const chainsFound = await readRecords(folder, exports, tenantId);
  if (chainsFound.length === 0) throw new Error(`${root} has no record of tenant ${tenantId}`);
  const proofs = proofsOf(heads, tenantId);
  // Chains of a customer stand beside each other, that of the customer first: without it nobody could tell whether others were left out.
  if (proofs[0]?.chain !== `${tenantId}#-`) {
    throw new Error(
      `no checkpoint covers the chain ${tenantId}#- yet, with which the proofs of an extract begin. The next discovery of the customer writes to it, and the checkpoint after that covers it: extract again from a copy of the bucket that was made then`,
    );
  }
  const proven = new Set(proofs.map(({ chain }) => chain));
  const since = Date.parse(newest.checkpoint.time) - LATEST_MS;
  const [kept, leftOut] = [true, false].map((wanted) =>
    chainsFound.filter(({ chain, latest }) => (proven.has(chain) || latest > since) === wanted),
  );
  const records = (kept ?? []).flatMap(({ lines }) => lines);

  await mkdir(join(out, 'extract'), { recursive: true });
  const write = (name: string, lines: readonly string[]) =>
    writeFile(join(out, 'extract', name), gzipSync(lines.map((line) => `${line}\n`).join('')), { flag: 'wx' });
  await write('records.jsonl.gz', records);
  await write(
    'proofs.jsonl.gz',
    proofs.map((proof) => JSON.stringify(proof)),
  );
  for (const file of [newest.note, publicKeyKey(newest.key)]) {
    await mkdir(dirname(join(out, file)), { recursive: true });
    await copyFile(join(root, file), join(out, file));
  }
  return {
    records: records.length,
    chains: kept?.length ?? 0,
    leftOut: leftOut?.length ?? 0,
    checkpoint: newest.checkpoint.number,
  };
}

/** What lies there would be part of the extract, or be overwritten. */
async function requireNew(out: string): Promise<void> {
  const inside = await readdir(out).catch(() => []);
  if (inside.length > 0) throw new Error(`${out} is not empty: name a new folder, or take away what lies there`);
}

/** The ends of all chains at the newest checkpoint, sorted. */
async function headsAt(
  root: string,
  files: ReadonlySet<string>,
  sound: readonly SoundCheckpoint[],
): Promise<readonly ChainHead[]> {
  const ends = new Map<string, ChainHead>();
  const heads = new Heads(root, files, (head) => ends.set(head.chain, head));
  for (const each of sound) await heads.follow(each);
  const [problem] = heads.findings;
  if (problem !== undefined) {
    throw new Error(`checkpoint ${problem.checkpoint} ${problem.what}: run \`audit verify\` first`);
  }
  return [...ends.values()].sort(byChain);
}

function proofsOf(heads: readonly ChainHead[], tenantId: string): readonly Proof[] {
  const leaves = heads.map((head) => leafHash(leafOf(head)));
  return heads.flatMap(({ chain, sequence, hash }, index) =>
    chain.startsWith(`${tenantId}#`)
      ? [{ chain, sequence, hash, index, proof: inclusionProof(leaves, index).map((each) => each.toString('hex')) }]
      : [],
  );
}
