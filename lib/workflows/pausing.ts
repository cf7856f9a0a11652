import { Construct } from 'constructs';
import type { FunctionName } from '../../contract/functions.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { AWS_IN_TROUBLE } from '../states/retries.ts';
import { runFunction } from '../states/run-function.ts';
import { RotationMachine } from './machine.ts';

/**
 * What `rotation pause`, `rotation resume` and `rotation release` start: one step. A machine all the same, since commands write nothing: who started it is in
 * CloudTrail, and whoever may start it may do nothing else.
 */
export class Pausing extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(
    scope: Construct,
    { functions }: { readonly functions: Readonly<Record<FunctionName, RotationFunction>> },
  ) {
    super(scope, 'Pause');
    this.machine = new RotationMachine(this, 'Pausing', {
      definition: runFunction(this, 'SetPause', {
        function: functions['set-pause'],
        payload:
          "{'change': $states.input.change, 'scope': $states.input.scope, 'reason': $states.input.reason, " +
          "'requestedBy': $states.input.requestedBy, " +
          "'withoutDryRun': $exists($states.input.withoutDryRun) and $states.input.withoutDryRun}",
        output: '$states.result.Payload',
        retries: [AWS_IN_TROUBLE],
      }),
      comment: 'Pauses resets, ends a pause, or releases tenants, for the command line',
      invokes: [functions['set-pause']],
    }).machine;
  }
}
