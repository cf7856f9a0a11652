import { join } from 'node:path';
import { LATEST_MS } from '../../../lambda/domain/audit/verification/chain-verdict.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import type { TableExport } from './exports.ts';
import type { Findings } from './findings.ts';
import { type GzipFile, readGzipLines, UnreadableFile } from './gzip-lines.ts';
import { placeIn } from './place-in-line.ts';
import type { SeenPlaces } from './seen-places.ts';
import { type LineForm, type StoredLine, storedLine } from './stored-line.ts';
import { NotARecord, type StoredRecord } from './stored-record.ts';

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

/** So many small files are opened ahead of the one whose lines are looked at. */
const AHEAD = 8;

/** Reads every record of every source. */
export async function readRecords(
  folder: EvidenceFolder,
  exports: readonly TableExport[],
  places: SeenPlaces,
  found: Findings,
): Promise<RecordsRead> {
  const reader = new RecordReader(folder.root, places, found);
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
  ) {}

  result(): RecordsRead {
    const { closed, named, newest, from, to } = this;
    return { closed, named, newest, ...(to === 0 ? {} : { archived: { from, to } }) };
  }

  async readArchive(files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    const source = this.places.addSource({ kind: 'archive', name: 'the archive', time: 0 });
    let next = 0;
    // JavaScript looks at one line at a time; meanwhile other threads read and decompress the next files.
    const work = async () => {
      for (let file = files[next++]; file !== undefined; file = files[next++]) await this.readObject(file, source);
    };
    await Promise.all(Array.from({ length: AHEAD }, work));
  }

  async readExport({ source, manifest, files }: TableExport): Promise<void> {
    const by = this.places.addSource(source);
    const form = source.kind === 'full' ? 'row' : 'export-change';
    for (const { path, lines, md5 } of files) {
      const read = await this.readFile(path, form, by, () => undefined);
      const wrong = (what: string) => this.found.add([{ kind: 'export-manifest', file: path, what }]);
      if (read !== undefined && read.md5 !== md5) wrong(`was changed: ${manifest} has another checksum for it`);
      else if (read !== undefined && read.lines !== lines)
        wrong(`has ${read.lines} rows, and ${manifest} counts ${lines}`);
    }
  }

  async readExtract(file: string): Promise<void> {
    const by = this.places.addSource({ kind: 'extract', name: 'the extract', time: 0 });
    await this.readFile(file, 'row', by, () => undefined);
  }

  private async readObject(file: string, source: number): Promise<void> {
    let [first, last, changedAt]: (string | undefined)[] = [];
    await this.readFile(file, 'archived-change', source, (line) => {
      first ??= line.place;
      changedAt ??= line.changedAt;
      last = line.place;
    });
    const [, folder, from, to] = /^records\/(.+)\/(\d+)-(\d+)\.jsonl\.gz$/.exec(file) ?? [];
    const at = new Date(Number(changedAt) * 1000);
    const hour = Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
    if (first === undefined || (first === from && last === to && hour === folder)) return;
    this.found.add([{ kind: 'misplaced-object', file, what: 'has another name than its lines give it' }]);
  }

  /** @returns `undefined` when it cannot be read; that is noted */
  private async readFile(
    file: string,
    form: LineForm,
    source: number,
    take: (line: StoredLine) => void,
  ): Promise<GzipFile | undefined> {
    try {
      return await readGzipLines(join(this.root, file), (text, number) => {
        try {
          const line = storedLine(text, form);
          this.take(line, source, file, number);
          take(line);
        } catch (error) {
          if (!(error instanceof NotARecord || error instanceof SyntaxError)) throw error;
          const what = `is no line that the product writes: ${error.message}`;
          this.found.add([{ kind: 'unreadable-line', file, line: number, what, ...placeIn(text) }]);
        }
      });
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      this.found.add([{ kind: 'unreadable-file', file, what: `cannot be read: ${error.message}` }]);
      return undefined;
    }
  }

  private take({ kind, record, before, changedAt }: StoredLine, source: number, file: string, line: number): void {
    const { chain, sequence, at: time } = record;
    const place = { file, line, chain, sequence };
    if (kind === 'modify' && before !== undefined) {
      const what = `was overwritten: before that it said ${before.action} at ${before.time}`;
      this.found.add([{ kind: 'record-overwritten', ...place, what, subject: subjectOf(record) }]);
      return;
    }
    if (kind === 'remove') {
      const what = 'was removed from the table';
      this.found.add([{ kind: 'record-removed', ...place, what, subject: subjectOf(record) }]);
      return;
    }
    if (!record.inItsChain) {
      const what = 'belongs to another chain by its content';
      this.found.add([{ kind: 'wrong-chain', ...place, what, subject: subjectOf(record) }]);
    }
    if (changedAt !== undefined) {
      const changed = Number(changedAt) * 1000;
      this.from = Math.min(this.from, changed);
      this.to = Math.max(this.to, changed);
      if (changed - time > LATEST_MS) {
        const what = `says that it was made at ${record.time}, and was written at ${new Date(changed).toISOString()}`;
        this.found.add([{ kind: 'back-dated', ...place, what, subject: subjectOf(record) }]);
      }
    }
    this.newest = Math.max(this.newest, time);
    this.places.add(record, source);
    if (record.action === 'cycle.closed' || record.action === 'cycle.sealed') this.takeCycle(record, time);
  }

  private takeCycle({ action, sequence, content: { cycleId, evidence } }: StoredRecord, time: number): void {
    if (typeof cycleId !== 'string') return;
    if (action === 'cycle.closed') this.closed.set(cycleId, { time, sequence });
    if (action !== 'cycle.sealed' || typeof evidence !== 'object') return;
    const { checkpoint, detail } = evidence;
    // Versions that made seals began the detail with the seal's hash.
    const hash = typeof checkpoint === 'string' ? checkpoint : /^[0-9a-f]{64}(?= over )/.exec(String(detail))?.[0];
    if (hash !== undefined) this.named.set(hash, { cycleId, sequence });
  }
}

export function subjectOf({ time, action, content }: StoredRecord) {
  const { tenantId, tenantName, accountId, userPrincipalName } = content;
  return {
    time,
    action,
    ...(typeof tenantId === 'string' ? { tenantId } : {}),
    ...(typeof tenantName === 'string' ? { tenantName } : {}),
    ...(typeof accountId === 'string' ? { accountId } : {}),
    ...(typeof userPrincipalName === 'string' ? { userPrincipalName } : {}),
  };
}
