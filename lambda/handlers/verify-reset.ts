import * as z from 'zod';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { rotationEvent } from '../runtime/events.ts';
import { directory } from '../runtime/microsoft.ts';
import { tables } from '../runtime/tables.ts';
import { now } from '../runtime/wiring.ts';
import { settleUncertain, verifyReset } from '../usecases/rotation/verify-reset.ts';

const ports = { rotations: rotationStore(tables()), directory: directory(readEstate()), now };

/** `poll`: the rotation is uncertain, and the directory is polled for it. */
const event = rotationEvent.extend({ poll: z.boolean().default(false), run: z.int().min(0).default(0) });

export const handler = async (input: unknown) => {
  const { poll, run, ...key } = event.parse(input);
  if (poll) return { found: await settleUncertain(ports, key, run) };
  await verifyReset(ports, key);
  return {};
};
