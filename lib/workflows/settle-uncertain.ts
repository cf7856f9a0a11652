import { Choice, Condition, type IStateMachine, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionName } from '../../contract/functions.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { catchAll } from '../states/catch-all.ts';
import { extended, jsonata } from '../states/jsonata.ts';
import { pollDirectory } from '../states/poll-directory.ts';
import { MUST_BE_RECORDED } from '../states/retries.ts';
import { ROTATION_IDS } from '../states/rotation-ids.ts';
import { runFunction } from '../states/run-function.ts';
import { STARTED_ALREADY, startByName } from '../states/start-by-name.ts';
import { RotationMachine } from './machine.ts';

export interface SettleUncertainProps {
  readonly functions: Readonly<Record<FunctionName, RotationFunction>>;
  readonly accountRotation: IStateMachine;
}

/**
 * The directory is polled after 5, 10, 20, … minutes, at most 4 hours: for 7 days in all. The number bounds the history too,
 * which ends at 25,000 events: a test adds it up.
 */
export const POLLS = { firstSeconds: 300, capSeconds: 14_400, most: 47 };

/** The ids, and how often the directory was polled. */
const CARRIED = extended(ROTATION_IDS, "'polls': $exists($states.input.polls) ? $states.input.polls : 0");

/**
 * What happens while the outcome of a rotation is uncertain: the directory is polled until it shows the reset, or a person has
 * settled it, for a week. The tenant and the cycle have counted the rotation, and wait for none of this.
 *
 * A settled rotation is handed to AccountRotation, which promotes and delivers. Polling goes on: it finds that the rotation has
 * moved, and ends; or it finds it uncertain again, because a step after the proof failed.
 */
export class SettleUncertain extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(scope: Construct, { functions, accountRotation }: SettleUncertainProps) {
    super(scope, 'Settle');
    const { firstSeconds, capSeconds, most } = POLLS;
    const found = (...answers: readonly string[]) =>
      Condition.jsonata(jsonata(`$states.input.found in [${answers.map((each) => `'${each}'`).join(', ')}]`));
    const done = Succeed.jsonata(this, 'Done');
    // A person is called once more, for another reason. Or it may have been proven, by a poll that failed after it, or whose
    // rotation could not be started: nobody else would bring it to an end.
    const recordOutcome = runFunction(this, 'RecordOutcome', {
      function: functions['record-outcome'],
      payload: ROTATION_IDS,
      output: extended(ROTATION_IDS, "'outcome': $states.result.Payload.outcome"),
      retries: [MUST_BE_RECORDED],
    });
    recordOutcome.next(done);

    const wait = Wait.jsonata(this, 'WaitToPoll', {
      time: WaitTime.seconds(
        jsonata(
          `($polls := $exists($states.input.polls) ? $states.input.polls : 0; ` +
            `$min([${firstSeconds} * $power(2, $min([$polls, 10])), ${capSeconds}]))`,
        ),
      ),
      outputs: jsonata(extended(ROTATION_IDS, "'polls': ($exists($states.input.polls) ? $states.input.polls : 0) + 1")),
    });
    const pollAgain = Choice.jsonata(this, 'PollAgain')
      .when(Condition.jsonata(jsonata(`$states.input.polls < ${most}`)), wait)
      .when(found('not-known'), recordOutcome)
      .otherwise(done);
    const goOn = startByName(this, 'StartAccount', {
      stateMachine: accountRotation,
      name: "$states.input.rotationId & '-s' & $states.input.run & '-' & $states.input.polls",
      input: ROTATION_IDS,
      output: '$states.input',
    });
    goOn.addCatch(pollAgain, { errors: STARTED_ALREADY, outputs: jsonata('$states.input') });
    // The next poll finds it proven, and starts it again.
    catchAll(goOn, pollAgain, extended('$states.input', "'found': 'not-known'")).next(pollAgain);
    const polled = Choice.jsonata(this, 'Polled')
      .when(found('settled'), goOn)
      .when(found('not-yet', 'not-known'), pollAgain)
      .when(found('somebody-elses'), recordOutcome)
      .otherwise(done);
    const poll = pollDirectory(this, { verifyReset: functions['verify-reset'], carried: CARRIED }, polled);

    this.machine = new RotationMachine(this, 'SettleUncertain', {
      definition: wait.next(poll),
      comment: 'Polls the directory while the outcome of a rotation is uncertain',
      invokes: [functions['verify-reset'], functions['record-outcome']],
    }).machine;
  }
}
