import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLACE_BYTES as BYTES, chainAt, type Place, readPlace, writePlace } from './place-bytes.ts';

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

  /** Adds a place that was written already. */
  addWritten(places: Buffer, at: number): void {
    this.buckets[chainAt(places, at) % this.buckets.length]?.addWritten(places, at);
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

  add(place: Place): void {
    if (this.used === this.buffer.length) this.makeRoom();
    writePlace(this.buffer, this.used, place);
    this.used += BYTES;
  }

  addWritten(places: Buffer, at: number): void {
    if (this.used === this.buffer.length) this.makeRoom();
    places.copy(this.buffer, this.used, at, at + BYTES);
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
      const chain = chainAt(all, at);
      const known = chains.get(chain);
      if (known === undefined) chains.set(chain, [at]);
      else known.push(at);
    }
    for (const offsets of chains.values()) {
      yield offsets.map((at) => readPlace(all, at)).sort((a, b) => a.sequence - b.sequence);
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
