import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from '../../domain/text/ascii-json.ts';
import type { MessageQueue } from '../../ports/messages.ts';

/** SQS refuses characters that XML has no form for, such as U+FFFF: in JSON they are escaped. */
export const messageQueue = (client: SQSClient, queueUrl: string): MessageQueue => ({
  async send(message) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: asciiJson(message),
      }),
    );
  },
});
