import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { printableJson } from '../../domain/text/printable.ts';
import { wellFormedTexts } from '../../domain/text/well-formed.ts';
import type { MessageQueue } from '../../ports/messages.ts';

/** SQS refuses characters that XML has no form for, such as U+FFFF: in JSON they are escaped. */
export const messageQueue = (client: SQSClient, queueUrl: string): MessageQueue => ({
  async send(message) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: printableJson(JSON.stringify(wellFormedTexts(message))),
      }),
    );
  },
});
