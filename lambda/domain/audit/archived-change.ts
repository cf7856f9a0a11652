import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/**
 * One change of the audit table, as the locked archive holds it: a line of JSON in the form of DynamoDB's incremental exports, so that one
 * reader reads both. Images are DynamoDB JSON, to the letter as the stream told them.
 */

const image = z.record(z.string(), z.unknown());
const text = z.strictObject({ S: z.string() });

export const archivedChangeSchema = z.strictObject({
  Metadata: z.strictObject({
    /** `INSERT` adds a record. The product never causes one of the others: whoever did had rights on the table. */
    EventName: z.strictObject({ S: z.enum(['INSERT', 'MODIFY', 'REMOVE']) }),
    /** Its place in the stream. */
    SequenceNumber: text,
    /** Seconds since 1970, by the clock of DynamoDB. */
    ApproximateCreationDateTime: z.strictObject({ N: z.string() }),
  }),
  Keys: image,
  NewImage: image.optional(),
  OldImage: image.optional(),
});
export type ArchivedChange = Immutable<z.output<typeof archivedChangeSchema>>;

export const archivedLine = (change: ArchivedChange): string => `${JSON.stringify(change)}\n`;

/** @returns `undefined`: it is not a line of the archive */
export function readArchivedLine(line: string): ArchivedChange | undefined {
  try {
    return archivedChangeSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
