import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Outbox } from '../../ports/messages.ts';

export const outbox = (client: SQSClient, queueUrl: string): Outbox => ({
  async send(message) {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
  },
});
