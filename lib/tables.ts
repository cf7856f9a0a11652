import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { StateAction } from '../contract/function-entry.ts';
import {
  ACCESS_PREFIX,
  CHAIN_PREFIX,
  CONTACT_LINK_PREFIX,
  CONTACT_STOPS_PARTITION,
  SESSION_PREFIX,
  SIGN_IN_PREFIX,
  stateTableIndex,
} from '../contract/table-keys.ts';
import { variable } from '../contract/variables.ts';
import type { KeptData } from './kept-data.ts';
import type { RotationFunction } from './rotation-function.ts';

/** What functions may do with the tables of the data stack. */
export class RotationTables {
  readonly state: ITableV2;
  readonly audit: ITableV2;
  /** Of the stream that tells every change of the audit table, with what was there before. DynamoDB lets two functions follow it well. */
  readonly auditStreamArn: string;

  constructor({ state, audit, auditStreamArn }: KeptData) {
    this.state = state;
    this.audit = audit;
    this.auditStreamArn = auditStreamArn;
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
