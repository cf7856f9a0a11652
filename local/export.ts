import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Dispatch } from './service.ts';

/**
 * Puts what an auditor needs into one folder: the newest export of a cycle's period, all seals, and the public key.
 *
 * @param bucketFolder  where the local S3 keeps the audit bucket's objects
 */
export async function collectExport(
  bucketFolder: string,
  folder: string,
  call: Dispatch,
  sealKeyId: string,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(bucketFolder, 'audit'), join(folder, 'audit'), { recursive: true });
  await cp(join(bucketFolder, 'seals'), join(folder, 'seals'), { recursive: true });
  const { PublicKey } = z
    .object({ PublicKey: z.string() })
    .parse(
      await call({
        service: 'kms',
        action: 'GetPublicKey',
        input: { KeyId: sealKeyId },
        principal: { kind: 'operator' },
      }),
    );
  const lines = PublicKey.match(/.{1,64}/g) ?? [];
  const pem = ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
  await writeFile(join(folder, 'seal-key.pem'), pem);
}
