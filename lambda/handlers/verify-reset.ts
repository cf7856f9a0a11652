import * as z from 'zod';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { settleUncertain, verifyReset } from '../usecases/verify-reset.ts';
import { readEstate } from './estate.ts';
import { rotationEvent } from './events.ts';
import { directory } from './microsoft.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const ports = { rotations: rotationStore(tables()), directory: directory(readEstate()), now };

/** `again`: the rotation is uncertain, and is looked at once more. */
const event = rotationEvent.extend({ again: z.boolean().default(false) });

export const handler = async (input: unknown) => {
  const { again, ...key } = event.parse(input);
  if (again) return { look: await settleUncertain(ports, key) };
  await verifyReset(ports, key);
  return {};
};
