import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { auditAttribute, openApprovalAttributes, stateAttribute, stateTableIndex } from '../../contract/table-keys.ts';

/**
 * `Retain`, not `RETAIN_ON_UPDATE_OR_DELETE` as what else must outlive the stack: a rollback of the first deployment cannot delete a table
 * that is protected from deletion, and would fail itself. It leaves the table behind, empty.
 */
const PROTECTED = { deletionProtection: true, removalPolicy: RemovalPolicy.RETAIN };

/** The state table, whose rows change, and the audit table, which only grows. */
export class KeptTables extends Construct {
  readonly state: TableV2;
  readonly audit: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.state = new TableV2(this, 'RotationState', {
      partitionKey: { name: stateAttribute.partitionKey, type: AttributeType.STRING },
      sortKey: { name: stateAttribute.sortKey, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      timeToLiveAttribute: stateAttribute.expiresAt,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...PROTECTED,
      globalSecondaryIndexes: [
        {
          indexName: stateTableIndex.openApprovals,
          partitionKey: { name: stateAttribute.openFor, type: AttributeType.STRING },
          sortKey: { name: stateAttribute.decideBefore, type: AttributeType.STRING },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...openApprovalAttributes],
        },
        {
          indexName: stateTableIndex.openLinks,
          partitionKey: { name: stateAttribute.collectIn, type: AttributeType.STRING },
          sortKey: { name: stateAttribute.collectBefore, type: AttributeType.NUMBER },
          projectionType: ProjectionType.ALL,
        },
      ],
    });
    this.audit = new TableV2(this, 'RotationAudit', {
      partitionKey: { name: auditAttribute.partitionKey, type: AttributeType.STRING },
      sortKey: { name: auditAttribute.sortKey, type: AttributeType.NUMBER },
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...PROTECTED,
    });
  }

  /** Of the stream that tells every change of the audit table, with what was there before. */
  get auditStreamArn(): string {
    const { tableStreamArn } = this.audit;
    if (tableStreamArn === undefined) throw new Error('the audit table has no stream');
    return tableStreamArn;
  }
}
