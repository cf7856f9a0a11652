import * as z from 'zod';
import { rotationEvent } from './ids.ts';

/**
 * `hasWaited`: the rotation had a place in line, whose time has come. Workflows that began under a release without a line leave it out, and
 * would take the answer `in-line` for leave to reset: they are never told it.
 */
export const stagingEvent = rotationEvent.extend({ hasWaited: z.boolean().default(true) });
