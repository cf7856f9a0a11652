import type { ChainHead } from '../../../lambda/domain/audit/audit-record.ts';
import type { StoredSeal } from '../../../lambda/domain/audit/seal.ts';
import type { SealedPoint, SeenRecord, Source } from '../../../lambda/domain/audit/verification/chain-verdict.ts';
import type { SoundCheckpoint } from './checkpoints.ts';
import type { Piece } from './packed-records.ts';
import { byAt, chainAt, flagsAt, PLACE_BYTES, type Place, renumber } from './place-bytes.ts';
import { Places } from './places.ts';

/** As pieces say it. */
const INTACT = 1;
const POINT = 2;
/** Above these bits: which seal seals the record's cycle, from 1. */
const SEAL_SHIFT = 2;
const MOST_SEALS = 0x3fff;

type Signed = Omit<SealedPoint, 'sequence' | 'hash'>;

export interface SeenChain {
  readonly chain: string;
  readonly seen: readonly SeenRecord[];
  readonly points: readonly SealedPoint[];
}

/** Everything that sources and signatures say about each chain. */
export class SeenPlaces {
  accessRecords = 0;
  private readonly places: Places;
  private readonly chainNumbers = new Map<string, number>();
  private readonly sources: Source[] = [];
  private readonly signed: Signed[] = [];
  private readonly sealOfCycle = new Map<string, number>();
  private readonly sealTimes: number[] = [];

  constructor(expected: number, seals: readonly StoredSeal[]) {
    this.places = new Places(expected);
    for (const { seal } of seals.slice(0, MOST_SEALS)) {
      this.sealTimes.push(Date.parse(seal.sealedAt));
      this.sealOfCycle.set(seal.cycleId, this.sealTimes.length);
      const by = { by: `the seal of ${seal.cycleId}`, time: Date.parse(seal.sealedAt) };
      for (const head of seal.heads) this.addPoint(head, by);
    }
  }

  /** @returns its number, for `add` */
  addSource(source: Source): number {
    this.sources.push(source);
    return this.sources.length - 1;
  }

  add({ chains, cycles, places }: Piece, source: number): void {
    const numbers = chains.map((chain) => this.numberOf(chain));
    const seals = cycles.map((cycleId) => this.sealOfCycle.get(cycleId) ?? 0);
    const all = Buffer.from(places);
    for (let at = 0; at < all.length; at += PLACE_BYTES) {
      const chain = numbers[chainAt(all, at)];
      if (chain === undefined) throw new Error('a piece does not name the chain of its record');
      const seal = seals[byAt(all, at) - 1] ?? 0;
      renumber(all, at, { chain, by: source, flags: flagsAt(all, at) | (seal << SEAL_SHIFT) });
      this.places.addWritten(all, at);
    }
  }

  addHead(head: ChainHead, { checkpoint: { number, time } }: SoundCheckpoint): void {
    this.addPoint(head, { by: `checkpoint ${number}`, time: Date.parse(time), checkpoint: number });
  }

  *chains(): Generator<SeenChain> {
    const names = [...this.chainNumbers.keys()];
    for (const places of this.places.byChain()) {
      const chain = names[places[0]?.chain ?? -1] ?? '';
      const records = places.filter(({ flags }) => (flags & POINT) === 0);
      const seen = records.flatMap((place) => this.seenRecord(place));
      const points = places.filter(({ flags }) => (flags & POINT) !== 0).flatMap((place) => this.point(place));
      if (chain.startsWith('access#')) this.accessRecords += new Set(seen.map(({ sequence }) => sequence)).size;
      yield { chain, seen, points: points.sort((a, b) => a.time - b.time) };
    }
  }

  close(): void {
    this.places.close();
  }

  private addPoint({ chain, sequence, hash }: ChainHead, signed: Signed): void {
    const last = this.signed.at(-1);
    if (last?.by !== signed.by) this.signed.push(signed);
    const by = this.signed.length - 1;
    this.places.add({ chain: this.numberOf(chain), sequence, hash, prevHash: '', time: 0, by, flags: POINT });
  }

  private seenRecord({ sequence, hash, prevHash, time, by, flags }: Place): readonly SeenRecord[] {
    const source = this.sources[by];
    if (source === undefined) return [];
    const sealedAt = this.sealTimes[(flags >> SEAL_SHIFT) - 1];
    const record = { sequence, hash, prevHash, time, intact: (flags & INTACT) !== 0, source };
    return [sealedAt === undefined ? record : { ...record, cycleSealedAt: sealedAt }];
  }

  private point({ sequence, hash, by }: Place): readonly SealedPoint[] {
    const signed = this.signed[by];
    return signed === undefined ? [] : [{ sequence, hash, ...signed }];
  }

  private numberOf(chain: string): number {
    const known = this.chainNumbers.get(chain);
    if (known !== undefined) return known;
    this.chainNumbers.set(chain, this.chainNumbers.size);
    return this.chainNumbers.size - 1;
  }
}
