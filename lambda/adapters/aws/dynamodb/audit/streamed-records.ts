import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { AuditRecord } from '../../../../domain/audit/audit-record.ts';
import { auditRow } from './audit-rows.ts';

/** What the stream of the audit table tells, as far as it is read. */
const streamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: z.record(z.string(), z.any()).optional() }),
    }),
  ),
});

/**
 * The records that were added. A record is never changed or removed by the product: what else the stream tells is nothing to publish.
 * @throws {RowMismatch} a row that is no audit record
 */
export const streamedRecords = (
  event: unknown,
): readonly { readonly sequenceNumber: string; readonly record: AuditRecord }[] =>
  streamEvent
    .parse(event)
    .Records.flatMap(({ eventName, dynamodb: { SequenceNumber, NewImage } }) =>
      eventName === 'INSERT' && NewImage !== undefined
        ? [{ sequenceNumber: SequenceNumber, record: auditRow.read(unmarshall(NewImage)) }]
        : [],
    );
