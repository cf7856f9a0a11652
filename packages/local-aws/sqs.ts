import { createHash } from 'node:crypto';
import { inputOf } from './input.ts';
import { AwsError, type JsonObject, type Service, type ServiceContext } from './service.ts';
import { inputs } from './sqs/inputs.ts';
import { idOf, type Message, Queue } from './sqs/queue.ts';
import type { QueueDeclaration } from './template/declarations.ts';

/** The characters that XML has a form for: a message with any other is refused. */
const ALLOWED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

export interface SqsService extends Service {
  /** How many messages of a queue somebody could receive now; `undefined`: there is no such queue. */
  visibleIn(name: string): number | undefined;
}

/** SQS with standard queues. Timeouts and waits run on the clock; how long messages are kept is real time. */
export async function startSqs(context: ServiceContext, declared: readonly QueueDeclaration[]): Promise<SqsService> {
  const queues = declared.map((each) => new Queue(each, context.folder, context.clock));
  const closing = new AbortController();
  /** The local service answers by whatever host it is reached: the queue's name is the last part of its address. */
  const find = (url: unknown): Queue => {
    const name = String(url).split('/').at(-1);
    const queue = queues.find((each) => each.declared.name === name);
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  };
  const buryFrom = (queue: Queue) => (message: Message) => {
    const dead = queues.find((each) => each.declared.arn === queue.declared.redrive?.arn);
    if (dead === undefined) throw new Error(`the dead-letter queue of ${queue.declared.name} is missing`);
    dead.add(message);
  };

  const actions: Service['actions'] = {
    async SendMessage(input) {
      const { QueueUrl, MessageBody } = inputOf(inputs.SendMessage, input);
      if (!ALLOWED.test(MessageBody)) {
        throw new AwsError(
          'InvalidMessageContents',
          'Invalid characters found. Valid unicode characters are those of XML.',
        );
      }
      return sent(find(QueueUrl).send(MessageBody));
    },

    async ReceiveMessage(input) {
      const wanted = inputOf(inputs.ReceiveMessage, input);
      const queue = find(wanted.QueueUrl);
      const seconds = wanted.VisibilityTimeout ?? queue.declared.visibilityTimeoutSeconds;
      const { MaxNumberOfMessages, WaitTimeSeconds } = wanted;
      const bury = buryFrom(queue);
      const messages = await queue.receive(MaxNumberOfMessages, seconds, WaitTimeSeconds, bury, closing.signal);
      const names = new Set([...wanted.AttributeNames, ...wanted.MessageSystemAttributeNames]);
      return messages.length === 0 ? {} : { Messages: messages.map((each) => received(each, names)) };
    },

    async DeleteMessage(input) {
      const { QueueUrl, ReceiptHandle } = inputOf(inputs.DeleteMessage, input);
      const queue = find(QueueUrl);
      checkReceipt(ReceiptHandle);
      const message = queue.taken(ReceiptHandle);
      if (message !== undefined) queue.remove(message);
      return {};
    },

    async DeleteMessageBatch(input) {
      const { QueueUrl, Entries } = inputOf(inputs.DeleteMessageBatch, input);
      const queue = find(QueueUrl);
      checkBatch(Entries);
      const isReceipt = ({ ReceiptHandle }: { readonly ReceiptHandle: string }) => idOf(ReceiptHandle) !== undefined;
      for (const { ReceiptHandle } of Entries) {
        const message = queue.taken(ReceiptHandle);
        if (message !== undefined) queue.remove(message);
      }
      return {
        Successful: Entries.filter(isReceipt).map(({ Id }) => ({ Id })),
        Failed: Entries.filter((each) => !isReceipt(each)).map(({ Id }) => ({
          Id,
          SenderFault: true,
          Code: 'ReceiptHandleIsInvalid',
        })),
      };
    },

    async GetQueueAttributes(input) {
      const { QueueUrl, AttributeNames } = inputOf(inputs.GetQueueAttributes, input);
      const all = attributesOf(find(QueueUrl));
      if (AttributeNames.includes('All')) return { Attributes: all };
      const unknown = AttributeNames.find((each) => all[each] === undefined && each !== 'RedrivePolicy');
      if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      return { Attributes: only(all, new Set(AttributeNames)) };
    },
  };
  return {
    name: 'sqs',
    actions,
    visibleIn: (name) => queues.find((each) => each.declared.name === name)?.count().visible,
    requirementsOf({ action, input }) {
      const { arn } = find(input.QueueUrl).declared;
      return [{ action: `sqs:${action.replace(/Batch$/, '')}`, resource: arn }];
    },
    async close() {
      closing.abort(new Error('the local cloud is closing'));
      for (const queue of queues) queue.close();
    },
  };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

const sent = ({ id, body }: Message) => ({ MessageId: id, MD5OfMessageBody: md5(body) });

function received(message: Message, names: ReadonlySet<string>): JsonObject {
  const all = {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAt),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
  const Attributes = names.has('All') ? all : only(all, names);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(Attributes).length === 0 ? {} : { Attributes }),
  };
}

function attributesOf(queue: Queue): Readonly<Record<string, string>> {
  const { arn, visibilityTimeoutSeconds, retentionSeconds, redrive } = queue.declared;
  const { visible, taken } = queue.count();
  const policy = { deadLetterTargetArn: redrive?.arn, maxReceiveCount: redrive?.maxReceiveCount };
  return {
    QueueArn: arn,
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(retentionSeconds),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(taken),
    ApproximateNumberOfMessagesDelayed: '0',
    ...(redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(policy) }),
  };
}

const only = (all: Readonly<Record<string, string>>, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));

function checkReceipt(receipt: string): void {
  if (idOf(receipt) !== undefined) return;
  throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.', 404);
}

function checkBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'There should be at least one entry.');
  if (entries.length > 10) throw new AwsError('TooManyEntriesInBatchRequest', 'Maximum number of entries is 10.');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
}
