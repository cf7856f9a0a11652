import * as z from 'zod';
import { rotationEvent } from './ids.ts';

/** `poll`: the rotation is uncertain, and the directory is polled for it. */
export const verifyingEvent = rotationEvent.extend({
  poll: z.boolean().default(false),
  run: z.int().min(0).default(0),
});
