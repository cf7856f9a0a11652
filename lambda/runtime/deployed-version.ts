import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CODE_VERSION_FILE } from '../../contract/variables.ts';
import { canonicalJson, sha256 } from '../domain/audit/audit-chain.ts';
import { readEstate } from './deployed-estate.ts';

/** What was deployed, as audit records and checkpoints name it. */
export interface DeployedVersion {
  /** SHA-256, hex, over the canonical JSON of the estate. */
  readonly estate: string;
  /** Version of the package, and 16 hex digits of a hash over the code of all functions. */
  readonly code: string;
}

export function deployedVersion(): DeployedVersion {
  const folder = process.env.LAMBDA_TASK_ROOT ?? '.';
  return {
    estate: sha256(canonicalJson(readEstate())),
    code: z.string().parse(JSON.parse(readFileSync(join(folder, CODE_VERSION_FILE), 'utf8'))),
  };
}
