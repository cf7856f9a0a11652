import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import { type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type DataOutput, dataOutput, exportName } from '../contract/stack.ts';

/** A key of the data stack. */
export interface KeptKey {
  readonly keyId: string;
  readonly keyArn: string;
}

/**
 * What the data stack holds, as this one sees it: by the outputs that it exports, and by nothing else. While this stack imports them,
 * CloudFormation neither deletes the other one nor replaces what they name. It can grant nothing there: policies of the data stack are written
 * in that stack.
 */
export class KeptData extends Construct {
  readonly state: ITableV2;
  readonly audit: ITableV2;
  readonly auditStreamArn: string;
  readonly auditBucket: IBucket;
  readonly credentialKey: KeptKey;
  readonly sealKey: KeptKey;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.state = TableV2.fromTableName(this, 'State', this.told(dataOutput.stateTable));
    this.audit = TableV2.fromTableName(this, 'Audit', this.told(dataOutput.auditTable));
    this.auditStreamArn = this.told(dataOutput.auditStream);
    this.auditBucket = Bucket.fromBucketName(this, 'Bucket', this.told(dataOutput.auditBucket));
    this.credentialKey = this.key(dataOutput.credentialKeyId);
    this.sealKey = this.key(dataOutput.sealKeyId);
  }

  private told(output: DataOutput): string {
    return Fn.importValue(exportName(Stack.of(this).stackName, output));
  }

  private key(output: DataOutput): KeptKey {
    const keyId = this.told(output);
    const keyArn = Stack.of(this).formatArn({
      service: 'kms',
      resource: 'key',
      resourceName: keyId,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return { keyId, keyArn };
  }
}
