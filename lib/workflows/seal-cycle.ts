import { Choice, Condition, type IChainable, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { NOT_ARCHIVED } from '../../contract/error-names.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { catchAll } from '../states/catch-all.ts';
import { caughtError, extended, jsonata } from '../states/jsonata.ts';
import { AWS_IN_TROUBLE } from '../states/retries.ts';
import { runFunction } from '../states/run-function.ts';

/** The stream brings records into the archive within half a minute, mostly. */
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 240;
/** Waits 30 + 60 + 120 + 240 × 4 = 1,170 s, then the cycle goes without a seal of its own. A test plays it through. */
const MOST_TRIES = 7;

/**
 * Waits until the archive has what the seal of a cycle must cover, and has `checkpoint` seal it. That the archive has not got there yet is an
 * answer and no error: errors of functions call a person.
 *
 * @param announce  gets the state's input and either `seal` or `unsealed`
 */
export function sealCycle(scope: Construct, checkpoint: RotationFunction, announce: IChainable): IChainable {
  const tried = '($exists($states.input.sealTries) ? $states.input.sealTries : 0)';
  const wait = Wait.jsonata(scope, 'WaitForArchive', {
    time: WaitTime.seconds(jsonata(`$min([${FIRST_WAIT_SECONDS} * $power(2, ${tried}), ${LONGEST_WAIT_SECONDS}])`)),
  });
  const seal = runFunction(scope, 'SealCycle', {
    function: checkpoint,
    payload: "{'cycleId': $states.input.cycleId}",
    output: extended(
      '$states.input',
      `'sealTries': ${tried} + 1, ` +
        "'seal': $exists($states.result.Payload.hash) ? $states.result.Payload, " +
        `'unsealed': $exists($states.result.Payload.notArchived) ? {'name': '${NOT_ARCHIVED}', ` +
        "'cause': 'the archive does not reach the end of ' & $states.result.Payload.notArchived & ' chains'}",
    ),
    retries: [AWS_IN_TROUBLE],
  });
  catchAll(seal, announce, extended('$states.input', caughtError.replace("'error'", "'unsealed'")));
  const sealed = `$exists($states.input.seal) or $states.input.sealTries >= ${MOST_TRIES}`;
  return wait.next(seal).next(
    Choice.jsonata(scope, 'SealedOrGivenUp')
      .when(Condition.jsonata(jsonata(sealed)), announce)
      .otherwise(wait),
  );
}
