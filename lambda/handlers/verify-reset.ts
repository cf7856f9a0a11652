import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { verifyingEvent } from '../runtime/events/verifying-event.ts';
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

export const handler = logged(
  'verify-reset',
  withinTimeLimit(
    withEstate((estate) => {
      const ports = { rotations, directory: directory(estate, SECONDS_TO_RECORD), now };
      return async (input: unknown) => {
        const { poll, run, ...key } = verifyingEvent.parse(input);
        if (poll) return { found: await settleUncertain(ports, key, run) };
        await verifyReset(ports, key);
        return {};
      };
    }),
  ),
);
