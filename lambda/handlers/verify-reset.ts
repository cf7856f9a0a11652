import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { verifyReset } from '../usecases/verify-reset.ts';
import { readEstate } from './estate.ts';
import { rotationEvent } from './events.ts';
import { directory } from './microsoft.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const ports = { rotations: rotationStore(tables()), directory: directory(readEstate()), now };

export const handler = async (input: unknown) => {
  await verifyReset(ports, rotationEvent.parse(input));
  return {};
};
