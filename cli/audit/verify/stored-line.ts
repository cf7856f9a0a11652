import { isObject, NotARecord, type StoredRecord, storedRecord } from './stored-record.ts';
import { checkReading } from './strict-json.ts';

/** How a line came to be. */
export type LineKind = 'row' | 'insert' | 'modify' | 'remove';

export interface StoredLine {
  readonly kind: LineKind;
  /** What the table holds since then; of one that was removed, what it held. */
  readonly record: StoredRecord;
  /** The same as it stands in the line. */
  readonly row: unknown;
  /** What it held before, of one that was modified. */
  readonly before?: StoredRecord;
  /** Of the archive: its place in the stream. */
  readonly place?: string;
  /** Of the archive: when DynamoDB made the change, in seconds since 1970, as it stands there. */
  readonly changedAt?: string;
}

/** Which form the lines of a file have. */
export type LineForm = 'row' | 'export-change' | 'archived-change';

/**
 * Reads a line that the product or DynamoDB writes, and nothing that another reader could take for something else.
 *
 * @throws {NotARecord | SyntaxError} says why it is none
 */
export function storedLine(text: string, form: LineForm): StoredLine {
  const parsed: unknown = JSON.parse(text);
  const line = lineOf(parsed, form);
  checkReading(text, parsed, shortestOf(line), 'no white space');
  return line;
}

const ROW_FRAME = '{"Item":}'.length;
const CHANGE_FRAME =
  '{"Metadata":{"EventName":{"S":"INSERT"},"SequenceNumber":{"S":""},"ApproximateCreationDateTime":{"N":""}},'.length +
  '"Keys":{"chain":{"S":},"sequence":{"N":""}},"NewImage":}'.length;

/** How many characters the shortest JSON of the line has. Left out for lines that are seldom. */
function shortestOf({ kind, record, place, changedAt }: StoredLine): number | undefined {
  if (kind === 'row') return ROW_FRAME + record.shortest;
  if (kind !== 'insert' || place === undefined || changedAt === undefined) return undefined;
  const keys = JSON.stringify(record.chain).length + String(record.sequence).length;
  return CHANGE_FRAME + place.length + changedAt.length + keys + record.shortest;
}

function lineOf(line: unknown, form: LineForm): StoredLine {
  if (form === 'row') {
    const { Item } = only(line, ['Item']);
    return { kind: 'row', record: storedRecord(Item), row: Item };
  }
  const { Metadata, Keys, NewImage, OldImage } = only(line, ['Metadata', 'Keys', 'NewImage', 'OldImage']);
  const [after, before] = [NewImage, OldImage].map((image) => (image === undefined ? undefined : storedRecord(image)));
  const record = after ?? before;
  if (record === undefined) throw new NotARecord('a change has no image');
  checkKeys(Keys, record);
  if (before !== undefined) checkKeys(Keys, before);
  const kind = after === undefined ? 'remove' : before === undefined ? 'insert' : 'modify';
  const row = NewImage ?? OldImage;
  const change = { kind, record, row, ...(after === undefined || before === undefined ? {} : { before }) } as const;
  if (form === 'export-change') {
    only(Metadata, ['WriteTimestampMicros']);
    return change;
  }
  const metadata = only(Metadata, ['EventName', 'SequenceNumber', 'ApproximateCreationDateTime']);
  if (value(metadata.EventName, 'S') !== kind.toUpperCase()) throw new NotARecord('the event does not fit the images');
  const place = value(metadata.SequenceNumber, 'S');
  const changedAt = value(metadata.ApproximateCreationDateTime, 'N');
  if (!/^\d+$/.test(place) || !/^\d+(\.\d+)?$/.test(changedAt))
    throw new NotARecord('a change has no place in a stream');
  return { ...change, place, changedAt };
}

function checkKeys(keys: unknown, { chain, sequence }: StoredRecord): void {
  const named = only(keys, ['chain', 'sequence']);
  if (value(named.chain, 'S') !== chain || value(named.sequence, 'N') !== String(sequence)) {
    throw new NotARecord('the keys of a change are not those of its record');
  }
}

/** The members of an object that has no others than these. */
function only(given: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isObject(given)) throw new NotARecord('a line is no object');
  for (const name in given) {
    if (!names.includes(name))
      throw new NotARecord(`a line has a member that it must not have: ${JSON.stringify(name)}`);
  }
  return given;
}

function value(given: unknown, type: 'S' | 'N'): string {
  const inner = only(given, [type])[type];
  if (typeof inner !== 'string') throw new NotARecord(`a value is not of the type ${type}`);
  return inner;
}
