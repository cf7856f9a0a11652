import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { AwsError, type JsonObject, type Service, type ServiceContext } from '../service.ts';
import type { QueueDeclaration } from '../template/declarations.ts';
import { inputOf } from './input.ts';
import { readJson, writeJson } from './stored-json.ts';

const storedMessage = z.object({
  id: z.string(),
  body: z.string(),
  sentAt: z.number(),
  receives: z.number(),
  firstReceivedAt: z.number().optional(),
});
const storedQueue = z.array(storedMessage);

interface Message extends z.output<typeof storedMessage> {
  /** While somebody works on it. A receipt is good for one receive only. */
  taken?: { readonly receipt: string; readonly release: () => void };
}

interface Queue {
  readonly declaration: QueueDeclaration;
  messages: Message[];
}

const queueUrl = { QueueUrl: z.string() };
const sendInput = z.strictObject({ ...queueUrl, MessageBody: z.string().min(1).max(1_048_576) });
const entries = z
  .array(z.strictObject({ Id: z.string(), MessageBody: z.string().min(1) }))
  .min(1)
  .max(10);
const sendBatchInput = z.strictObject({ ...queueUrl, Entries: entries });
const receiveInput = z.strictObject({
  ...queueUrl,
  MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
  VisibilityTimeout: z.number().optional(),
  WaitTimeSeconds: z.number().min(0).max(20).default(0),
  AttributeNames: z.array(z.string()).optional(),
  MessageSystemAttributeNames: z.array(z.string()).optional(),
  MessageAttributeNames: z.array(z.string()).optional(),
});
const deleteInput = z.strictObject({ ...queueUrl, ReceiptHandle: z.string() });
const deleteBatchInput = z.strictObject({
  ...queueUrl,
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() })),
});
const visibilityInput = deleteInput.extend({ VisibilityTimeout: z.number().min(0).max(43_200) });
const attributesInput = z.strictObject({ ...queueUrl, AttributeNames: z.array(z.string()).optional() });

/** How often a waiting receive looks, in milliseconds of the clock. */
const LOOK_EVERY_MS = 500;

/** SQS standard queues: a message comes back after its visibility timeout, and goes to the dead letters after too many receives. */
export async function startSqs(context: ServiceContext, declared: readonly QueueDeclaration[]): Promise<Service> {
  const { clock, folder } = context;
  const fileOf = ({ name }: QueueDeclaration) => join(folder, `${name}.json`);
  const queues = declared.map(
    (declaration): Queue => ({ declaration, messages: readJson(fileOf(declaration), storedQueue) ?? [] }),
  );
  const save = ({ declaration, messages }: Queue) =>
    writeJson(
      fileOf(declaration),
      messages.map(({ taken: _, ...message }) => message),
    );
  /** The local service answers whatever host a caller reaches it by: the queue's name is the last part. */
  const find = (url: string): Queue => {
    const queue = queues.find((each) => each.declaration.name === url.split('/').at(-1));
    if (queue === undefined) {
      throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    }
    return queue;
  };

  const send = (queue: Queue, body: string): Message => {
    const message = { id: randomUUID(), body, sentAt: clock.now().getTime(), receives: 0 };
    queue.messages.push(message);
    return message;
  };
  const sent = ({ id, body }: Message) => ({ MessageId: id, MD5OfMessageBody: md5(body) });

  const bury = (queue: Queue, message: Message): void => {
    const dead = queues.find((each) => each.declaration.arn === queue.declaration.redrive?.arn);
    if (dead === undefined) throw new Error(`the dead-letter queue of ${queue.declaration.name} is missing`);
    queue.messages = queue.messages.filter((each) => each !== message);
    dead.messages.push(message);
    save(dead);
  };

  const take = (queue: Queue, most: number, visibilitySeconds: number): JsonObject[] => {
    const { redrive } = queue.declaration;
    const visible = queue.messages.filter((each) => each.taken === undefined);
    const spent = visible.filter((each) => redrive !== undefined && each.receives >= redrive.maxReceiveCount);
    for (const message of spent) bury(queue, message);
    const received = visible.filter((each) => !spent.includes(each)).slice(0, most);
    for (const message of received) {
      message.receives += 1;
      message.firstReceivedAt ??= clock.now().getTime();
      hide(message, visibilitySeconds);
    }
    if (spent.length > 0 || received.length > 0) save(queue);
    return received.map((message) => ({
      MessageId: message.id,
      ReceiptHandle: message.taken?.receipt,
      Body: message.body,
      MD5OfBody: md5(message.body),
      Attributes: {
        ApproximateReceiveCount: String(message.receives),
        SentTimestamp: String(message.sentAt),
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      },
    }));
  };
  const hide = (message: Message, seconds: number): void => {
    message.taken?.release();
    const cancel = clock.after(seconds * 1000, () => {
      delete message.taken;
    });
    message.taken = { receipt: randomBytes(48).toString('base64url'), release: cancel };
  };
  const remove = (queue: Queue, receipt: string): void => {
    const message = queue.messages.find((each) => each.taken?.receipt === receipt);
    message?.taken?.release();
    queue.messages = queue.messages.filter((each) => each !== message);
  };

  let closed = false;
  return {
    name: 'sqs',
    actions: {
      async SendMessage(input) {
        const { QueueUrl, MessageBody } = inputOf(sendInput, input);
        const queue = find(QueueUrl);
        const message = send(queue, MessageBody);
        save(queue);
        return sent(message);
      },
      async SendMessageBatch(input) {
        const { QueueUrl, Entries } = inputOf(sendBatchInput, input);
        const queue = find(QueueUrl);
        const Successful = Entries.map(({ Id, MessageBody }) => ({ Id, ...sent(send(queue, MessageBody)) }));
        save(queue);
        return { Successful, Failed: [] };
      },
      async ReceiveMessage(input) {
        const { QueueUrl, MaxNumberOfMessages, VisibilityTimeout, WaitTimeSeconds } = inputOf(receiveInput, input);
        const queue = find(QueueUrl);
        const seconds = VisibilityTimeout ?? queue.declaration.visibilityTimeoutSeconds;
        for (let waited = 0; ; waited += LOOK_EVERY_MS) {
          const Messages = take(queue, MaxNumberOfMessages, seconds);
          if (Messages.length > 0) return { Messages };
          if (closed || waited >= WaitTimeSeconds * 1000) return {};
          await clock.sleep(LOOK_EVERY_MS);
        }
      },
      async DeleteMessage(input) {
        const { QueueUrl, ReceiptHandle } = inputOf(deleteInput, input);
        const queue = find(QueueUrl);
        remove(queue, ReceiptHandle);
        save(queue);
        return {};
      },
      async DeleteMessageBatch(input) {
        const { QueueUrl, Entries } = inputOf(deleteBatchInput, input);
        const queue = find(QueueUrl);
        for (const { ReceiptHandle } of Entries) remove(queue, ReceiptHandle);
        save(queue);
        return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
      },
      async ChangeMessageVisibility(input) {
        const { QueueUrl, ReceiptHandle, VisibilityTimeout } = inputOf(visibilityInput, input);
        const message = find(QueueUrl).messages.find((each) => each.taken?.receipt === ReceiptHandle);
        if (message?.taken === undefined) throw new AwsError('MessageNotInflight', 'The message is not in flight.');
        if (VisibilityTimeout > 0) hide(message, VisibilityTimeout);
        else {
          message.taken.release();
          delete message.taken;
        }
        return {};
      },
      async GetQueueUrl(input) {
        const { QueueName } = inputOf(z.strictObject({ QueueName: z.string() }), input);
        return { QueueUrl: find(QueueName).declaration.url };
      },
      async GetQueueAttributes(input) {
        const { messages, declaration } = find(inputOf(attributesInput, input).QueueUrl);
        const hidden = messages.filter((each) => each.taken !== undefined).length;
        return {
          Attributes: {
            QueueArn: declaration.arn,
            ApproximateNumberOfMessages: String(messages.length - hidden),
            ApproximateNumberOfMessagesNotVisible: String(hidden),
          },
        };
      },
    },
    requirementsOf({ action, input }) {
      const { arn } = find(z.string().parse(input.QueueUrl ?? input.QueueName)).declaration;
      return [{ action: `sqs:${action.replace(/Batch$/, '')}`, resource: arn }];
    },
    async close() {
      closed = true;
      for (const queue of queues) {
        for (const message of queue.messages) message.taken?.release();
        save(queue);
      }
    },
  };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
