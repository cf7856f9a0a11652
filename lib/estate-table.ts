import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { CURRENT_ESTATE, estateAttribute } from '../contract/estate.ts';
import { variable } from '../contract/variables.ts';
import type { RotationFunction } from './rotation-function.ts';

/**
 * Estates that were published, and the name of the one in force. Nothing is lost with it: what was published lies in the locked bucket, and
 * a deployment publishes anew.
 */
export class EstateTable extends Construct {
  private readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Estates', {
      partitionKey: { name: estateAttribute.id, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Lets a function read the estate in force. */
  grantReading(user: RotationFunction): void {
    user
      .set(variable.estateTable, this.table.tableName)
      .allow({ actions: ['dynamodb:GetItem'], resources: [this.table.tableArn] });
  }

  /** Lets a function read which estate is in force, and nothing that one says. */
  grantReadingName(user: RotationFunction): void {
    user.set(variable.estateTable, this.table.tableName).allow({
      actions: ['dynamodb:GetItem'],
      resources: [this.table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [CURRENT_ESTATE] } },
    });
  }

  grantPublishing(user: RotationFunction): void {
    user
      .set(variable.estateTable, this.table.tableName)
      .allow({ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [this.table.tableArn] });
  }
}
