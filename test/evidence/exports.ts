import type { AuditRecord } from '../../lambda/domain/audit/audit-record.ts';
import type { Image } from './attribute-values.ts';
import { ExportInTheMaking } from './export-layout.ts';
import type { FolderFile } from './folder-file.ts';
import type { Seeded } from './seeded.ts';

/** `incremental`: a full export after the first cycle, then one for each stretch of time. `full`: one, at the end. */
export type ExportHabit = 'none' | 'full' | 'incremental';

/** Exports the table again and again, as records are added to it. */
export class Exports {
  private current: ExportInTheMaking;
  /** When the last export ended, and this one begins; left out while the first is not over. */
  private from: Date | undefined;
  private last = 0;

  constructor(
    private readonly habit: ExportHabit,
    start: Date,
    /** Milliseconds that an incremental export covers: a quarter of an hour to a day, as AWS demands. */
    private readonly every: number,
    private readonly random: Seeded,
  ) {
    this.current = new ExportInTheMaking('full', start, random);
  }

  /** @yields the exports that ended before */
  *before(time: number): Generator<FolderFile> {
    while (this.from !== undefined && this.from.getTime() + this.every <= time) {
      yield* this.endAt(new Date(this.from.getTime() + this.every));
    }
  }

  *add(record: AuditRecord, image: Image): Generator<FolderFile> {
    this.last = Date.parse(record.time);
    if (this.habit !== 'none') yield* this.current.add(record, image);
  }

  *cycleClosed(at: Date): Generator<FolderFile> {
    if (this.habit === 'incremental' && this.from === undefined) yield* this.endAt(at);
  }

  /** The last window ends with the last record: days later, when nothing else had happened. */
  *end(): Generator<FolderFile> {
    if (this.habit !== 'none') yield* this.endAt(new Date(this.last + 1_000));
  }

  private *endAt(to: Date): Generator<FolderFile> {
    yield* this.current.end({ from: this.from, to });
    this.from = to;
    this.current = new ExportInTheMaking('incremental', to, this.random);
  }
}
