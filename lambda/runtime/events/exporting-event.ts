import * as z from 'zod';
import { endedExportSchema } from '../../domain/audit/export-plan.ts';
import { operatorArnSchema } from '../../domain/rotation/requester.ts';

/** As Step Functions hands on what DynamoDB answers: a time is a text, or seconds since 1970. */
const time = z
  .union([z.iso.datetime({ offset: true }), z.number().transform((seconds) => new Date(seconds * 1000).toISOString())])
  .transform((text) => new Date(text).toISOString());

/** `ended`: the export that was asked for before. */
export const exportingEvent = z.object({
  requestedBy: operatorArnSchema.optional(),
  ended: z.object({ ...endedExportSchema.shape, until: time }).optional(),
});
