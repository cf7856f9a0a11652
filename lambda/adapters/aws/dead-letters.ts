import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { shownOf } from '../../domain/messages/dead-letter.ts';
import { parsedJson } from '../../domain/text/parsed-json.ts';
import type { DeadLetters, HeldLetter } from '../../ports/dead-letters.ts';

/** How long what was received is hidden from others. Longer than a run needs; who looks twice waits for it. */
const HELD_SECONDS = 60;
const MOST_PER_CALL = 10;

export interface QueueWithDeadLetters {
  /** Address of the queue that they belong to. */
  readonly queue: string;
  readonly deadLetters: string;
}

/**
 * Dead letters in SQS. Received, sent and deleted one by one: SQS's own move takes all of a queue, tells nothing of what it moved, and goes
 * on after the function has ended.
 */
export const deadLetters = (
  client: Pick<SQSClient, 'send'>,
  { queue, deadLetters: from }: QueueWithDeadLetters,
): DeadLetters => ({
  async hold(most) {
    const held = new Map<string, HeldLetter>();
    while (held.size < most) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: from,
          MaxNumberOfMessages: Math.min(MOST_PER_CALL, most - held.size),
          VisibilityTimeout: HELD_SECONDS,
          // A short poll asks some of SQS's servers, and may find nothing where something is.
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
        }),
      );
      if (Messages.length === 0) break;
      for (const message of Messages) held.set(message.MessageId ?? '', letterOf(client, queue, from, message));
    }
    return [...held.values()];
  },
});

function letterOf(
  client: Pick<SQSClient, 'send'>,
  queue: string,
  from: string,
  { MessageId = '', Body = '', ReceiptHandle, Attributes = {} }: Message,
): HeldLetter {
  return {
    letter: {
      id: MessageId,
      ...shownOf(parsedJson(Body)),
      sentAt: new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString(),
      receives: Number(Attributes.ApproximateReceiveCount ?? 0),
    },
    async redrive() {
      await client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: Body }));
      await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
    },
  };
}
