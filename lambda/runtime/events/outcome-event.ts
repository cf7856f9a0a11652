import * as z from 'zod';
import { caughtError, rotationEvent } from './ids.ts';

/** `expired`: nobody has decided in time. `run`: which run of the rotation's workflow has ended. */
export const outcomeEvent = rotationEvent.extend({
  expired: z.boolean().default(false),
  error: caughtError.optional(),
  run: z.int().min(0).default(0),
});
