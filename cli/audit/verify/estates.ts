import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sha256 } from '../../../lambda/domain/audit/audit-chain.ts';
import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';

/** Estates are named by what they hold; records and checkpoints name them so. */
export async function readEstates(root: string, files: readonly string[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const file of files) {
    if (sha256(await readFile(join(root, file), 'utf8')) === basename(file, '.json')) continue;
    findings.push({ kind: 'unreadable-file', file, what: 'was changed: its name is not the hash of its content' });
  }
  return findings;
}
