import * as z from 'zod';
import { LONGEST_REASON } from '../domain/audit/reason.ts';
import { oneLine } from '../domain/text/printable.ts';

/** Why a person asks for something, in their words; it goes into audit records. */
export const reason = z
  .string()
  .transform((text) => oneLine(text))
  .pipe(z.string().max(LONGEST_REASON));
