import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { variable } from '../contract/variables.ts';
import type { RotationFunction } from './rotation-function.ts';

/** One key per purpose: who may sign links cannot sign checkpoints, and neither opens a credential. */
export class KmsKeys extends Construct {
  /** Encrypts credentials; usable through Secrets Manager only. */
  readonly credential: Key;
  /** Signs links. KMS cannot rotate HMAC keys; links live for days. */
  readonly link: Key;
  /** Signs checkpoints. Its public half is what an auditor checks them with, so it must outlive the stack. */
  readonly seal: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.credential = new Key(this, 'CredentialKey', {
      description: 'Encrypts the credentials of customers’ accounts',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.link = new Key(this, 'LinkKey', {
      description: 'Signs approval and credential links',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.seal = new Key(this, 'SealKey', {
      description: 'Signs checkpoints of the audit records',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /** Lets a function make (`GenerateMac`) or check (`VerifyMac`) links. */
  grantLinks(user: RotationFunction, ...actions: readonly ('GenerateMac' | 'VerifyMac')[]): void {
    user.set(variable.linkKeyId, this.link.keyId).allow({
      actions: actions.map((each) => `kms:${each}`),
      resources: [this.link.keyArn],
      conditions: { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } },
    });
  }

  /**
   * Makes a function the only one that signs. The policy of the key denies it to everybody else, whatever they are granted: also to who
   * administers the account, who may change that policy first, which CloudTrail shows. Administering the key stays as it is.
   */
  grantSigning(user: RotationFunction): void {
    user
      .set(variable.sealKeyId, this.seal.keyId)
      .allow({
        actions: ['kms:Sign'],
        resources: [this.seal.keyArn],
        conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
      })
      .allow({ actions: ['kms:GetPublicKey'], resources: [this.seal.keyArn] });
    this.seal.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NobodyElseSigns',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Sign'],
        resources: ['*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': user.role.roleArn } },
      }),
    );
  }

  /** Lets Secrets Manager use the credential key in the name of a function. */
  grantCredentials(user: RotationFunction, ...actions: readonly ('Decrypt' | 'GenerateDataKey')[]): void {
    user.allow({
      actions: actions.map((each) => `kms:${each}`),
      resources: [this.credential.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` } },
    });
  }
}
