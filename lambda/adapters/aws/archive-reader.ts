import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { auditPrefix } from '../../../contract/audit-bucket.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { ArchivedObject, ArchiveReader } from '../../ports/checkpoints.ts';
import { objectsUnder } from './s3-listing.ts';

const expanded = promisify(gunzip);

/** A stream keeps changes for a day: what is archived later than that never is. Two hours more, for clocks and hours begun. */
const LATEST_MS = 26 * 3_600_000;
/** Objects that are read together. Each is some megabytes at most. */
const AT_ONCE = 16;

/** The archive of changes. Its objects are named by the hour of their first change, and may be stored up to a day later. */
export const archiveReader = (s3: S3Client, bucket: string): ArchiveReader => ({
  async *storedSince(since) {
    const listing = { Bucket: bucket, Prefix: auditPrefix.records, ...(since === undefined ? {} : after(since)) };
    let some: string[] = [];
    for await (const { key, modified } of objectsUnder(s3, listing)) {
      if (since !== undefined && modified !== undefined && modified.getTime() < wholeSeconds(since)) continue;
      some.push(key);
      if (some.length < AT_ONCE) continue;
      yield* await read(s3, bucket, some);
      some = [];
    }
    yield* await read(s3, bucket, some);
  },
});

/** Listings tell times to the second. */
const wholeSeconds = (instant: Date) => Math.floor(instant.getTime() / 1000) * 1000;

const after = (since: Date) => {
  const hour = new Date(since.getTime() - LATEST_MS).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
  return { StartAfter: `${auditPrefix.records}${hour}/` };
};

const read = (s3: S3Client, bucket: string, keys: readonly string[]): Promise<ArchivedObject[]> =>
  mapConcurrently(
    keys,
    async (key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { key, lines: await linesIn(await Body?.transformToByteArray()) };
    },
    AT_ONCE,
  );

async function linesIn(content: Uint8Array | undefined): Promise<readonly string[] | undefined> {
  try {
    return (await expanded(content ?? new Uint8Array()))
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return undefined; // no gzip, or a part of one
  }
}
