import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Estate } from '../../config/estate.ts';
import { auditPrefix } from '../../contract/audit-bucket.ts';
import { evidencePrefixes } from '../../contract/function-entry.ts';
import { anyFunctionNames, functionTable } from '../../contract/functions.ts';
import { roleName } from '../../contract/stack.ts';

/** The machine that exports the audit table. */
export const EXPORTER = 'AuditExport';

/** Who may write evidence. The roles are made by the other stack, later: they are known by their names. */
export interface EvidenceWriters {
  /** Prefix of the audit bucket → ARNs of the roles that put objects under it. */
  readonly byPrefix: ReadonlyMap<string, readonly string[]>;
  /** ARN of the one role that signs checkpoints. */
  readonly signer: string;
}

/** As the table of functions says. */
export function evidenceWriters(scope: IConstruct, aws: Estate['aws']): EvidenceWriters {
  const roleArn = (holder: string) =>
    Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: roleName(aws, holder) });
  const byPrefix = new Map<string, string[]>([[auditPrefix.exports, [roleArn(EXPORTER)]]]);
  for (const name of anyFunctionNames) {
    for (const prefix of evidencePrefixes(functionTable[name].uses)) {
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), roleArn(name)]);
    }
  }
  const signers = anyFunctionNames.filter((name) => functionTable[name].uses.checkpoints === 'make');
  const [signer] = signers;
  if (signer === undefined || signers.length > 1) throw new Error('not exactly one function makes checkpoints');
  return { byPrefix, signer: roleArn(signer) };
}
