import { PLACE_BYTES, writePlace } from './place-bytes.ts';
import type { StoredRecord } from './stored-record.ts';

/** Records of one file, as few bytes that a thread can hand over without a copy. */
export interface Piece {
  /** Names of chains; the places give their index. */
  readonly chains: readonly string[];
  /** Ids of cycles; `by` of the places is their index from 1, or 0: the record belongs to none. */
  readonly cycles: readonly string[];
  /** Places as `place-bytes.ts` writes them. Their flags say whether the content fits the hash: 1 or 0. */
  readonly places: ArrayBuffer;
}

/** Of one piece: 360 KB. A small file is one. */
const MOST_RECORDS = 4096;
const FIRST_RECORDS = 128;

/** Gathers records into pieces. */
export class PackedRecords {
  private buffer = Buffer.alloc(FIRST_RECORDS * PLACE_BYTES);
  private used = 0;
  private readonly chains = new Map<string, number>();
  private readonly cycles = new Map<string, number>();

  constructor(private readonly deliver: (piece: Piece) => void) {}

  add({ chain, sequence, hash, prevHash, at: time, intact, content: { cycleId } }: StoredRecord): void {
    if (this.used === this.buffer.length) this.makeRoom();
    writePlace(this.buffer, this.used, {
      chain: indexIn(this.chains, chain),
      sequence,
      hash,
      prevHash,
      time,
      by: typeof cycleId === 'string' ? indexIn(this.cycles, cycleId) + 1 : 0,
      flags: intact ? 1 : 0,
    });
    this.used += PLACE_BYTES;
  }

  deliverRest(): void {
    if (this.used === 0) return;
    const places = new ArrayBuffer(this.used);
    this.buffer.copy(new Uint8Array(places), 0, 0, this.used);
    this.deliver({ chains: [...this.chains.keys()], cycles: [...this.cycles.keys()], places });
    this.used = 0;
    this.chains.clear();
    this.cycles.clear();
  }

  private makeRoom(): void {
    if (this.used >= MOST_RECORDS * PLACE_BYTES) this.deliverRest();
    else this.buffer = Buffer.concat([this.buffer], this.buffer.length * 2);
  }
}

function indexIn(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}
