import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { reopeningEvent } from '../runtime/events/reopening-event.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { ticketPort } from '../runtime/ticket-port.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { reopenRotation } from '../usecases/rotation/reopen-rotation.ts';

const unchanging = { rotations: rotationStore(tables()), ...ticketPort(), now };

export const handler = logged(
  'reopen-rotation',
  withEstate((estate) => async (input: unknown) => {
    const { reopen, ...key } = reopeningEvent.parse(input);
    return reopenRotation({ ...unchanging, estate }, key, reopen);
  }),
);
