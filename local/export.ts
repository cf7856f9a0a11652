import { cp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Cloud } from '@m365-rotation/local-aws';
import { privateFolder } from '@m365-rotation/loopback';
import * as z from 'zod';

const operator = { kind: 'operator' } as const;

/** Waits for the export that a cycle has started, if it has. One that fails is told, and what was exported before is there all the same. */
export async function awaitExport({ dispatch, declarations, stepFunctions }: Cloud, cycleId: string): Promise<void> {
  const machine = declarations.machines.find(({ name }) => name.endsWith('-AuditExport'));
  const executionArn = `${machine?.arn.replace(':stateMachine:', ':execution:')}:${cycleId}`;
  try {
    await dispatch({ service: 'states', action: 'DescribeExecution', input: { executionArn }, principal: operator });
  } catch {
    return; // it was not started: the export of the next day takes these records
  }
  const { status, cause } = await stepFunctions.waitFor(executionArn);
  if (status !== 'SUCCEEDED') process.stderr.write(`the export ended as ${status}: ${cause ?? ''}\n`);
}

/**
 * Puts what an auditor needs into one folder, as `aws s3 sync` of the audit bucket does, and the public key of seals of earlier versions.
 *
 * @param s3Folder  where the local S3 keeps its buckets
 */
export async function collectEvidence(
  { dispatch, declarations }: Cloud,
  s3Folder: string,
  folder: string,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  privateFolder(folder);
  const bucket = declarations.buckets.find(({ objectLock }) => objectLock);
  if (bucket === undefined) throw new Error('the template declares no locked bucket');
  await cp(join(s3Folder, bucket.name), folder, { recursive: true, filter: (path) => basename(path) !== OWN_FOLDER });
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

/** What the local S3 knows of its objects, beside them. */
const OWN_FOLDER = '.objects';
