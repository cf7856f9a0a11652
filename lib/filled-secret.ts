import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { accept, acceptNist } from './reviewed-findings.ts';

export interface FilledSecretProps {
  readonly name: string;
  readonly description: string;
  /** Why nothing rotates it by itself, for an auditor. */
  readonly replacedByHand: string;
}

/**
 * A secret that an engineer fills. Declared without a value: the CDK's own construct would generate one.
 *
 * It stays when the stack or the estate does without it: CloudFormation deletes secrets at once, with no days to restore them.
 */
export function filledSecret(scope: Construct, id: string, { replacedByHand, ...props }: FilledSecretProps): CfnSecret {
  const secret = new CfnSecret(scope, id, props);
  secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  accept(secret, 'SMG4', replacedByHand);
  acceptNist(secret, 'SecretsManagerRotationEnabled', replacedByHand);
  acceptNist(
    secret,
    'SecretsManagerUsingKMSKey',
    'Encrypted with the key that AWS manages for Secrets Manager in this account. Only roles that the template names read it, by their own policies; no other account does, for which a key of our own would be needed.',
  );
  return secret;
}
