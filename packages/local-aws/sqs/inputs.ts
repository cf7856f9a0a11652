import * as z from 'zod';

/** Longest message, in bytes. */
const MOST_BYTES = 1_048_576;

const QueueUrl = z.string();
const MessageBody = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= MOST_BYTES, 'too long');
const VisibilityTimeout = z.int().min(0).max(43_200);
const names = z.array(z.string()).default([]);

/** Messages have no attributes of their own here. */
export const inputs = {
  SendMessage: z.strictObject({ QueueUrl, MessageBody }),
  ReceiveMessage: z.strictObject({
    QueueUrl,
    MaxNumberOfMessages: z.int().min(1).max(10).default(1),
    VisibilityTimeout: VisibilityTimeout.optional(),
    WaitTimeSeconds: z.int().min(0).max(20).default(0),
    AttributeNames: names,
    MessageSystemAttributeNames: names,
    MessageAttributeNames: names,
  }),
  DeleteMessage: z.strictObject({ QueueUrl, ReceiptHandle: z.string() }),
  DeleteMessageBatch: z.strictObject({
    QueueUrl,
    Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() })),
  }),
  GetQueueAttributes: z.strictObject({ QueueUrl, AttributeNames: names }),
};
