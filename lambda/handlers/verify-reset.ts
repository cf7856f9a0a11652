import * as z from 'zod';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { rotationEvent } from '../runtime/events.ts';
import { logged } from '../runtime/logged.ts';
import { directory } from '../runtime/microsoft.ts';
import { tables } from '../runtime/tables.ts';
import { withinTimeLimit } from '../runtime/time-limit.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { settleUncertain, verifyReset } from '../usecases/rotation/verify-reset.ts';

/** To write the row of what was found. */
const SECONDS_TO_RECORD = 15;

const rotations = rotationStore(tables());

/** `poll`: the rotation is uncertain, and the directory is polled for it. */
const event = rotationEvent.extend({ poll: z.boolean().default(false), run: z.int().min(0).default(0) });

export const handler = logged(
  'verify-reset',
  withinTimeLimit(
    withEstate((estate) => {
      const ports = { rotations, directory: directory(estate, SECONDS_TO_RECORD), now };
      return async (input: unknown) => {
        const { poll, run, ...key } = event.parse(input);
        if (poll) return { found: await settleUncertain(ports, key, run) };
        await verifyReset(ports, key);
        return {};
      };
    }),
  ),
);
