import type { AuditRecord } from '../../../../domain/audit/audit-record.ts';
import { auditRow } from './audit-rows.ts';
import { streamedChanges } from './streamed-changes.ts';

/**
 * The records that were added. A record is never changed or removed by the product: what else the stream tells is nothing to publish.
 * @throws {RowMismatch} a row that is no audit record
 */
export const streamedRecords = (
  event: unknown,
): readonly { readonly sequenceNumber: string; readonly record: AuditRecord }[] =>
  streamedChanges(event).flatMap(({ change: { Metadata, NewImage }, row }) =>
    Metadata.EventName.S === 'INSERT' && NewImage !== undefined
      ? [{ sequenceNumber: Metadata.SequenceNumber.S, record: auditRow.read(row ?? {}) }]
      : [],
  );
