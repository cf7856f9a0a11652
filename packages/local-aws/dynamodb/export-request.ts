import * as z from 'zod';
import { AwsError } from '../service.ts';

const instant = z.union([z.number(), z.iso.datetime({ offset: true })]);
const msOf = (given: z.output<typeof instant>) => (typeof given === 'number' ? given * 1000 : Date.parse(given));

/** Exports of an earlier moment are refused, and incremental ones that tell new images alone. */
export const exportInput = z.strictObject({
  TableArn: z.string(),
  S3Bucket: z.string(),
  S3Prefix: z.string().optional(),
  S3SseAlgorithm: z.literal('AES256').optional(),
  ExportFormat: z.literal('DYNAMODB_JSON').default('DYNAMODB_JSON'),
  ExportType: z.enum(['FULL_EXPORT', 'INCREMENTAL_EXPORT']).default('FULL_EXPORT'),
  /** Seconds since 1970, or ISO 8601, as Step Functions hands it on. */
  IncrementalExportSpecification: z
    .strictObject({
      ExportFromTime: instant,
      ExportToTime: instant.optional(),
      ExportViewType: z.literal('NEW_AND_OLD_IMAGES').default('NEW_AND_OLD_IMAGES'),
    })
    .optional(),
  ClientToken: z.string().optional(),
});
export type ExportInput = z.output<typeof exportInput>;

/** From the first instant on, and before the second. Milliseconds since 1970. */
export interface ExportWindow {
  readonly from: number;
  readonly to: number;
}

const MINUTE_MS = 60_000;
const SHORTEST_MS = 15 * MINUTE_MS;
const LONGEST_MS = 24 * 60 * MINUTE_MS;
const REACH_MS = 35 * 24 * 60 * MINUTE_MS;

/**
 * The window of an incremental export; `undefined` for a full one. One that is left open ends now. The order of the checks, and the first two
 * texts, are those of AWS.
 *
 * @param now  milliseconds since 1970, as is `created`, when the table was made
 */
export function windowOf(input: ExportInput, now: number, created: number): ExportWindow | undefined {
  const { ExportType, IncrementalExportSpecification: wanted } = input;
  if (ExportType === 'FULL_EXPORT') {
    if (wanted === undefined) return undefined;
    throw new AwsError('ValidationException', 'A full export has no IncrementalExportSpecification');
  }
  if (wanted === undefined) {
    throw new AwsError('ValidationException', 'An incremental export needs an IncrementalExportSpecification');
  }
  const from = msOf(wanted.ExportFromTime);
  const to = wanted.ExportToTime === undefined ? Math.floor(now / 1000) * 1000 : msOf(wanted.ExportToTime);
  const period = 'Difference between export period from time and export period to time';
  const wholeSecond = Math.floor(created / 1000) * 1000;
  if (from < wholeSecond) {
    const at = new Date(wholeSecond).toISOString().replace('.000', '');
    throw refusal(`Incremental export period from time cannot be less than the table creation time : ${at}`);
  }
  if (to - from < SHORTEST_MS) throw refusal(`${period} is less than 15 minutes`);
  if (to - from > LONGEST_MS) throw refusal(`${period} is greater than 24 hours`);
  if (to > now) throw refusal('Export Time is invalid');
  if (from < now - REACH_MS) throw refusal('Point in Time Recovery is not available for specified export time');
  return { from, to };
}

const refusal = (message: string) => new AwsError('InvalidExportTimeException', message);
