import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { archiveKey } from '../../../contract/audit-bucket.ts';
import { archivedLine } from '../../domain/audit/archived-change.ts';
import type { AuditArchive } from '../../ports/audit.ts';

const compressed = promisify(gzip);

/**
 * Each batch becomes one object, whose key is its first and last place in the stream. A place never holds another change, so that an
 * object that is there already holds the same batch. One that is being written by another call at this moment (409) may yet fail: that is
 * an error, and the batch comes again.
 */
export const auditArchive = (s3: S3Client, bucket: string): AuditArchive => ({
  async keep(changes) {
    const [first] = changes;
    const last = changes.at(-1) ?? first;
    const seconds = Number(first.Metadata.ApproximateCreationDateTime.N);
    const Key = archiveKey(new Date(seconds * 1000), first.Metadata.SequenceNumber.S, last.Metadata.SequenceNumber.S);
    const Body = await compressed(changes.map(archivedLine).join(''));
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key,
      Body,
      ContentType: 'application/gzip',
      IfNoneMatch: '*',
    });
    try {
      await s3.send(command);
    } catch (error) {
      if (!(error instanceof S3ServiceException && error.name === 'PreconditionFailed')) throw error;
    }
  },
});
