import { rotationEvent } from '../runtime/events.ts';
import { linkPorts } from '../runtime/link-ports.ts';
import { tables } from '../runtime/tables.ts';
import { deliverCredential } from '../usecases/credential/deliver-credential.ts';

const ports = linkPorts(tables());

export const handler = async (input: unknown) => {
  await deliverCredential(ports, rotationEvent.parse(input));
  return {};
};
