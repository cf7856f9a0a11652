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
import type { StateAction } from '../contract/function-entry.ts';
import {
  ACCESS_PREFIX,
  auditAttribute,
  CHAIN_PREFIX,
  CONTACT_LINK_PREFIX,
  CONTACT_STOPS_PARTITION,
  openApprovalAttributes,
  SESSION_PREFIX,
  SIGN_IN_PREFIX,
  stateAttribute,
  stateTableIndex,
} from '../contract/table-keys.ts';
import { variable } from '../contract/variables.ts';
import type { RotationFunction } from './rotation-function.ts';

/**
 * `Retain`, not `RETAIN_ON_UPDATE_OR_DELETE` as what else must outlive the stack: a rollback of the first deployment cannot delete a table
 * that is protected from deletion, and would fail itself. It leaves the table behind, empty.
 */
const PROTECTED = { deletionProtection: true, removalPolicy: RemovalPolicy.RETAIN };

/** The state table, whose rows change, and the audit table, which only grows. */
export class RotationTables extends Construct {
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

  /** Of the stream that tells every change of the audit table, with what was there before. DynamoDB lets two functions follow it well. */
  get auditStreamArn(): string {
    const { tableStreamArn } = this.audit;
    if (tableStreamArn === undefined) throw new Error('the audit table has no stream');
    return tableStreamArn;
  }

  /** Lets a function use rows of the state table. */
  grantState(user: RotationFunction, ...actions: readonly StateAction[]): void {
    user.set(variable.stateTable, this.state.tableName).allow({
      actions: actions.map((each) => `dynamodb:${each}`),
      resources: [this.state.tableArn],
    });
  }

  /** Lets a function keep web sessions and sign-ins under way: no other row of the state table is within its reach. */
  grantSessions(user: RotationFunction): void {
    user.set(variable.stateTable, this.state.tableName).allow({
      actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      resources: [this.state.tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${SESSION_PREFIX}*`, `${SIGN_IN_PREFIX}*`] },
      },
    });
  }

  /** Lets a function add records about people's access, and count them: no other chain and no other row is within its reach. */
  grantAccessLog(user: RotationFunction): void {
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${ACCESS_PREFIX}*`] } };
    user
      .set(variable.stateTable, this.state.tableName)
      .set(variable.auditTable, this.audit.tableName)
      .allow({
        actions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        resources: [this.state.tableArn],
        conditions,
      })
      .allow({ actions: ['dynamodb:PutItem'], resources: [this.audit.tableArn], conditions });
  }

  /**
   * Lets a function read the links of customers' contacts and what they have stopped, and add such a stop with its record. It cannot change
   * one, since it may not update a row; nor set or end any other pause.
   */
  grantContactStops(user: RotationFunction): void {
    const only = (...keys: readonly string[]) => ({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...keys] },
    });
    const heads = `${CHAIN_PREFIX}*#-`;
    user
      .set(variable.stateTable, this.state.tableName)
      .set(variable.auditTable, this.audit.tableName)
      .allow({
        actions: ['dynamodb:GetItem'],
        resources: [this.state.tableArn],
        conditions: only(`${CONTACT_LINK_PREFIX}*`, CONTACT_STOPS_PARTITION),
      })
      .allow({ actions: ['dynamodb:BatchGetItem'], resources: [this.state.tableArn], conditions: only(heads) })
      .allow({
        actions: ['dynamodb:PutItem'],
        resources: [this.state.tableArn],
        conditions: only(heads, CONTACT_STOPS_PARTITION),
      })
      .allow({ actions: ['dynamodb:PutItem'], resources: [this.audit.tableArn], conditions: only('*#-') });
  }

  /** Lets a function query the index of open approvals. */
  grantOpenApprovals(user: RotationFunction): void {
    user.allow({
      actions: ['dynamodb:Query'],
      resources: [`${this.state.tableArn}/index/${stateTableIndex.openApprovals}`],
    });
  }

  /** Lets a function query the index of open credential links. */
  grantOpenLinks(user: RotationFunction): void {
    user.allow({
      actions: ['dynamodb:Query'],
      resources: [`${this.state.tableArn}/index/${stateTableIndex.openLinks}`],
    });
  }

  /** Lets a function add records: it can neither read nor change one. */
  grantRecording(user: RotationFunction): void {
    user
      .set(variable.auditTable, this.audit.tableName)
      .allow({ actions: ['dynamodb:PutItem'], resources: [this.audit.tableArn] });
  }

  /** Lets a function look for records that it misses. */
  grantLookingForRecords(user: RotationFunction): void {
    user.set(variable.auditTable, this.audit.tableName);
    this.grantReadingRecords(user);
  }

  /** Lets a function read chains. */
  grantReadingRecords(user: RotationFunction): void {
    user.allow({ actions: ['dynamodb:Query'], resources: [this.audit.tableArn] });
  }
}
