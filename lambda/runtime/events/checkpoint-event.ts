import * as z from 'zod';
import { cycleIdSchema } from '../../domain/identifiers.ts';

/** Without a cycle: the hourly one. */
export const checkpointEvent = z.object({ cycleId: cycleIdSchema.optional() });
