import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '@m365-rotation/local-aws';
import { privateFolder } from '@m365-rotation/loopback';
import * as z from 'zod';

const operator = { kind: 'operator' } as const;

/**
 * Puts what an auditor needs into one folder: a copy of the audit bucket, as `aws s3 sync` makes it. It holds the archive of records, the
 * checkpoints with their public keys, and exports with their files in AWS's layout.
 *
 * @param s3Folder  where the local S3 keeps its buckets
 * @param exportArn  `undefined` for a dry run, which exports nothing
 */
export async function collectExport(
  { dispatch }: Cloud,
  s3Folder: string,
  folder: string,
  exportArn: string | undefined,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  privateFolder(folder);
  if (exportArn === undefined) return;
  const { ExportDescription } = described.parse(
    await dispatch({
      service: 'dynamodb',
      action: 'DescribeExport',
      input: { ExportArn: exportArn },
      principal: operator,
    }),
  );
  const bucket = join(s3Folder, ExportDescription.S3Bucket);
  // What the local S3 keeps of objects beside them, and their earlier versions, begins with a dot.
  for (const prefix of (await readdir(bucket)).filter((each) => !each.startsWith('.'))) {
    await cp(join(bucket, prefix), join(folder, prefix), { recursive: true });
  }
}

const described = z.object({ ExportDescription: z.object({ S3Bucket: z.string() }) });
