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

/** How many bytes a place takes. */
export const PLACE_BYTES = 88;
const HASH_HEX = 64;
const FLAGS = 22;

/** @throws {RangeError} the sequence is 2^48 or more, which no record has */
export function writePlace(
  buffer: Buffer,
  at: number,
  { chain, sequence, hash, prevHash, time, by, flags }: Place,
): void {
  buffer.writeUInt32LE(chain, at);
  buffer.writeUInt32LE(by, at + 4);
  buffer.writeDoubleLE(time, at + 8);
  buffer.writeUIntLE(sequence, at + 16, 6);
  buffer.writeUInt16LE(flags, at + FLAGS);
  buffer.write(hash, at + 24, 'hex');
  buffer.write(prevHash, at + 56, 'hex');
}

export const chainAt = (all: Buffer, at: number): number => all.readUInt32LE(at);
export const byAt = (all: Buffer, at: number): number => all.readUInt32LE(at + 4);
export const flagsAt = (all: Buffer, at: number): number => all.readUInt16LE(at + FLAGS);

/** Gives a place that was written there other numbers. */
export function renumber(
  buffer: Buffer,
  at: number,
  { chain, by, flags }: Pick<Place, 'chain' | 'by' | 'flags'>,
): void {
  buffer.writeUInt32LE(chain, at);
  buffer.writeUInt32LE(by, at + 4);
  buffer.writeUInt16LE(flags, at + FLAGS);
}

export function readPlace(all: Buffer, at: number): Place {
  const hashes = all.toString('hex', at + 24, at + PLACE_BYTES);
  return {
    chain: chainAt(all, at),
    by: byAt(all, at),
    time: all.readDoubleLE(at + 8),
    sequence: all.readUIntLE(at + 16, 6),
    flags: flagsAt(all, at),
    hash: hashes.slice(0, HASH_HEX),
    prevHash: hashes.slice(HASH_HEX),
  };
}
