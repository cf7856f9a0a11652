import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { variable } from '../contract/variables.ts';
import type { KeptData, KeptKey } from './kept-data.ts';
import type { RotationFunction } from './rotation-function.ts';

/** One key per purpose: who may sign links cannot sign checkpoints, and neither opens a credential. */
export class KmsKeys extends Construct {
  /** Encrypts credentials; usable through Secrets Manager only. */
  readonly credential: KeptKey;
  /** Signs links. KMS cannot rotate HMAC keys; links live for days. */
  readonly link: Key;
  /** Signs checkpoints. */
  readonly seal: KeptKey;

  constructor(scope: Construct, id: string, { credentialKey, sealKey }: KeptData) {
    super(scope, id);
    this.credential = credentialKey;
    this.seal = sealKey;
    this.link = new Key(this, 'LinkKey', {
      description: 'Signs approval and credential links',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
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

  /** Lets a function sign. The policy of the key denies it to every other role, and knows this one by its name. */
  grantSigning(user: RotationFunction): void {
    user
      .set(variable.sealKeyId, this.seal.keyId)
      .allow({
        actions: ['kms:Sign'],
        resources: [this.seal.keyArn],
        conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
      })
      .allow({ actions: ['kms:GetPublicKey'], resources: [this.seal.keyArn] });
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
