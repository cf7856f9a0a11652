import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a record stands in its chain, or where something signed says that a chain stood. */
export interface Place {
  /** Number of the chain. */
  readonly chain: number;
  readonly sequence: number;
  readonly hash: string;
  readonly prevHash: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Number of the source or of what was signed. */
  readonly by: number;
  /** Bits that belong to whoever stores it. */
  readonly flags: number;
}

const BYTES = 88;
const HASH_HEX = 64;
/** So many places are looked at together. */
const BUCKET_PLACES = 40_000;
const MOST_BUCKETS = 512;
/** Of all buckets together, before they go to a file. */
const BUFFERED_BYTES = 6 * 1024 * 1024;

/**
 * Keeps places of records until all sources are read, and gives them back chain by chain. They wait in files, since there may be ten
 * millions, in so many buckets that one of them fits into memory: that is what keeps memory constant.
 */
export class Places {
  private readonly buckets: Bucket[];
  private folder: string | undefined;

  /** @param expected  how many places there will be, about */
  constructor(expected: number) {
    const count = Math.min(MOST_BUCKETS, Math.ceil(expected / BUCKET_PLACES) || 1);
    const most = Math.max(BYTES * 64, Math.floor(BUFFERED_BYTES / count / BYTES) * BYTES);
    this.buckets = Array.from({ length: count }, (_, i) => new Bucket(most, () => join(this.place(), String(i))));
  }

  add(place: Place): void {
    this.buckets[place.chain % this.buckets.length]?.add(place);
  }

  /** All places of each chain, in the order of their sequences; those of one sequence in the order in which they came. */
  *byChain(): Generator<readonly Place[]> {
    for (const bucket of this.buckets) yield* bucket.byChain();
  }

  close(): void {
    for (const bucket of this.buckets) bucket.close();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private place(): string {
    this.folder ??= mkdtempSync(join(tmpdir(), 'rotation-verify-'));
    return this.folder;
  }
}

class Bucket {
  private buffer = Buffer.alloc(BYTES * 64);
  private used = 0;
  private stored = 0;
  private file: number | undefined;

  constructor(
    private readonly most: number,
    private readonly path: () => string,
  ) {}

  add({ chain, sequence, hash, prevHash, time, by, flags }: Place): void {
    if (this.used === this.buffer.length) this.makeRoom();
    const { buffer, used } = this;
    buffer.writeUInt32LE(chain, used);
    buffer.writeUInt32LE(by, used + 4);
    buffer.writeDoubleLE(time, used + 8);
    buffer.writeUIntLE(sequence, used + 16, 6);
    buffer.writeUInt16LE(flags, used + 22);
    buffer.write(hash, used + 24, 'hex');
    buffer.write(prevHash, used + 56, 'hex');
    this.used += BYTES;
  }

  *byChain(): Generator<readonly Place[]> {
    const all = Buffer.alloc(this.stored + this.used);
    if (this.file !== undefined) {
      for (let at = 0; at < this.stored; ) at += readSync(this.file, all, at, this.stored - at, at);
    }
    this.buffer.copy(all, this.stored, 0, this.used);
    const chains = new Map<number, number[]>();
    for (let at = 0; at < all.length; at += BYTES) {
      const chain = all.readUInt32LE(at);
      const known = chains.get(chain);
      if (known === undefined) chains.set(chain, [at]);
      else known.push(at);
    }
    for (const offsets of chains.values()) {
      yield offsets.map((at) => read(all, at)).sort((a, b) => a.sequence - b.sequence);
    }
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private makeRoom(): void {
    if (this.buffer.length < this.most) {
      this.buffer = Buffer.concat([this.buffer], Math.min(this.most, this.buffer.length * 2));
      return;
    }
    this.file ??= openSync(this.path(), 'wx+', 0o600);
    for (let at = 0; at < this.used; ) at += writeSync(this.file, this.buffer, at, this.used - at);
    this.stored += this.used;
    this.used = 0;
  }
}

function read(all: Buffer, at: number): Place {
  const hashes = all.toString('hex', at + 24, at + BYTES);
  return {
    chain: all.readUInt32LE(at),
    by: all.readUInt32LE(at + 4),
    time: all.readDoubleLE(at + 8),
    sequence: all.readUIntLE(at + 16, 6),
    flags: all.readUInt16LE(at + 22),
    hash: hashes.slice(0, HASH_HEX),
    prevHash: hashes.slice(HASH_HEX),
  };
}
