import { Duration, Stack } from 'aws-cdk-lib';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Vault as VaultOfEstate } from '../config/estate.ts';
import { queueDelivery } from '../contract/queue-delivery.ts';
import { filledSecretName } from '../contract/stack.ts';
import { variable } from '../contract/variables.ts';
import { vaultEndpoint, vaultSecretForm } from '../contract/vault.ts';
import { deliver, deliveredQueue } from './delivered-queue.ts';
import { filledSecret } from './filled-secret.ts';
import type { RotationFunction } from './rotation-function.ts';

const delivery = queueDelivery.vault;

/** The MSP's vault: the queue of passwords for it, and its secret, which the engineer fills. */
export class Vault extends Construct {
  /** The dead-letter queue: writes that were neither done nor given up after all tries, for a person to look at. */
  readonly unwritten: Queue;
  readonly queue: Queue;
  private readonly secret: CfnSecret;

  constructor(
    scope: Construct,
    id: string,
    private readonly endpoint: string,
    secretForm: string,
  ) {
    super(scope, id);
    const made = deliveredQueue(this, { ...delivery, deadLetters: 'Unwritten', retention: Duration.days(14) });
    this.queue = made.queue;
    this.unwritten = made.deadLetters;
    this.secret = filledSecret(this, 'Access', {
      name: filledSecretName(Stack.of(this).stackName, 'vault'),
      description: `Vault access: ${secretForm}`,
      replacedByHand: 'Issued by the vault, which offers no way to rotate it: the engineer replaces it by hand.',
    });
  }

  grantQueueing(user: RotationFunction): void {
    user
      .set(variable.vaultQueueUrl, this.queue.queueUrl)
      .allow({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }

  /** To call the vault with its secret. */
  grantCalling(user: RotationFunction): void {
    user
      .set(variable.vaultEndpoint, this.endpoint)
      .set(variable.vaultSecretId, this.secret.ref)
      .allow({ actions: ['secretsmanager:GetSecretValue'], resources: [this.secret.ref] });
  }

  deliverTo(writer: RotationFunction): void {
    this.grantCalling(writer);
    deliver(this, this.queue, writer, delivery);
  }
}

/** @returns `undefined`: the estate has no vault, and so no queue, no secret and no function for it */
export function vaultOf(scope: Construct, vault: VaultOfEstate): Vault | undefined {
  const endpoint = vaultEndpoint(vault);
  if (endpoint === undefined || vault.system === 'none') return undefined;
  return new Vault(scope, 'Vault', endpoint, vaultSecretForm[vault.system]);
}
