import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { AuditRecord } from '../../lambda/domain/audit/audit-record.ts';
import type { Image } from './attribute-values.ts';
import type { FolderFile } from './folder-file.ts';
import type { Seeded } from './seeded.ts';

/** What is exported: the whole table as it was at `to`, or, with `from`, what changed from then on. */
export interface ExportWindow {
  readonly from?: Date | undefined;
  readonly to: Date;
}

const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/M365PasswordRotation-Audit';
/** Data files of AWS hold the rows of one partition, about so many. */
const MOST_ROWS = 50_000;

/**
 * Writes one export in AWS's layout, file by file.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export class ExportInTheMaking {
  private readonly prefix: string;
  private readonly id: string;
  private readonly manifest: string[] = [];
  private lines: string[] = [];
  private rows = 0;
  private bytes = 0;

  /** @param start  names it; when its first row was written, or earlier */
  constructor(
    private readonly kind: 'full' | 'incremental',
    start: Date,
    private readonly random: Seeded,
  ) {
    this.prefix = `audit/period=${start.toISOString().slice(0, 7)}`;
    this.id = `0${start.getTime()}-${random.hex(8)}`;
  }

  /** @yields a data file, when enough rows have come together */
  *add(record: AuditRecord, image: Image): Generator<FolderFile> {
    this.lines.push(`${JSON.stringify(this.kind === 'full' ? { Item: sorted(image) } : changeOf(record, image))}\n`);
    if (this.lines.length === MOST_ROWS) yield this.dataFile();
  }

  *end({ from, to }: ExportWindow): Generator<FolderFile> {
    const root = `${this.prefix}/AWSDynamoDB/${this.id}`;
    yield this.dataFile();
    yield this.dataFile(); // a partition without rows
    yield { path: `${root}/_started`, content: Buffer.alloc(0) };
    yield* withChecksum(`${root}/manifest-files`, this.manifest.join(''));
    const summary = {
      version: from === undefined ? '2020-06-30' : '2023-08-01',
      exportArn: `${TABLE}/export/${this.id}`,
      startTime: after(to, 60_000),
      endTime: after(to, 400_000),
      tableArn: TABLE,
      tableId: '12345a12-abcd-123a-ab12-1234abc12345',
      ...(from === undefined
        ? { exportTime: to.toISOString() }
        : { exportFromTime: from.toISOString(), exportToTime: to.toISOString() }),
      s3Bucket: 'audit-bucket',
      s3Prefix: this.prefix,
      s3SseAlgorithm: 'AES256',
      s3SseKmsKeyId: null,
      manifestFilesS3Key: `${root}/manifest-files.json`,
      billedSizeBytes: this.bytes,
      itemCount: this.rows,
      outputFormat: 'DYNAMODB_JSON',
      ...(from === undefined
        ? { exportType: 'FULL_EXPORT' }
        : { outputView: 'NEW_AND_OLD_IMAGES', exportType: 'INCREMENTAL_EXPORT' }),
    };
    yield* withChecksum(`${root}/manifest-summary`, JSON.stringify(summary));
  }

  private dataFile(): FolderFile {
    const text = this.lines.join('');
    const content = gzipSync(text);
    const folder = this.kind === 'full' ? `${this.id}/data` : 'data';
    const path = `${this.prefix}/AWSDynamoDB/${folder}/${this.random.hex(26)}.json.gz`;
    const md5 = createHash('md5').update(content);
    const etag = `${md5.copy().digest('hex')}-1`;
    const line = { itemCount: this.lines.length, md5Checksum: md5.digest('base64'), etag, dataFileS3Key: path };
    this.manifest.push(`${JSON.stringify(line)}\n`);
    this.rows += this.lines.length;
    this.bytes += text.length;
    this.lines = [];
    return { path, content };
  }
}

function* withChecksum(path: string, text: string): Generator<FolderFile> {
  yield { path: `${path}.json`, content: Buffer.from(text) };
  yield { path: `${path}.checksum`, content: Buffer.from(createHash('md5').update(text).digest('base64')) };
}

/** Rows of exports do not keep the order in which attributes were written. */
const sorted = (image: Image): Image =>
  Object.fromEntries(Object.entries(image).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));

const changeOf = ({ time }: AuditRecord, image: Image) => ({
  Metadata: { WriteTimestampMicros: { N: `${Date.parse(time)}000` } },
  Keys: { chain: image.chain, sequence: image.sequence },
  NewImage: sorted(image),
});

const after = (time: Date, ms: number): string => new Date(time.getTime() + ms).toISOString();
