import { Construct } from 'constructs';
import type { FunctionName } from '../../contract/functions.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { fromInput } from '../states/jsonata.ts';
import { LETTERS_HELD } from '../states/retries.ts';
import { runFunction } from '../states/run-function.ts';
import { RotationMachine } from './machine.ts';

/** What `rotation messages` starts: one step. A machine for the reason of `Pausing`: whoever may start it may touch no queue. */
export class Redriving extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(
    scope: Construct,
    { functions }: { readonly functions: Readonly<Record<FunctionName, RotationFunction>> },
  ) {
    super(scope, 'Redrive');
    this.machine = new RotationMachine(this, 'Redriving', {
      definition: runFunction(this, 'RedriveMessages', {
        function: functions['redrive-messages'],
        payload: fromInput('change', 'queue', 'ids', 'reason', 'requestedBy'),
        output: '$states.result.Payload',
        retries: [LETTERS_HELD],
      }),
      comment: 'Lists dead letters, or puts them back into their queue, for the command line',
      invokes: [functions['redrive-messages']],
    }).machine;
  }
}
