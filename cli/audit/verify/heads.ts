import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ChainHead } from '../../../lambda/domain/audit/audit-record.ts';
import { HeadsTree } from '../../../lambda/domain/audit/heads-tree.ts';
import type { Finding, ProblemKind } from '../../../lambda/domain/audit/verification/problem.ts';
import type { SoundCheckpoint } from './checkpoints.ts';
import { readGzipLines, UnreadableFile } from './gzip-lines.ts';

type HeadsProblem = Extract<ProblemKind, 'checkpoint-heads' | 'checkpoint-root' | 'checkpoint-rolled-back'>;

/** The last head of each chain is enough to follow them all. */
interface Known {
  sequence: number;
  hash: string;
  /** Number of the checkpoint that last listed it. */
  listed: number;
}

/**
 * Follows the ends of all chains from checkpoint to checkpoint: lists are what was signed, no chain goes back, and root and counts are
 * those of the chains.
 */
export class Heads {
  readonly findings: Finding<HeadsProblem>[] = [];
  private readonly known = new Map<string, Known>();
  private readonly tree = new HeadsTree();
  private records = 0;
  /** A list is missing: what later checkpoints say about all chains cannot be recomputed until one lists all again. */
  private incomplete = false;

  constructor(
    private readonly root: string,
    private readonly there: ReadonlySet<string>,
    /** Gets each head that a checkpoint lists. */
    private readonly take: (head: ChainHead, by: SoundCheckpoint) => void,
  ) {}

  async follow(by: SoundCheckpoint): Promise<void> {
    const { number, heads } = by.checkpoint;
    if (!this.there.has(by.heads)) {
      this.note(by, 'checkpoint-heads', 'lacks its list of heads', by.heads);
      this.incomplete = true;
      return;
    }
    const bad = await this.problemOfList(by);
    if (bad !== undefined) {
      this.note(by, 'checkpoint-heads', bad, by.heads);
      this.incomplete = true;
      return;
    }
    await readGzipLines(join(this.root, by.heads), (line) => {
      const head = headOf(line);
      if (head !== undefined) this.move(head, line, by);
    });
    if (heads.holds === 'all') this.checkAll(number);
    if (!this.incomplete) this.checkSums(by);
  }

  /** Looked at before any of it is taken: a list may be long, and is not kept. */
  private async problemOfList(by: SoundCheckpoint): Promise<string | undefined> {
    const digest = createHash('sha256');
    let last = '';
    let isOrdered = true;
    try {
      const look = (line: string) => {
        const chain = headOf(line)?.chain ?? '';
        isOrdered &&= chain > last;
        last = chain;
      };
      await readGzipLines(join(this.root, by.heads), look, digest);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      return `has a list of heads that cannot be read: ${error.message}`;
    }
    if (!isOrdered) return 'has a list of heads that is out of order';
    return digest.digest('hex') === by.checkpoint.heads.hash ? undefined : 'has a list of heads that was changed';
  }

  private move(listed: ChainHead, line: string, by: SoundCheckpoint): void {
    const { number } = by.checkpoint;
    const { sequence, hash } = listed;
    const before = this.known.get(listed.chain);
    if (before === undefined) {
      const head = { ...listed, chain: copied(listed.chain) };
      this.known.set(head.chain, { sequence, hash: copied(hash), listed: number });
      this.records += sequence;
      this.tree.set(head, line);
      this.take(head, by);
      return;
    }
    const isSame = before.hash === hash;
    if (sequence < before.sequence || (sequence === before.sequence && !isSame)) {
      this.findings.push({
        kind: 'checkpoint-rolled-back',
        checkpoint: number,
        chain: listed.chain,
        sequence,
        what: `is the end of its chain there, though an earlier checkpoint had record ${before.sequence} as its end`,
      });
    }
    this.records += sequence - before.sequence;
    before.listed = number;
    if (sequence === before.sequence && isSame) return;
    before.sequence = sequence;
    before.hash = copied(hash);
    this.tree.set(listed, line);
    this.take(listed, by);
  }

  private checkAll(number: number): void {
    for (const [chain, { listed, sequence }] of this.known) {
      if (listed === number) continue;
      const what = 'was the end of its chain, which a later checkpoint does not know any more';
      this.findings.push({ kind: 'checkpoint-rolled-back', checkpoint: number, chain, sequence, what });
    }
    this.incomplete = false;
  }

  private checkSums(by: SoundCheckpoint): void {
    const { chains, root, records } = by.checkpoint;
    if (this.tree.chains !== chains || this.tree.root() !== root) {
      this.note(by, 'checkpoint-root', 'has a root that is not that of its heads');
    }
    if (this.records !== records) {
      this.note(by, 'checkpoint-root', `counts ${records} records, its heads ${this.records}`);
    }
  }

  private note({ checkpoint: { number } }: SoundCheckpoint, kind: HeadsProblem, what: string, file?: string): void {
    this.findings.push({ kind, checkpoint: number, what, ...(file === undefined ? {} : { file }) });
  }
}

/** A text of its own: a part of a line would keep the whole file in memory. */
const copied = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

/** What `leafOf` writes. Names of chains are ASCII, without anything to escape. */
const HEAD = /^\{"chain":"([ !#-[\]-~]+)","hash":"([0-9a-f]{64})","sequence":([1-9]\d{0,14})\}$/;

function headOf(line: string): ChainHead | undefined {
  const [, chain, hash, sequence] = HEAD.exec(line) ?? [];
  return chain === undefined || hash === undefined ? undefined : { chain, hash, sequence: Number(sequence) };
}
