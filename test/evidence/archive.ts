import { gzipSync } from 'node:zlib';
import { archiveKey } from '../../contract/audit-bucket.ts';
import { archivedLine } from '../../lambda/domain/audit/archived-change.ts';
import type { AuditRecord } from '../../lambda/domain/audit/audit-record.ts';
import type { Image } from './attribute-values.ts';
import type { FolderFile } from './folder-file.ts';
import type { Seeded } from './seeded.ts';

/** A stream has several shards, each with a reader of its own; all records of a chain are in one of them. */
const SHARDS = 4;
/** How often an answer is lost, and a batch comes again, in halves. */
const AGAIN = 0.02;

interface Batch {
  most: number;
  from: Date;
  places: string[];
  lines: string[];
}

/** Writes records as objects of the locked archive, as the stream tells them: chain by chain in order, chains side by side. */
export class Archive {
  private readonly batches: (Batch | undefined)[] = [];
  private places = 0;

  constructor(
    private readonly most: number,
    private readonly random: Seeded,
  ) {}

  *add(record: AuditRecord, image: Image): Generator<FolderFile> {
    const time = Date.parse(record.time);
    this.places += 1;
    const place = `4218${String(this.places).padStart(21, '0')}`;
    const { chain = { S: '' }, sequence = { N: '' } } = image;
    const line = archivedLine({
      Metadata: {
        EventName: { S: 'INSERT' },
        SequenceNumber: { S: place },
        ApproximateCreationDateTime: { N: String(Math.floor(time / 1000)) },
      },
      Keys: { chain, sequence },
      NewImage: image,
    });
    const shard = (record.chain.charCodeAt(0) + record.chain.charCodeAt(record.chain.length - 1)) % SHARDS;
    const batch = this.batches[shard] ?? {
      most: 1 + this.random.below(this.most),
      from: new Date(time),
      places: [],
      lines: [],
    };
    this.batches[shard] = batch;
    batch.places.push(place);
    batch.lines.push(line);
    if (batch.lines.length >= batch.most) yield* this.flush(shard);
  }

  *end(): Generator<FolderFile> {
    for (const shard of this.batches.keys()) yield* this.flush(shard);
  }

  private *flush(shard: number): Generator<FolderFile> {
    const batch = this.batches[shard];
    if (batch === undefined) return;
    this.batches[shard] = undefined;
    yield objectOf(batch);
    const half = Math.floor(batch.lines.length / 2);
    if (half === 0 || !this.random.chance(AGAIN)) return;
    yield objectOf({ ...batch, places: batch.places.slice(0, half), lines: batch.lines.slice(0, half) });
    yield objectOf({ ...batch, places: batch.places.slice(half), lines: batch.lines.slice(half) });
  }
}

const objectOf = ({ from, places, lines }: Batch): FolderFile => ({
  path: archiveKey(from, places[0] ?? '', places.at(-1) ?? ''),
  content: gzipSync(lines.join('')),
});
