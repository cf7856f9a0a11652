import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { nextRecord } from '../../../../lambda/domain/audit/audit-chain.ts';
import { type AuditFact, type AuditRecord, chainOf } from '../../../../lambda/domain/audit/audit-record.ts';
import { imageOf } from '../../../evidence/attribute-values.ts';

/** A folder of evidence, made line by line. */
export class Stored {
  readonly folder = mkdtempSync(join(tmpdir(), 'audit-query-'));
  private readonly heads = new Map<string, AuditRecord>();
  private seconds = 0;
  private files = 0;

  /** The next record of its chain, a second after the one before. */
  record(action: AuditRecord['action'], parts: Partial<AuditFact> = {}): AuditRecord {
    this.seconds += 1;
    const fact: AuditFact = {
      action,
      outcome: 'success',
      time: new Date(Date.UTC(2026, 11, 7, 5, 0, this.seconds)).toISOString(),
      actor: { kind: 'system', name: 'a-function' },
      component: 'a-function',
      ...parts,
    };
    const record = nextRecord(this.heads.get(chainOf(fact)), fact);
    this.heads.set(record.chain, record);
    return record;
  }

  /** Writes lines into a file of a full export. */
  exported(...records: readonly AuditRecord[]): void {
    this.lines(
      `audit/period=2026-12/AWSDynamoDB/0${this.files}/data/${this.files}.json.gz`,
      records.map((each) => JSON.stringify({ Item: imageOf(each) })),
    );
  }

  /** Writes a change into an object of the archive. */
  archived(change: { readonly before?: AuditRecord; readonly after?: AuditRecord }): void {
    const { before, after } = change;
    const line = JSON.stringify({
      Metadata: {
        EventName: { S: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY' },
        SequenceNumber: { S: String(this.files) },
        ApproximateCreationDateTime: { N: '1796619600' },
      },
      Keys: { chain: { S: (after ?? before)?.chain }, sequence: { N: String((after ?? before)?.sequence) } },
      ...(after === undefined ? {} : { NewImage: imageOf(after) }),
      ...(before === undefined ? {} : { OldImage: imageOf(before) }),
    });
    this.lines(`records/2026/12/07/05/${this.files}-${this.files}.jsonl.gz`, [line]);
  }

  /** Writes any lines. */
  lines(path: string, lines: readonly string[]): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, gzipSync(lines.map((each) => `${each}\n`).join('')));
    this.files += 1;
  }
}
