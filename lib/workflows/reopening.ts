import { Choice, Condition, type IStateMachine, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionName } from '../../contract/functions.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { catchAll } from '../states/catch-all.ts';
import { extended, jsonata } from '../states/jsonata.ts';
import { pollDirectory } from '../states/poll-directory.ts';
import { AWS_IN_TROUBLE, MUST_BE_RECORDED } from '../states/retries.ts';
import { ROTATION_IDS } from '../states/rotation-ids.ts';
import { runFunction } from '../states/run-function.ts';
import { notStartedError, STARTED_ALREADY, startByName } from '../states/start-by-name.ts';
import { RotationMachine } from './machine.ts';

export interface ReopeningProps {
  readonly functions: Readonly<Record<FunctionName, RotationFunction>>;
  readonly accountRotation: IStateMachine;
}

/**
 * What `rotation retry` and `rotation resolve` start: reopens a rotation that has failed or is uncertain, and hands it to
 * AccountRotation, which goes on from where the row is then.
 */
export class Reopening extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(scope: Construct, { functions, accountRotation }: ReopeningProps) {
    super(scope, 'Reopen');
    const done = Succeed.jsonata(this, 'Done');
    const recordOutcome = runFunction(this, 'RecordOutcome', {
      function: functions['record-outcome'],
      payload: extended(ROTATION_IDS, "'error': $exists($states.input.error) ? $states.input.error"),
      output: extended(ROTATION_IDS, "'outcome': $states.result.Payload.outcome"),
      retries: [MUST_BE_RECORDED],
    });
    recordOutcome.next(done);
    const goOn = startByName(this, 'StartAccount', {
      stateMachine: accountRotation,
      name: "$states.input.rotationId & '-r' & $states.input.run",
      input: ROTATION_IDS,
      output: ROTATION_IDS,
    });
    goOn.addCatch(done, { errors: STARTED_ALREADY, outputs: jsonata(ROTATION_IDS) });
    // The row is reopened already: without a record of the end it would stay open for ever.
    catchAll(goOn, recordOutcome, extended(ROTATION_IDS, notStartedError)).next(done);

    const is = (member: string, ...values: readonly string[]) =>
      Condition.jsonata(jsonata(`$states.input.${member} in [${values.map((each) => `'${each}'`).join(', ')}]`));
    const polled = Choice.jsonata(this, 'Polled')
      .when(is('found', 'settled'), goOn)
      // A person is called once more. Where the poll failed, it may have proven the reset before, and record-outcome ends the rotation.
      .when(is('found', 'somebody-elses', 'not-known'), recordOutcome)
      .otherwise(done);
    const poll = pollDirectory(this, { verifyReset: functions['verify-reset'], carried: ROTATION_IDS }, polled);

    const reopen = runFunction(this, 'ReopenRotation', {
      function: functions['reopen-rotation'],
      payload: extended(ROTATION_IDS, "'reopen': $states.input.reopen"),
      output: extended(
        ROTATION_IDS,
        "'run': $states.input.reopen.n, 'next': $states.result.Payload.next, " +
          "'sentence': $exists($states.result.Payload.sentence) ? $states.result.Payload.sentence",
      ),
      retries: [AWS_IN_TROUBLE],
    });
    reopen.next(
      Choice.jsonata(this, 'Reopened').when(is('next', 'go-on'), goOn).when(is('next', 'poll'), poll).otherwise(done),
    );

    this.machine = new RotationMachine(this, 'Reopening', {
      definition: reopen,
      comment: 'Reopens a rotation that has failed or is uncertain, for the command line',
      invokes: [functions['reopen-rotation'], functions['verify-reset'], functions['record-outcome']],
    }).machine;
  }
}
