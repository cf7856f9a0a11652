import * as z from 'zod';

/** Where every audit record goes besides, as an event without secrets. */
export const events = z
  .strictObject({
    bus: z
      .string()
      .regex(
        /^(arn:aws[\w-]*:events:[\w-]+:\d{12}:event-bus\/[\w./-]{1,256}|[\w./-]{1,256})$/,
        'must be default, the name of an event bus, or its ARN',
      )
      .optional()
      .describe('`default`, or the name or ARN of an EventBridge bus that exists already. None if left out.'),
    webhook: z
      .strictObject({
        url: z
          .url({ protocol: /^https$/ })
          .refine(
            (text) => !/[@?#]/.test(text),
            'must hold no user, query or fragment: this file is no place for secrets',
          ),
      })
      .optional()
      .describe(
        'Each event is posted to this address as a CloudEvent, signed by a key that is a secret of the stack. None if left out; not together with a bus, whose rules can call it.',
      ),
  })
  .default({})
  .describe('Every audit record becomes an event, without secrets.');
