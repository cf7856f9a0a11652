import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '@m365-rotation/local-aws';
import { privateFolder } from '@m365-rotation/loopback';
import * as z from 'zod';

const operator = { kind: 'operator' } as const;

/**
 * Puts what an auditor needs into one folder: an export with its files in AWS's layout, all seals, and the public key.
 *
 * @param s3Folder  where the local S3 keeps its buckets
 * @param exportArn  `undefined` for a dry run, which exports nothing
 */
export async function collectExport(
  { dispatch, declarations }: Cloud,
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
  const root = ExportDescription.ExportManifest.replace(/\/manifest-summary\.json$/, '');
  await cp(join(bucket, root), join(folder, root), { recursive: true });
  await cp(join(bucket, 'seals'), join(folder, 'seals'), { recursive: true });
  const sealKey = declarations.keys.find(({ keyUsage }) => keyUsage === 'SIGN_VERIFY');
  const { PublicKey } = z.object({ PublicKey: z.string() }).parse(
    await dispatch({
      service: 'kms',
      action: 'GetPublicKey',
      input: { KeyId: sealKey?.keyId ?? '' },
      principal: operator,
    }),
  );
  const lines = PublicKey.match(/.{1,64}/g) ?? [];
  const pem = ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
  await writeFile(join(folder, 'seal-key.pem'), pem);
}

const described = z.object({ ExportDescription: z.object({ S3Bucket: z.string(), ExportManifest: z.string() }) });
