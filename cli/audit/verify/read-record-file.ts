import { LATEST_MS } from '../../../lambda/domain/audit/verification/chain-verdict.ts';
import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';
import { type GzipFile, readGzipLines, UnreadableFile } from './gzip-lines.ts';
import { PackedRecords, type Piece } from './packed-records.ts';
import { placeIn } from './place-in-line.ts';
import { type LineForm, type StoredLine, storedLine } from './stored-line.ts';
import { NotARecord, type StoredRecord } from './stored-record.ts';

/** What a record of a cycle says about it. */
export interface CycleRecord {
  readonly cycleId: string;
  /** When it was made: milliseconds since 1970. */
  readonly time: number;
  readonly sequence: number;
  readonly isClosed: boolean;
  /** Of `cycle.sealed`: the hash of the checkpoint or seal. */
  readonly seal?: string;
}

/** What a file was, besides its records. */
export interface FileRead {
  /** Left out: it cannot be read to its end; a finding says so. */
  readonly file?: GzipFile;
  readonly findings: readonly Finding[];
  readonly cycles: readonly CycleRecord[];
  /** When the newest record was made: milliseconds since 1970; 0: there is none. */
  readonly newest: number;
  /** When the first and the last change were made: milliseconds since 1970. Left out: the lines do not say. */
  readonly changed?: { readonly from: number; readonly to: number };
  /** Of the archive: places in the stream of the first and last line, and when the first change was made, as they stand there. */
  readonly first?: string;
  readonly last?: string;
  readonly changedAt?: string;
}

export interface FileToRead {
  /** Within the folder: what findings call it. */
  readonly name: string;
  readonly path: string;
  readonly form: LineForm;
}

/**
 * Reads one file, and nothing else, so that several threads can: whatever is known only when all are read is left to others.
 *
 * @param deliver  gets its records, in pieces of bounded size, and none that is found to be none
 */
export async function readRecordFile({ name, path, form }: FileToRead, deliver: (piece: Piece) => void) {
  const looked = new LookedAt(name, deliver);
  const file = await looked.read(path, form);
  return looked.result(file);
}

class LookedAt {
  private readonly findings: Finding[] = [];
  private readonly cycles: CycleRecord[] = [];
  private readonly packed: PackedRecords;
  private newest = 0;
  private from = Number.POSITIVE_INFINITY;
  private to = 0;
  private first: string | undefined;
  private last: string | undefined;
  private changedAt: string | undefined;

  constructor(
    private readonly name: string,
    deliver: (piece: Piece) => void,
  ) {
    this.packed = new PackedRecords(deliver);
  }

  async read(path: string, form: LineForm): Promise<GzipFile | undefined> {
    const read = readGzipLines(path, (text, number) => {
      try {
        this.take(storedLine(text, form), number);
      } catch (error) {
        if (!(error instanceof NotARecord || error instanceof SyntaxError)) throw error;
        const what = `is no line that the product writes: ${error.message}`;
        this.findings.push({ kind: 'unreadable-line', file: this.name, line: number, what, ...placeIn(text) });
      }
    });
    try {
      return await read;
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      this.findings.push({ kind: 'unreadable-file', file: this.name, what: `cannot be read: ${error.message}` });
      return undefined;
    } finally {
      this.packed.deliverRest();
    }
  }

  result(file: GzipFile | undefined): FileRead {
    const { findings, cycles, newest, from, to, first, last, changedAt } = this;
    return {
      findings,
      cycles,
      newest,
      ...(file === undefined ? {} : { file }),
      ...(to === 0 ? {} : { changed: { from, to } }),
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
      ...(changedAt === undefined ? {} : { changedAt }),
    };
  }

  private take(stored: StoredLine, line: number): void {
    this.takeRecord(stored, line);
    this.first ??= stored.place;
    this.changedAt ??= stored.changedAt;
    this.last = stored.place;
  }

  private takeRecord({ kind, record, before, changedAt }: StoredLine, line: number): void {
    const note = (found: 'record-overwritten' | 'record-removed' | 'wrong-chain' | 'back-dated', what: string) => {
      const { chain, sequence } = record;
      this.findings.push({ kind: found, file: this.name, line, chain, sequence, what, subject: subjectOf(record) });
    };
    if (kind === 'modify' && before !== undefined) {
      note('record-overwritten', `was overwritten: before that it said ${before.action} at ${before.time}`);
      return;
    }
    if (kind === 'remove') {
      note('record-removed', 'was removed from the table');
      return;
    }
    if (!record.inItsChain) note('wrong-chain', 'belongs to another chain by its content');
    if (changedAt !== undefined) {
      const changed = Number(changedAt) * 1000;
      this.from = Math.min(this.from, changed);
      this.to = Math.max(this.to, changed);
      if (changed - record.at > LATEST_MS) {
        const written = new Date(changed).toISOString();
        note('back-dated', `says that it was made at ${record.time}, and was written at ${written}`);
      }
    }
    this.newest = Math.max(this.newest, record.at);
    this.packed.add(record);
    if (record.action === 'cycle.closed' || record.action === 'cycle.sealed') this.cycles.push(...cycleOf(record));
  }
}

function cycleOf({ action, sequence, at, content: { cycleId, evidence } }: StoredRecord): readonly CycleRecord[] {
  if (typeof cycleId !== 'string') return [];
  const said = { cycleId, time: at, sequence };
  if (action === 'cycle.closed') return [{ ...said, isClosed: true }];
  if (typeof evidence !== 'object') return [];
  const { checkpoint, detail } = evidence;
  // Versions that made seals began the detail with the seal's hash.
  const seal = typeof checkpoint === 'string' ? checkpoint : /^[0-9a-f]{64}(?= over )/.exec(String(detail))?.[0];
  return seal === undefined ? [] : [{ ...said, isClosed: false, seal }];
}

function subjectOf({ time, action, content }: StoredRecord) {
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
