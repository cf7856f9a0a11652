import { join } from 'node:path';
import type { EvidenceFolder } from './evidence-folder.ts';
import type { TableExport } from './exports.ts';
import type { Findings } from './findings.ts';
import type { CycleRecord, FileRead } from './read-record-file.ts';
import type { Readers } from './reading-threads.ts';
import type { SeenPlaces } from './seen-places.ts';
import type { LineForm } from './stored-line.ts';

/** What the records of cycles say about what was signed. */
export interface SaidOfCycles {
  /** When each cycle was closed, in milliseconds since 1970, and where that stands. */
  readonly closed: Map<string, { readonly time: number; readonly sequence: number }>;
  /** Hashes of checkpoints and seals that records name, and where. */
  readonly named: Map<string, { readonly cycleId: string; readonly sequence: number }>;
}

export interface RecordsRead extends SaidOfCycles {
  /** Between which changes the archive holds everything: milliseconds since 1970. */
  readonly archived?: { readonly from: number; readonly to: number };
  /** When the newest record was made: milliseconds since 1970. */
  readonly newest: number;
}

/** Reads every record of every source. */
export async function readRecords(
  folder: EvidenceFolder,
  exports: readonly TableExport[],
  places: SeenPlaces,
  found: Findings,
  readers: Readers,
): Promise<RecordsRead> {
  const reader = new RecordReader(folder.root, places, found, readers);
  await reader.readArchive(folder.archive);
  for (const one of exports) await reader.readExport(one);
  const extract = folder.extract.find((file) => file.endsWith('/records.jsonl.gz'));
  if (extract !== undefined) await reader.readExtract(extract);
  return reader.result();
}

class RecordReader {
  private readonly closed: SaidOfCycles['closed'] = new Map();
  private readonly named: SaidOfCycles['named'] = new Map();
  private newest = 0;
  private from = Number.POSITIVE_INFINITY;
  private to = 0;

  constructor(
    private readonly root: string,
    private readonly places: SeenPlaces,
    private readonly found: Findings,
    private readonly readers: Readers,
  ) {}

  result(): RecordsRead {
    const { closed, named, newest, from, to } = this;
    return { closed, named, newest, ...(to === 0 ? {} : { archived: { from, to } }) };
  }

  async readArchive(files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    const source = this.places.addSource({ kind: 'archive', name: 'the archive', time: 0 });
    await this.forEach(files, this.readers.ahead, async (file) => {
      this.checkName(file, await this.readFile(file, 'archived-change', source));
    });
  }

  async readExport({ source, manifest, files }: TableExport): Promise<void> {
    const by = this.places.addSource(source);
    const form = source.kind === 'full' ? 'row' : 'export-change';
    await this.forEach(files, this.readers.threads || 1, async ({ path, lines, md5 }) => {
      const { file: read } = await this.readFile(path, form, by);
      const wrong = (what: string) => this.found.add([{ kind: 'export-manifest', file: path, what }]);
      if (read !== undefined && read.md5 !== md5) wrong(`was changed: ${manifest} has another checksum for it`);
      else if (read !== undefined && read.lines !== lines)
        wrong(`has ${read.lines} rows, and ${manifest} counts ${lines}`);
    });
  }

  async readExtract(file: string): Promise<void> {
    const by = this.places.addSource({ kind: 'extract', name: 'the extract', time: 0 });
    await this.readFile(file, 'row', by);
  }

  private checkName(file: string, { first, last, changedAt }: FileRead): void {
    const [, folder, from, to] = /^records\/(.+)\/(\d+)-(\d+)\.jsonl\.gz$/.exec(file) ?? [];
    const at = new Date(Number(changedAt) * 1000);
    const hour = Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
    if (first === undefined || (first === from && last === to && hour === folder)) return;
    this.found.add([{ kind: 'misplaced-object', file, what: 'has another name than its lines give it' }]);
  }

  private async forEach<Item>(items: readonly Item[], ahead: number, read: (item: Item) => Promise<void>) {
    let next = 0;
    const work = async () => {
      for (let item = items[next++]; item !== undefined; item = items[next++]) await read(item);
    };
    await Promise.all(Array.from({ length: ahead }, work));
  }

  private async readFile(name: string, form: LineForm, source: number): Promise<FileRead> {
    const file = { name, path: join(this.root, name), form };
    const read = await this.readers.read(file, (piece) => this.places.add(piece, source));
    this.found.add(read.findings);
    this.newest = Math.max(this.newest, read.newest);
    this.from = Math.min(this.from, read.changed?.from ?? this.from);
    this.to = Math.max(this.to, read.changed?.to ?? this.to);
    for (const each of read.cycles) this.takeCycle(each);
    return read;
  }

  private takeCycle({ cycleId, time, sequence, isClosed, seal }: CycleRecord): void {
    if (isClosed) this.closed.set(cycleId, { time, sequence });
    if (seal !== undefined) this.named.set(seal, { cycleId, sequence });
  }
}
