import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Estate } from '../../config/estate.ts';
import { type DataOutput, dataOutput, dataStackName, exportName } from '../../contract/stack.ts';
import { AuditBucket } from './audit-bucket.ts';
import { evidenceWriters } from './evidence-writers.ts';
import { KeptKeys } from './kept-keys.ts';
import { KeptTables } from './kept-tables.ts';

/**
 * What must never go: records and rows, where they are archived, and the keys that open passwords and prove checkpoints. Everything else can
 * be made again, and is in `RotationStack`, which this one knows nothing of but names of roles.
 */
export class DataStack extends Stack {
  private readonly deployedName: string;

  constructor(scope: Construct, { aws, audit, msp }: Pick<Estate, 'aws' | 'audit' | 'msp'>) {
    const { account, region, stackName } = aws;
    super(scope, dataStackName(stackName), {
      env: { account, region },
      description: `M365 password rotation for ${msp.name}: records, tables and keys, which are kept`,
      terminationProtection: true,
    });
    this.deployedName = stackName;
    const writers = evidenceWriters(this, aws);
    const tables = new KeptTables(this, 'Tables');
    const { bucket } = new AuditBucket(this, 'Buckets', audit, writers.byPrefix);
    const keys = new KeptKeys(this, 'Keys', writers.signer);
    this.output(dataOutput.stateTable, tables.state.tableName, 'Rotations, as the command line reads them');
    this.output(dataOutput.auditTable, tables.audit.tableName, 'Audit records');
    this.output(dataOutput.auditStream, tables.auditStreamArn, 'Changes of audit records');
    this.output(dataOutput.auditBucket, bucket.bucketName, 'Archived records, checkpoints and exports');
    this.output(dataOutput.sealKeyId, keys.seal.keyId, 'Public key of it: what checkpoints are checked with');
    this.output(dataOutput.credentialKeyId, keys.credential.keyId, 'Encrypts stored passwords: never delete it');
  }

  /** Exports it by a name that the contract gives, whether it is imported or not: no deployment takes an export away. */
  private output(name: DataOutput, value: string, description: string): void {
    new CfnOutput(this, name, { value, description, exportName: exportName(this.deployedName, name) });
  }
}
