import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
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

  /** @param expected  how many places there will be, about */
  constructor(expected: number) {
    const count = Math.min(MOST_BUCKETS, Math.ceil(expected / BUCKET_PLACES) || 1);
    const most = Math.max(BYTES * 64, Math.floor(BUFFERED_BYTES / count / BYTES) * BYTES);
    this.buckets = Array.from({ length: count }, () => new Bucket(most));
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
    const room = Buffer.alloc(Math.max(...this.buckets.map(({ bytes }) => bytes)));
    for (const bucket of this.buckets) yield* bucket.byChain(room);
  }

  close(): void {
    for (const bucket of this.buckets) bucket.close();
  }
}

/** A file without a name: whatever ends this process, nothing of a customer is left on the disk. */
function openNameless(): number {
  const path = join(tmpdir(), `rotation-verify-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}

class Bucket {
  private buffer = Buffer.alloc(BYTES * 64);
  private used = 0;
  private stored = 0;
  private file: number | undefined;

  constructor(private readonly most: number) {}

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

  get bytes(): number {
    return this.stored + this.used;
  }

  /** @param room  where all of it fits in, one bucket after the other */
  *byChain(room: Buffer): Generator<readonly Place[]> {
    const all = room.subarray(0, this.bytes);
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
    this.file ??= openNameless();
    for (let at = 0; at < this.used; ) at += writeSync(this.file, this.buffer, at, this.used - at);
    this.stored += this.used;
    this.used = 0;
  }
}
