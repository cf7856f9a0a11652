import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { JsonObject } from '../service.ts';

/** What the files of an export tell about it. Times are ISO 8601. */
export interface ExportFacts {
  readonly exportArn: string;
  readonly tableArn: string;
  readonly tableId: string;
  readonly startTime: string;
  readonly endTime: string;
  /** The instant of a full export, or the window of an incremental one. */
  readonly shows: { readonly exportTime: string } | { readonly exportFromTime: string; readonly exportToTime: string };
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
 * The files of an export, as AWS lays them out. The summary comes last: where it is, all others are.
 *
 * @param rows  the lines: `Item`, or `Keys` and images
 * @param partitionKey  name of the attribute
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export function exportFiles(facts: ExportFacts, rows: readonly JsonObject[], partitionKey: string): ExportFile[] {
  const root = rootOf(facts);
  const isFull = 'exportTime' in facts.shows;
  // Incremental exports of one prefix share a folder.
  const folder = isFull ? `${root}/data` : `${root.slice(0, root.lastIndexOf('/'))}/data`;
  const data = Array.from({ length: PARTITIONS }, (_, partition) => {
    const own = rows.filter((row) => partitionOf(keysOf(row)[partitionKey]) === partition);
    const content = gzipSync(own.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return { key: `${folder}/${randomName()}.json.gz`, content, itemCount: own.length };
  });
  const files = data
    .map(({ key, content, itemCount }) =>
      JSON.stringify({ itemCount, md5Checksum: md5(content), etag: `${hex(content)}-1`, dataFileS3Key: key }),
    )
    .map((line) => `${line}\n`)
    .join('');
  const summary = JSON.stringify({
    version: isFull ? '2020-06-30' : '2023-08-01',
    exportArn: facts.exportArn,
    startTime: facts.startTime,
    endTime: facts.endTime,
    tableArn: facts.tableArn,
    tableId: facts.tableId,
    ...facts.shows,
    s3Bucket: facts.s3Bucket,
    s3Prefix: facts.s3Prefix ?? null,
    s3SseAlgorithm: 'AES256',
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${root}/manifest-files.json`,
    billedSizeBytes: rows.reduce<number>((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)), 0),
    itemCount: rows.length,
    outputFormat: 'DYNAMODB_JSON',
    ...(isFull
      ? { exportType: 'FULL_EXPORT' }
      : { outputView: 'NEW_AND_OLD_IMAGES', exportType: 'INCREMENTAL_EXPORT' }),
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

const object = z.record(z.string(), z.unknown());
/** Where the key of a line is. */
const keysOf = ({ Item, Keys }: JsonObject) => object.parse(Item ?? Keys);

const partitionOf = (value: unknown) => (createHash('md5').update(JSON.stringify(value)).digest()[0] ?? 0) % PARTITIONS;

const hex = (content: string | Buffer) => createHash('md5').update(content).digest('hex');
const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('base64');
/** 26 letters and digits, as AWS names data files. */
const randomName = () => Array.from(randomBytes(26), (byte) => (byte % 32).toString(32)).join('');
