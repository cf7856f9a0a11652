import { gunzipSync } from 'node:zlib';
import { type AuditRecord, auditRecordSchema } from '../../../lambda/domain/audit/audit-record.ts';
import type { AttributeValue, Image } from '../attribute-values.ts';
import type { OpenedFolder } from './opened-folder.ts';

/** What a line of the archive or of an export holds. */
export interface StoredLine {
  readonly Metadata?: {
    readonly EventName?: { readonly S: string };
    readonly SequenceNumber?: { readonly S: string };
    readonly ApproximateCreationDateTime?: { readonly N: string };
    readonly WriteTimestampMicros?: { readonly N: string };
  };
  readonly Keys?: Image;
  readonly Item?: Image;
  readonly NewImage?: Image;
  readonly OldImage?: Image;
}

/** A line where it stands. */
export interface PlacedLine {
  readonly file: string;
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly record: AuditRecord;
}

export const parsedLine = (text: string): StoredLine => JSON.parse(text);

export function plain(value: AttributeValue): unknown {
  if ('M' in value) return Object.fromEntries(Object.entries(value.M).map(([name, each]) => [name, plain(each)]));
  if ('L' in value) return value.L.map(plain);
  if ('N' in value) return Number(value.N);
  return Object.values(value)[0];
}

const recordIn = (line: StoredLine): AuditRecord =>
  auditRecordSchema.parse(plain({ M: line.Item ?? line.NewImage ?? {} }));

export function linesOfFile(folder: OpenedFolder, file: string): PlacedLine[] {
  const texts = gunzipSync(folder.read(file)).toString().split('\n').slice(0, -1);
  return texts.map((text, index) => ({ file, number: index + 1, text, record: recordIn(parsedLine(text)) }));
}
