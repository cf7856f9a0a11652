import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { JsonObject } from '../service.ts';

/** What the files of an export tell about it. Times are ISO 8601. */
export interface ExportFacts {
  readonly exportArn: string;
  readonly tableArn: string;
  readonly tableId: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly exportTime: string;
  readonly s3Bucket: string;
  readonly s3Prefix: string | undefined;
}

export interface ExportFile {
  readonly key: string;
  readonly content: string | Buffer;
}

/** A table has several partitions, each with a file of its own; some are empty. */
const PARTITIONS = 4;

/** Where an export's files lie in the bucket, without a slash at the end. */
export function rootOf({ exportArn, s3Prefix }: Pick<ExportFacts, 'exportArn' | 's3Prefix'>): string {
  const id = exportArn.slice(exportArn.lastIndexOf('/') + 1);
  return [s3Prefix, 'AWSDynamoDB', id].filter((each) => each !== undefined && each !== '').join('/');
}

/** The key of the file that tells what the export holds. */
export const manifestOf = (facts: Pick<ExportFacts, 'exportArn' | 's3Prefix'>) =>
  `${rootOf(facts)}/manifest-summary.json`;

/**
 * The files of a full export, as AWS lays them out. The summary comes last: where it is, all others are.
 *
 * @param partitionKey  name of the attribute
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export function exportFiles(facts: ExportFacts, items: readonly JsonObject[], partitionKey: string): ExportFile[] {
  const root = rootOf(facts);
  const data = Array.from({ length: PARTITIONS }, (_, partition) => {
    const own = items.filter((item) => partitionOf(item[partitionKey]) === partition);
    const content = gzipSync(own.map((Item) => `${JSON.stringify({ Item })}\n`).join(''));
    return { key: `${root}/data/${randomName()}.json.gz`, content, itemCount: own.length };
  });
  const files = data
    .map(({ key, content, itemCount }) =>
      JSON.stringify({ itemCount, md5Checksum: md5(content), etag: `${hex(content)}-1`, dataFileS3Key: key }),
    )
    .map((line) => `${line}\n`)
    .join('');
  const summary = JSON.stringify({
    version: '2020-06-30',
    exportArn: facts.exportArn,
    startTime: facts.startTime,
    endTime: facts.endTime,
    tableArn: facts.tableArn,
    tableId: facts.tableId,
    exportTime: facts.exportTime,
    s3Bucket: facts.s3Bucket,
    s3Prefix: facts.s3Prefix ?? null,
    s3SseAlgorithm: 'AES256',
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${root}/manifest-files.json`,
    billedSizeBytes: items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0),
    itemCount: items.length,
    outputFormat: 'DYNAMODB_JSON',
    exportType: 'FULL_EXPORT',
  });
  return [
    { key: `${root}/_started`, content: '' },
    ...data,
    { key: `${root}/manifest-files.json`, content: files },
    { key: `${root}/manifest-files.checksum`, content: md5(files) },
    { key: `${root}/manifest-summary.checksum`, content: md5(summary) },
    { key: `${root}/manifest-summary.json`, content: summary },
  ];
}

const partitionOf = (value: unknown) => (createHash('md5').update(JSON.stringify(value)).digest()[0] ?? 0) % PARTITIONS;

const hex = (content: string | Buffer) => createHash('md5').update(content).digest('hex');
const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('base64');
/** 26 letters and digits, as AWS names data files. */
const randomName = () => Array.from(randomBytes(26), (byte) => (byte % 32).toString(32)).join('');
