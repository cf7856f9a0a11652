import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { VaultQueue } from '../../ports/vault-queue.ts';

export const vaultQueue = (client: SQSClient, queueUrl: string): VaultQueue => ({
  async send(write) {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(write) }));
  },
});
