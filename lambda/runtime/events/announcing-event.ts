import { cycleSealSchema } from '../../domain/cycle/cycle-digest.ts';
import { caughtError, cycleEvent } from './ids.ts';

/** Either the checkpoint that seals the cycle, or why there is none. */
export const announcingEvent = cycleEvent.extend({ seal: cycleSealSchema.optional(), error: caughtError.optional() });
