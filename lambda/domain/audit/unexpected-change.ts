import type { ArchivedChange } from './archived-change.ts';
import { linkOf } from './audit-chain.ts';
import { auditRecordSchema } from './audit-record.ts';

/**
 * What the product never does to the audit table. `changed`, `removed`: to a row that was there. `foreign`: a row was added that is no
 * audit record, or whose hash does not fit its content. Whether a record that is one fits its chain, only the whole chain shows.
 */
export type UnexpectedChange = 'changed' | 'removed' | 'foreign';

/** A change of the audit table, as its stream tells it. */
export interface StreamedChange {
  readonly change: ArchivedChange;
  /** The new image as plain values, without the types of DynamoDB; `undefined`: there is none, or it has no such form. */
  readonly row: Readonly<Record<string, unknown>> | undefined;
}

/** @returns `undefined`: the product has added a record */
export function unexpectedIn({ change, row }: StreamedChange): UnexpectedChange | undefined {
  switch (change.Metadata.EventName.S) {
    case 'MODIFY':
      return 'changed';
    case 'REMOVE':
      return 'removed';
    case 'INSERT':
      return isRecord(row) ? undefined : 'foreign';
  }
}

function isRecord(row: StreamedChange['row']): boolean {
  const record = auditRecordSchema.safeParse(row);
  return record.success && linkOf(record.data).intact;
}
