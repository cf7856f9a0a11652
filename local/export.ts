import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '@m365-rotation/local-aws';
import { privateFolder } from '@m365-rotation/loopback';

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
 * Puts what an auditor needs into one folder: a copy of the audit bucket, as `aws s3 sync` makes it. It holds the archive of records, the
 * checkpoints with their public keys, and all exports with their files in AWS's layout. Of a dry run it holds nothing.
 *
 * @param s3Folder  where the local S3 keeps its buckets
 */
export async function collectEvidence(
  { declarations }: Cloud,
  s3Folder: string,
  folder: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  privateFolder(folder);
  if (dryRun) return;
  const locked = declarations.buckets.find(({ objectLock }) => objectLock);
  if (locked === undefined) throw new Error('the template declares no locked bucket');
  const bucket = join(s3Folder, locked.name);
  // What the local S3 keeps of objects beside them, and their earlier versions, begins with a dot.
  for (const prefix of (await readdir(bucket)).filter((each) => !each.startsWith('.'))) {
    await cp(join(bucket, prefix), join(folder, prefix), { recursive: true });
  }
}
