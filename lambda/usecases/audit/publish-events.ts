import type { Estate } from '../../../config/estate.ts';
import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import { cloudEventOf } from '../../domain/audit/cloud-event.ts';
import type { EventTarget } from '../../ports/events.ts';

/** A record as the stream of the audit table told it. */
export interface StreamedRecord {
  /** Its place in the stream. */
  readonly sequenceNumber: string;
  readonly record: AuditRecord;
}

/**
 * Sends records as events, in their order.
 * @returns the place in the stream from which on all must come again; `undefined`: all are done
 */
export async function publishEvents(
  { target, estate, source }: { readonly target: EventTarget; readonly estate: Estate; readonly source: string },
  streamed: readonly StreamedRecord[],
): Promise<string | undefined> {
  const nameOf = (wanted: string | undefined) =>
    estate.tenants.find(({ tenantId }) => tenantId === wanted)?.displayName;
  const events = streamed.map(({ record }) => cloudEventOf(record, source, nameOf(record.tenantId)));
  const done = events.length === 0 ? 0 : await target.send(events);
  return streamed[done]?.sequenceNumber;
}
