import { gunzipSync, gzipSync } from 'node:zlib';
import { archiveKey, auditPrefix } from '../../../contract/audit-bucket.ts';
import { archivedLine } from '../../../lambda/domain/audit/archived-change.ts';
import { hashOf, NO_RECORD_BEFORE } from '../../../lambda/domain/audit/audit-chain.ts';
import type { AuditRecord, ChainHead } from '../../../lambda/domain/audit/audit-record.ts';
import { imageOf } from '../attribute-values.ts';
import type { SigningKey } from '../signing-key.ts';
import { CheckpointFiles } from './checkpoint-files.ts';
import { exportsIn, type HeldExport, mendManifests } from './export-manifests.ts';
import type { OpenedFolder } from './opened-folder.ts';
import { linesOfFile, type PlacedLine, parsedLine } from './stored-lines.ts';

/** A record, and every line that holds it. */
export interface HeldRecord {
  readonly record: AuditRecord;
  readonly archived: readonly PlacedLine[];
  readonly exported: readonly PlacedLine[];
}

/** In which of the two a change is made. */
export type Where = 'archive' | 'exports' | 'everywhere';

/**
 * A folder of evidence in the hands of somebody who knows how it is made: edits keep names, manifests and checksums as they must be. Nothing
 * is written before `finish`.
 */
export class HeldEvidence {
  readonly records: readonly HeldRecord[];
  readonly chains: ReadonlyMap<string, readonly HeldRecord[]>;
  readonly exports: readonly HeldExport[];
  readonly checkpoints: CheckpointFiles;
  private readonly lines = new Map<string, readonly PlacedLine[]>();
  private readonly edits = new Map<PlacedLine, string | undefined>();
  private readonly added = new Map<string, string[]>();

  constructor(
    readonly folder: OpenedFolder,
    readonly key: SigningKey,
  ) {
    const held = new Map<string, { record: AuditRecord; archived: PlacedLine[]; exported: PlacedLine[] }>();
    for (const file of folder.paths()) {
      const isArchive = file.startsWith(auditPrefix.records);
      if (!isArchive && !/\/data\/[^/]+\.json\.gz$/.test(file)) continue;
      const lines = linesOfFile(folder, file);
      this.lines.set(file, lines);
      for (const line of lines) {
        const name = `${line.record.chain} ${line.record.sequence}`;
        const one = held.get(name) ?? { record: line.record, archived: [], exported: [] };
        held.set(name, one);
        (isArchive ? one.archived : one.exported).push(line);
      }
    }
    const inOrder = ({ record: a }: HeldRecord, { record: b }: HeldRecord) =>
      a.chain < b.chain ? -1 : Number(a.chain > b.chain) || a.sequence - b.sequence;
    this.records = [...held.values()].sort(inOrder);
    const chains = new Map<string, HeldRecord[]>();
    for (const each of this.records) chains.set(each.record.chain, [...(chains.get(each.record.chain) ?? []), each]);
    this.chains = chains;
    this.exports = exportsIn(folder);
    this.checkpoints = new CheckpointFiles(folder, key);
  }

  archiveFiles = (): readonly string[] => [...this.lines.keys()].filter((file) => file.startsWith(auditPrefix.records));
  exportFiles = (): readonly string[] => [...this.lines.keys()].filter((file) => !file.startsWith(auditPrefix.records));
  linesOf = (file: string): readonly PlacedLine[] => this.lines.get(file) ?? [];

  /** Up to which record the last checkpoint covers a chain; 0: not at all. */
  sealedUpTo = (chain: string): number => this.checkpoints.lastHeads.get(chain)?.sequence ?? 0;

  linesAt({ archived, exported }: HeldRecord, where: Where): readonly PlacedLine[] {
    if (where === 'everywhere') return [...archived, ...exported];
    return where === 'archive' ? archived : exported;
  }

  /** Another record, in the place of one. */
  replace(held: HeldRecord, other: object, where: Where): void {
    for (const line of this.linesAt(held, where)) {
      const stored = parsedLine(this.edits.get(line) ?? line.text);
      const image = imageOf(other);
      const { chain = { S: '' }, sequence = { N: '' } } = image;
      const keys = stored.Keys === undefined ? {} : { Keys: { chain, sequence } };
      const holder = stored.Item === undefined ? { NewImage: image } : { Item: image };
      this.edits.set(line, JSON.stringify({ ...stored, ...keys, ...holder }));
    }
  }

  remove(held: HeldRecord, where: Where): void {
    for (const line of this.linesAt(held, where)) this.edits.set(line, undefined);
  }

  /** Changes the text of one line. */
  rewrite(line: PlacedLine, text: string): void {
    this.edits.set(line, text);
  }

  /** Adds a line to a file as it is. */
  addLine(file: string, text: string): void {
    this.added.set(file, [...(this.added.get(file) ?? []), text]);
  }

  /** Adds a record with an object of its own in the archive, and with a line in the export that was made after it. */
  add(record: AuditRecord, where: Where, at = Date.parse(record.time)): void {
    const { chain = { S: '' }, sequence = { N: '' }, ...image } = imageOf(record);
    if (where !== 'exports') this.addArchived(record, at);
    const one = where === 'archive' ? undefined : this.exports.find(({ from = 0, to }) => from <= at && at < to);
    const file = one?.files[0];
    if (one === undefined || file === undefined) return;
    const change = { Metadata: { WriteTimestampMicros: { N: `${at}000` } }, Keys: { chain, sequence } };
    const Item = { chain, sequence, ...image };
    this.addLine(file, JSON.stringify(one.from === undefined ? { Item } : { ...change, NewImage: Item }));
  }

  /** @returns the object that it is in */
  addArchived(
    record: AuditRecord,
    at: number,
    eventName: 'INSERT' | 'MODIFY' | 'REMOVE' = 'INSERT',
    old?: object,
  ): string {
    const image = imageOf(record);
    const { chain = { S: '' }, sequence = { N: '' } } = image;
    const place = `4218${String(at).padStart(20, '0')}${record.sequence % 10}`;
    const file = archiveKey(new Date(at), place, place);
    const text = archivedLine({
      Metadata: {
        EventName: { S: eventName },
        SequenceNumber: { S: place },
        ApproximateCreationDateTime: { N: String(Math.floor(at / 1000)) },
      },
      Keys: { chain, sequence },
      ...(eventName === 'REMOVE' ? {} : { NewImage: image }),
      ...(old === undefined ? {} : { OldImage: imageOf(old) }),
    });
    this.addLine(file, text.slice(0, -1));
    return file;
  }

  /** Writes all edits; names of objects, manifests and checksums fit them. */
  finish(): void {
    const files = new Set([...[...this.edits.keys()].map(({ file }) => file), ...this.added.keys()]);
    const dirty = new Set<string>();
    for (const file of files) {
      const texts = [
        ...this.linesOf(file).flatMap((line) => (this.edits.has(line) ? (this.edits.get(line) ?? []) : line.text)),
        ...(this.added.get(file) ?? []),
      ];
      const name = file.startsWith(auditPrefix.records) ? nameFor(file, texts) : file;
      if (name !== file && this.folder.has(file)) this.folder.remove(file);
      if (name !== undefined) this.folder.write(name, gzipSync(texts.map((each) => `${each}\n`).join('')));
      const owner = this.exports.find((one) => one.files.includes(file));
      if (owner !== undefined) dirty.add(owner.root);
    }
    for (const root of dirty) mendManifests(this.folder, root);
  }

  /** Undoes everything. */
  undo(): void {
    this.edits.clear();
    this.added.clear();
    this.folder.undo();
  }

  /** Text of a file before compression. */
  textOf = (file: string): string => gunzipSync(this.folder.read(file)).toString();
}

/** @returns `undefined`: nothing is left in it */
function nameFor(file: string, texts: readonly string[]): string | undefined {
  const [first, last] = [texts[0], texts.at(-1)].map((text) => parsedLine(text ?? '{}').Metadata);
  if (texts.length === 0) return undefined;
  const at = Number(first?.ApproximateCreationDateTime?.N) * 1000;
  if (!Number.isFinite(at)) return file;
  return archiveKey(new Date(at), first?.SequenceNumber?.S ?? '', last?.SequenceNumber?.S ?? '');
}

/** A record with a hash that fits its content. */
export function rehashed(record: AuditRecord): AuditRecord {
  return { ...record, hash: hashOf(record) };
}

/** Records one after the other in a chain, with links and hashes that fit. */
export function relinked(records: readonly AuditRecord[], before: ChainHead | undefined): AuditRecord[] {
  let [prevHash, sequence] = [before?.hash ?? NO_RECORD_BEFORE, before?.sequence ?? 0];
  return records.map((each) => {
    sequence += 1;
    const record = rehashed({ ...each, sequence, prevHash });
    prevHash = record.hash;
    return record;
  });
}
