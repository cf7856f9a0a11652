import type { RotationKey } from '../../../lambda/domain/identifiers.ts';
import type { Ending } from '../../../lambda/domain/rotation/protocol.ts';
import { deliverCredential } from '../../../lambda/usecases/credential/deliver-credential.ts';
import { promotePassword } from '../../../lambda/usecases/rotation/promote-password.ts';
import { recordOutcome } from '../../../lambda/usecases/rotation/record-outcome.ts';
import { resetPassword } from '../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../lambda/usecases/rotation/stage-password.ts';
import { verifyReset } from '../../../lambda/usecases/rotation/verify-reset.ts';
import { type Stop, type Watch, type World, watched } from './in-memory.ts';

type Ports = World['ports'];

export const steps: Readonly<Record<string, (ports: Ports, key: RotationKey) => Promise<unknown>>> = {
  stage: stagePassword,
  reset: resetPassword,
  verify: verifyReset,
  promote: promotePassword,
  deliver: deliverCredential,
};

const retried = [
  'Stopped',
  'StaleState',
  'GraphThrottled',
  'GraphUnavailable',
  'ResetOutcomeUnknown',
  'ResetNotVisible',
];
const TRIES = 4;

/** What AccountRotation does after its decision. @returns what it caught */
export async function rotate(world: World, key: RotationKey, stop?: Stop, look: Watch = () => undefined) {
  const ports = watched(watched(world.ports, look), stop?.watch ?? (() => undefined));
  const run = (await world.ports.rotations.find(key))?.run ?? 0;
  let ending: Ending | undefined;
  for (const step of Object.values(steps)) {
    const error = await tried(() => step(ports, key), stop);
    if (error === undefined) continue;
    ending = { kind: 'error', reason: error.name };
    break;
  }
  const error = await tried(() => recordOutcome(ports, key, ending, run), stop);
  if (error !== undefined) throw error;
  return ending;
}

/** Runs a step as a workflow does: again, for errors that pass. @returns the error of the last try */
export async function tried(step: () => Promise<unknown>, stop?: Stop): Promise<Error | undefined> {
  let caught: Error | undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      await step();
      if (stop?.isDown !== true) return undefined; // a function that is down never answers
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      caught = error;
      if (stop?.isDown !== true && !retried.includes(error.name)) return error;
    }
    stop?.restart();
  }
  return caught;
}
