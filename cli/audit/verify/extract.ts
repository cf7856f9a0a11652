import { join } from 'node:path';
import * as z from 'zod';
import { chainHeadSchema } from '../../../lambda/domain/audit/audit-record.ts';
import { leafOf } from '../../../lambda/domain/audit/checkpoint.ts';
import { leafHash, rootByProof } from '../../../lambda/domain/audit/merkle.ts';
import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';
import type { SoundCheckpoint } from './checkpoints.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { readGzipLines, UnreadableFile } from './gzip-lines.ts';
import type { SeenPlaces } from './seen-places.ts';
import { parseStrictly } from './strict-json.ts';

/** A line of `extract/proofs.jsonl.gz`: that the end of a chain is in the tree of the checkpoint beside it. */
export const proofSchema = z.strictObject({
  ...chainHeadSchema.shape,
  /** Place of the leaf in the tree, from 0. */
  index: z.int().nonnegative(),
  /** Siblings on the way to the root, from the leaf on: hex. */
  proof: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
});
export type Proof = Readonly<z.output<typeof proofSchema>>;

/** An extract holds the chains of one customer, and proves that the checkpoint covers the end of each. */
export async function problemsOfExtract(
  { root, extract, notes, archive, exports }: EvidenceFolder,
  checkpoint: SoundCheckpoint | undefined,
  places: SeenPlaces,
): Promise<{ readonly findings: readonly Finding[]; readonly tenantId?: string }> {
  const file = extract.find((each) => each.endsWith('/proofs.jsonl.gz'));
  if (file === undefined || extract.length !== 2 || notes.length !== 1 || archive.length + exports.length > 0) {
    return {
      findings: [
        { kind: 'extract-proof', what: 'an extract holds records, proofs and one checkpoint, and nothing else' },
      ],
    };
  }
  const findings: Finding[] = [];
  if (checkpoint === undefined) return { findings }; // what is wrong with it was noted
  let tenantId: string | undefined;
  // Leaves are sorted, so chains of a customer are neighbours; that of the customer itself is the first.
  let before = 0;
  const take = (line: string, number: number) => {
    const proof = parsed(line);
    if (proof === undefined) {
      findings.push({ kind: 'extract-proof', file, line: number, what: 'is no proof' });
      return;
    }
    const { chain, sequence, index } = proof;
    if (number === 1 ? !chain.endsWith('#-') : index !== before + 1) {
      findings.push({
        kind: 'extract-proof',
        file,
        line: number,
        what: 'does not follow the chain before it: one is missing',
      });
    }
    before = index;
    tenantId ??= chain.slice(0, chain.indexOf('#'));
    if (!chain.startsWith(`${tenantId}#`)) {
      findings.push({ kind: 'extract-tenant', chain, file, line: number, what: 'is of another customer' });
    }
    const path = proof.proof.map((each) => Buffer.from(each, 'hex'));
    const reached = rootByProof(leafHash(leafOf(proof)), index, checkpoint.checkpoint.chains, path);
    if (reached?.toString('hex') === checkpoint.checkpoint.root) places.addHead(proof, checkpoint);
    else {
      const what = `is not proven to be the end of its chain in checkpoint ${checkpoint.checkpoint.number}`;
      findings.push({ kind: 'extract-proof', chain, sequence, file, line: number, what });
    }
  };
  try {
    await readGzipLines(join(root, file), take);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    findings.push({ kind: 'unreadable-file', file, what: `cannot be read: ${error.message}` });
  }
  return { findings, ...(tenantId === undefined ? {} : { tenantId }) };
}

function parsed(line: string): Proof | undefined {
  try {
    return proofSchema.parse(parseStrictly(line, 'no white space'));
  } catch {
    return undefined;
  }
}
