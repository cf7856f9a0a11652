import { gzipSync } from 'node:zlib';
import { checkpointKey, estateKey, headsKey, publicKeyKey } from '../../contract/audit-bucket.ts';
import { canonicalJson, NO_RECORD_BEFORE, sha256 } from '../../lambda/domain/audit/audit-chain.ts';
import type { ChainHead } from '../../lambda/domain/audit/audit-record.ts';
import {
  byChain,
  type Checkpoint,
  checkpointText,
  hashOfCheckpoint,
  leafOf,
} from '../../lambda/domain/audit/checkpoint.ts';
import { HeadsTree } from '../../lambda/domain/audit/heads-tree.ts';
import type { FolderFile } from './folder-file.ts';
import type { SigningKey } from './signing-key.ts';

/** The configuration that was deployed. */
export const ESTATE = canonicalJson({ schema: 1, msp: { name: 'Example' } });
export const ORIGIN = 'm365-password-rotation/123456789012/eu-central-1/M365PasswordRotation';

/** Makes one checkpoint after another over the ends of chains. */
export class Checkpoints {
  private readonly heads = new Map<string, ChainHead>();
  private readonly changed = new Set<string>();
  private readonly tree = new HeadsTree();
  private number = 0;
  private records = 0;
  private previous = NO_RECORD_BEFORE;

  constructor(
    private readonly key: SigningKey,
    /** After so many, the file of heads holds all of them again. */
    private readonly allEvery: number,
  ) {}

  headOf(chain: string): ChainHead | undefined {
    return this.heads.get(chain);
  }

  /** A chain ends here now. */
  moveTo(head: ChainHead): void {
    this.heads.set(head.chain, head);
    this.changed.add(head.chain);
    this.records += 1;
  }

  /** @returns the checkpoint, and the files that hold it */
  make(time: Date, cycleId?: string): { readonly checkpoint: Checkpoint; readonly files: readonly FolderFile[] } {
    this.number += 1;
    const holds = (this.number - 1) % this.allEvery === 0 ? 'all' : 'changed';
    for (const chain of this.changed) this.tree.set(this.known(chain));
    const listed = holds === 'all' ? [...this.heads.values()] : [...this.changed].map((chain) => this.known(chain));
    const lines = listed.sort(byChain).map((each) => `${leafOf(each)}\n`);
    this.changed.clear();
    const checkpoint: Checkpoint = {
      origin: ORIGIN,
      chains: this.heads.size,
      root: this.tree.root(),
      number: this.number,
      time: time.toISOString(),
      records: this.records,
      previous: this.previous,
      heads: { holds, hash: sha256(lines.join('')) },
      estate: sha256(ESTATE),
      code: '1.2.3-abcdef0',
      ...(cycleId === undefined ? {} : { cycleId }),
    };
    this.previous = hashOfCheckpoint(checkpoint);
    const note = this.key.note(checkpointText(checkpoint), ORIGIN);
    const files = [
      { path: headsKey(this.number, checkpoint.heads.hash), content: gzipSync(lines.join('')) },
      { path: checkpointKey(this.number), content: Buffer.from(note) },
    ];
    const publicKey = { path: publicKeyKey(this.key.fingerprint), content: Buffer.from(this.key.pem) };
    const estate = { path: estateKey(checkpoint.estate), content: Buffer.from(ESTATE) };
    return { checkpoint, files: this.number === 1 ? [estate, publicKey, ...files] : files };
  }

  private known(chain: string): ChainHead {
    const head = this.heads.get(chain);
    if (head === undefined) throw new Error(`${chain} has no end`);
    return head;
  }
}
