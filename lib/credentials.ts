import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { variable } from '../contract/variables.ts';
import type { RotationKeys } from './kms-keys.ts';
import type { RotationFunction } from './rotation-function.ts';

const MADE_AT_RUN_TIME =
  'Credentials are made at run time, one per account, under this prefix, which nothing else uses.';

/** The credentials of customers' accounts: made at run time, one secret per account, `m365/<tenant id>/<account id>`. */
export class Credentials extends Construct {
  private readonly arns: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly keys: RotationKeys,
  ) {
    super(scope, id);
    this.arns = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: 'm365/*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Makes and fills pending versions; cannot read one. */
  grantStaging(user: RotationFunction): void {
    user.set(variable.credentialKeyId, this.keys.credential.keyId);
    this.allow(user, 'CreateSecret', 'TagResource', 'PutSecretValue', 'ListSecretVersionIds');
    this.keys.grantCredentials(user, 'GenerateDataKey', 'Decrypt');
  }

  grantReading(user: RotationFunction): void {
    this.allow(user, 'GetSecretValue');
    this.keys.grantCredentials(user, 'Decrypt');
  }

  /** Moves labels; cannot read a value. */
  grantLabels(user: RotationFunction): void {
    this.allow(user, 'ListSecretVersionIds', 'UpdateSecretVersionStage');
  }

  /** Deletes credentials, always so that they can be restored; cannot read a value. */
  grantDeletion(user: RotationFunction, recoveryDays: number): void {
    this.allow(user, 'DescribeSecret');
    user.allow({
      actions: ['secretsmanager:DeleteSecret'],
      resources: [this.arns],
      // Asking for a deletion without recovery names no days, and is denied by that.
      conditions: { NumericEquals: { 'secretsmanager:RecoveryWindowInDays': recoveryDays } },
      wildcard: MADE_AT_RUN_TIME,
    });
  }

  /** Takes credentials back from their deletion. */
  grantRestoring(user: RotationFunction): void {
    this.allow(user, 'DescribeSecret', 'RestoreSecret');
  }

  private allow(user: RotationFunction, ...actions: readonly string[]): void {
    user.allow({
      actions: actions.map((each) => `secretsmanager:${each}`),
      resources: [this.arns],
      wildcard: MADE_AT_RUN_TIME,
    });
  }
}
