import type { ChainHead } from '../../../lambda/domain/audit/audit-record.ts';
import type { Seeded } from '../seeded.ts';
import type { HeldCheckpoint } from './checkpoint-files.ts';
import { type HeldEvidence, type HeldRecord, relinked } from './held-evidence.ts';
import { drawn, sealed, type Tampering } from './tampering.ts';

/** Whoever can replace what is locked cuts the end, or tells the past anew and signs it. */

/** A checkpoint some hours before the end, after which nothing is to have happened. */
function cutOf(evidence: HeldEvidence, random: Seeded): HeldCheckpoint {
  const end = Math.max(...evidence.records.map(({ record }) => Date.parse(record.time)));
  return random.of(
    evidence.checkpoints.all.filter(({ checkpoint }) => Date.parse(checkpoint.time) < end - 4 * 3_600_000),
  );
}

const after = (evidence: HeldEvidence, cut: HeldCheckpoint): readonly HeldRecord[] =>
  evidence.records.filter(({ record }) => record.time > cut.checkpoint.time);

function cutCheckpoints(evidence: HeldEvidence, cut: HeldCheckpoint): void {
  for (const { file, headsFile } of evidence.checkpoints.all.slice(cut.checkpoint.number)) {
    evidence.folder.remove(file);
    if (evidence.folder.has(headsFile)) evidence.folder.remove(headsFile);
  }
}

function cutExports(evidence: HeldEvidence, cut: HeldCheckpoint): void {
  const until = Date.parse(cut.checkpoint.time);
  for (const { root, files, to } of evidence.exports) {
    if (to <= until) continue;
    const own = evidence.folder.paths().filter((path) => path.startsWith(`${root}/`));
    for (const path of new Set([...own, ...files])) evidence.folder.remove(path);
  }
}

/** A chain whose record says something else, with everything after it computed anew: all heads, by what they were. */
function retold(evidence: HeldEvidence, held: HeldRecord): ReadonlyMap<string, ChainHead> {
  const chain = evidence.chains.get(held.record.chain) ?? [];
  const from = held.record.sequence - 1;
  const [first = held.record, ...others] = chain.slice(from).map(({ record }) => record);
  const anew = relinked([{ ...first, reason: 'agreed' }, ...others], chain[from - 1]?.record);
  const heads = new Map<string, ChainHead>();
  for (const [n, each] of chain.slice(from).entries()) {
    const { chain: name, sequence, hash } = anew[n] ?? each.record;
    evidence.replace(each, anew[n] ?? each.record, 'everywhere');
    heads.set(each.record.hash, { chain: name, sequence, hash });
  }
  return heads;
}

export const rollBacks: readonly Tampering[] = [
  {
    name: 'the end of the archive is cut',
    rights: 'lock',
    edit(evidence, random) {
      for (const each of after(evidence, cutOf(evidence, random))) evidence.remove(each, 'archive');
      return { kinds: ['sealed-record-missing', 'missing-in-archive'] };
    },
  },
  {
    name: 'the end of archive and exports is cut',
    rights: 'lock',
    edit(evidence, random) {
      const cut = cutOf(evidence, random);
      for (const each of after(evidence, cut)) evidence.remove(each, 'archive');
      evidence.finish();
      cutExports(evidence, cut);
      return { kinds: ['sealed-record-missing'] };
    },
  },
  {
    name: 'the end of the checkpoints is cut',
    rights: 'lock',
    edit(evidence, random) {
      cutCheckpoints(evidence, cutOf(evidence, random));
      return { kinds: ['checkpoint-overdue'] };
    },
  },
  {
    name: 'the end of exports and checkpoints is cut',
    rights: 'lock',
    edit(evidence, random) {
      const cut = cutOf(evidence, random);
      cutExports(evidence, cut);
      cutCheckpoints(evidence, cut);
      return { kinds: ['checkpoint-overdue', 'export-missing'] };
    },
  },
  {
    name: 'the end of everything is cut after a checkpoint',
    rights: 'lock',
    needsWitness: true,
    edit(evidence, random) {
      const cut = cutOf(evidence, random);
      for (const each of after(evidence, cut)) evidence.remove(each, 'archive');
      evidence.finish();
      cutExports(evidence, cut);
      cutCheckpoints(evidence, cut);
      return { kinds: ['checkpoint-expected'] };
    },
  },
  {
    name: 'a record says something else, and its chain and all checkpoints since are made and signed anew',
    rights: 'lock',
    needsWitness: true,
    edit(evidence, random) {
      const held = drawn(evidence, random, sealed(evidence));
      if (held === undefined) return undefined;
      const heads = retold(evidence, held);
      evidence.finish();
      const from = evidence.checkpoints.firstOver(held.record)?.checkpoint.number ?? 1;
      evidence.checkpoints.remake(from, (head) => heads.get(head.hash) ?? head);
      return { kinds: ['checkpoint-expected'] };
    },
  },
  {
    name: 'a chain is removed, and all checkpoints since are made and signed anew without it',
    rights: 'lock',
    needsWitness: true,
    edit(evidence, random) {
      const held = drawn(evidence, random, sealed(evidence));
      if (held === undefined) return undefined;
      const { chain } = held.record;
      for (const each of evidence.chains.get(chain) ?? []) evidence.remove(each, 'everywhere');
      evidence.finish();
      evidence.checkpoints.remake(1, (head) => (head.chain === chain ? undefined : head));
      return { kinds: ['checkpoint-expected'] };
    },
  },
  {
    name: 'checkpoints since one are signed anew without a chain, whose records stay',
    rights: 'signing',
    edit(evidence, random) {
      const held = drawn(evidence, random, ({ record }) => record.sequence < evidence.sealedUpTo(record.chain));
      const over = held && evidence.checkpoints.firstOver(held.record);
      if (held === undefined || over === undefined) return undefined;
      const { chain, sequence } = held.record;
      const listed = over.heads.find((each) => each.chain === chain);
      if (listed?.sequence === evidence.sealedUpTo(chain)) return undefined;
      evidence.checkpoints.remake(over.checkpoint.number + 1, (head) =>
        head.chain === chain && head.sequence > sequence ? listed : head,
      );
      return { kinds: ['added-later', 'checkpoint-rolled-back', 'checkpoint-heads'] };
    },
  },
  {
    name: 'a later checkpoint names an earlier end of a chain, signed anew',
    rights: 'signing',
    edit(evidence, random) {
      const held = drawn(
        evidence,
        random,
        ({ record }) => record.sequence > 1 && record.sequence === evidence.sealedUpTo(record.chain),
      );
      const over = held && evidence.checkpoints.firstOver(held.record);
      const first = held && evidence.chains.get(held.record.chain)?.[0]?.record;
      if (held === undefined || over === undefined || first === undefined) return undefined;
      const earlier = evidence.checkpoints.firstOver(first);
      if (earlier === undefined || earlier.checkpoint.number >= over.checkpoint.number) return undefined;
      const { chain, sequence, hash } = first;
      evidence.checkpoints.remake(over.checkpoint.number, (head) =>
        head.chain === chain && head.sequence === held.record.sequence ? { chain, sequence, hash } : head,
      );
      return { kinds: ['checkpoint-rolled-back', 'added-later'], chain };
    },
  },
];
