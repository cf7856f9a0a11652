import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { StreamedChange } from '../../../../domain/audit/unexpected-change.ts';

const image = z.record(z.string(), z.any());

/** What the stream of the audit table tells, as far as it is read. */
const streamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        /** Seconds since 1970. */
        ApproximateCreationDateTime: z.number(),
        Keys: image,
        NewImage: image.optional(),
        OldImage: image.optional(),
      }),
    }),
  ),
});

/** All changes, in their order. Images are kept to the letter: whatever somebody wrote is told. */
export const streamedChanges = (event: unknown): readonly StreamedChange[] =>
  streamEvent.parse(event).Records.map(({ eventName, dynamodb }) => {
    const { SequenceNumber, ApproximateCreationDateTime, Keys, NewImage, OldImage } = dynamodb;
    return {
      change: {
        Metadata: {
          EventName: { S: eventName },
          SequenceNumber: { S: SequenceNumber },
          ApproximateCreationDateTime: { N: String(ApproximateCreationDateTime) },
        },
        Keys,
        ...(NewImage === undefined ? {} : { NewImage }),
        ...(OldImage === undefined ? {} : { OldImage }),
      },
      row: NewImage === undefined ? undefined : plain(NewImage),
    };
  });

/** @returns `undefined` for what has no plain form, such as a number that is too large to be exact */
function plain(stored: Record<string, AttributeValue>): Record<string, unknown> | undefined {
  try {
    return unmarshall(stored);
  } catch {
    return undefined;
  }
}
