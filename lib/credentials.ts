import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Retention } from '../config/estate.ts';
import type { CredentialUse } from '../contract/function-entry.ts';
import { credentialPrefix } from '../contract/stack.ts';
import { variable } from '../contract/variables.ts';
import type { KmsKeys } from './kms-keys.ts';
import type { RotationFunction } from './rotation-function.ts';

const MADE_AT_RUN_TIME =
  'Credentials are made at run time, one per account, under this prefix, which nothing else uses.';

/** The credentials of customers' accounts: made at run time, one secret per account, `m365/<tenant id>/<account id>`. */
export class Credentials extends Construct {
  private readonly arns: string;
  private readonly prefix: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly keys: KmsKeys,
    private readonly retention: Retention,
  ) {
    super(scope, id);
    this.prefix = credentialPrefix(Stack.of(this).stackName);
    this.arns = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${this.prefix}/*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  grant(user: RotationFunction, use: CredentialUse): void {
    user.set(variable.credentialPrefix, this.prefix);
    switch (use) {
      case 'stage':
        user.set(variable.credentialKeyId, this.keys.credential.keyId);
        this.allow(user, 'CreateSecret', 'TagResource', 'PutSecretValue', 'ListSecretVersionIds');
        this.keys.grantCredentials(user, 'GenerateDataKey', 'Decrypt');
        break;
      case 'read':
        this.allow(user, 'GetSecretValue');
        this.keys.grantCredentials(user, 'Decrypt');
        break;
      case 'label':
        this.allow(user, 'ListSecretVersionIds', 'UpdateSecretVersionStage');
        break;
      case 'delete':
        this.allow(user, 'DescribeSecret');
        this.allowDeletion(user);
        break;
      case 'restore':
        this.allow(user, 'DescribeSecret', 'RestoreSecret');
        break;
    }
  }

  /** A deleted credential can be restored for the days that the estate says. */
  private allowDeletion(user: RotationFunction): void {
    user.allow({
      actions: ['secretsmanager:DeleteSecret'],
      resources: [this.arns],
      // A deletion without recovery names no days, so this condition denies it.
      conditions: { NumericEquals: { 'secretsmanager:RecoveryWindowInDays': this.retention.recoveryDays } },
      wildcard: MADE_AT_RUN_TIME,
    });
  }

  private allow(user: RotationFunction, ...actions: readonly string[]): void {
    user.allow({
      actions: actions.map((each) => `secretsmanager:${each}`),
      resources: [this.arns],
      wildcard: MADE_AT_RUN_TIME,
    });
  }
}
