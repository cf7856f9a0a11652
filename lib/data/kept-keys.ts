import { RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** The keys without which nobody reads a stored password, or proves a checkpoint. */
export class KeptKeys extends Construct {
  /** Encrypts credentials; usable through Secrets Manager only. */
  readonly credential: Key;
  /** Signs checkpoints. Its public half is what an auditor checks them with. */
  readonly seal: Key;

  /** @param signer  ARN of the one role that signs checkpoints */
  constructor(scope: Construct, id: string, signer: string) {
    super(scope, id);
    this.credential = new Key(this, 'CredentialKey', {
      description: 'Encrypts the credentials of customers’ accounts',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.seal = new Key(this, 'SealKey', {
      description: 'Signs checkpoints of the audit records',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // To everybody else, whatever they are granted: also to who administers the account, who may change this policy first, which CloudTrail
    // shows. Administering the key stays as it is.
    this.seal.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NobodyElseSigns',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Sign'],
        resources: ['*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': signer } },
      }),
    );
  }
}
