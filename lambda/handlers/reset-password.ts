import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { passwordWatch } from '../adapters/aws/dynamodb/credential/password-watch.ts';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { credentialReader } from '../adapters/aws/secrets-manager/credential-reader.ts';
import { deployedCredentialNames } from '../runtime/credential-names.ts';
import { resettingEvent } from '../runtime/events/resetting-event.ts';
import { logged } from '../runtime/logged.ts';
import { directory, passwordWriter } from '../runtime/microsoft.ts';
import { tables } from '../runtime/tables.ts';
import { withinTimeLimit } from '../runtime/time-limit.ts';
import { now, randomIntegers } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { tryReset } from '../usecases/connection/try-reset.ts';
import { operator } from '../usecases/facts.ts';
import { resetPassword } from '../usecases/rotation/reset-password.ts';

/** To sign in, send the reset, end sessions, and write the rows of it. */
const SECONDS_TO_RESET = 75;

const state = tables();
const unchanging = {
  rotations: rotationStore(state),
  pauses: pauseStore(state),
  credentials: credentialReader(new SecretsManagerClient(), deployedCredentialNames()),
  now,
  newRequestId: randomUUID,
  passwords: passwordWatch(state),
  random: randomIntegers,
};

/** The writer trusts this function alone, so that trials are made here too. Their guards have nothing in common with a rotation's. */
export const handler = logged(
  'reset-password',
  withinTimeLimit(
    withEstate((estate) => {
      const ports = {
        ...unchanging,
        directory: directory(estate, SECONDS_TO_RESET),
        writer: passwordWriter(estate),
        estate,
      };
      return async (input: unknown) => {
        const wanted = resettingEvent.parse(input);
        if ('trial' in wanted) return tryReset(ports, wanted.trial, operator(wanted.requestedBy));
        await resetPassword(ports, wanted);
        return {};
      };
    }),
  ),
);
