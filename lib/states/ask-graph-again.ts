import { Choice, Condition, type IChainable, type TaskStateBase, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';

import type { Construct } from 'constructs';
import { errorName } from '../../contract/error-names.ts';
import { caughtError, extended, jsonata } from './jsonata.ts';

export interface AskGraphAgainProps {
  /** JSONata for what the step gets, and gets again. */
  readonly input: string;
  /** Where a step goes that Graph let wait for too long. */
  readonly giveUp: IChainable;
}

/** The least wait, where Graph names none or a shorter one: 10 s, then twice as long each time, up to 300 s. */
const FIRST_SECONDS = 10;
const LONGEST_BACKOFF_SECONDS = 300;
/** A wait that Graph asks for is honoured up to an hour. */
const LONGEST_SECONDS = 3_600;
/** A step that has waited so long does not wait again. At least waits: 10 + 20 + 40 + 80 + 160 + 300 × 5 = 1,810 s. */
const PATIENCE_SECONDS = 1_800;

/** For tests: what a step waits for Graph at most, and how often. */
export const graphPatience = {
  waits: 10,
  seconds: PATIENCE_SECONDS + LONGEST_SECONDS,
} as const;

/**
 * How the message of `GraphThrottled` tells the seconds. Lambda wraps it in the cause, where the trace repeats it; the cause may
 * be missing or cut off.
 */
const ASKED = '/asks to wait ([0-9]{1,9}) s/';

/**
 * Runs a step again after Graph asked to wait, or did not answer. A retry of the step itself could not do this: its delays are
 * fixed, and Graph limits those who come too early for longer. So the wait is a state of its own, as long as Graph asked and a
 * little longer, that not all who were sent away come back at once. `waited`, the seconds so far, ends it.
 *
 * @param step  its other errors are caught after this
 */
export function askGraphAgain(
  scope: Construct,
  id: string,
  step: TaskStateBase,
  { input, giveUp }: AskGraphAgainProps,
): TaskStateBase {
  const wait = Wait.jsonata(scope, `WaitBefore${id}`, {
    time: WaitTime.seconds(jsonata('$states.input.seconds')),
    outputs: jsonata(extended(input, "'waited': $states.input.waited")),
  });
  wait.next(step);
  const again = Choice.jsonata(scope, `${id}Again`)
    .when(Condition.jsonata(jsonata(`$states.input.waited - $states.input.seconds < ${PATIENCE_SECONDS}`)), wait)
    .otherwise(giveUp);
  return step.addCatch(again, {
    errors: [errorName.graphThrottled, errorName.graphUnavailable],
    outputs: jsonata(
      `($waited := $exists($states.input.waited) ? $states.input.waited : 0; ` +
        `$asked := $exists($states.errorOutput.Cause) ? $match($states.errorOutput.Cause, ${ASKED}, 1).groups[0]; ` +
        `$backoff := $min([${FIRST_SECONDS} + $waited, ${LONGEST_BACKOFF_SECONDS}]); ` +
        '$least := $max([$exists($asked) ? $number($asked) : 0, $backoff]); ' +
        `$seconds := $min([$ceil($least * (1 + $random() / 10)), ${LONGEST_SECONDS}]); ` +
        `${extended(input, `'waited': $waited + $seconds, 'seconds': $seconds, ${caughtError}`)})`,
    ),
  });
}
