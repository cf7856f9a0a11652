import { Construct } from 'constructs';
import type { FunctionName } from '../../contract/functions.ts';
import type { RotationFunction } from '../rotation-function.ts';
import { fromInput } from '../states/jsonata.ts';
import { AWS_IN_TROUBLE } from '../states/retries.ts';
import { runFunction } from '../states/run-function.ts';
import { RotationMachine } from './machine.ts';

/**
 * What `rotation doctor --prove` starts: one step. It runs the one function that the writer app trusts, since an engineer's identity must
 * not be able to reset anything; who started it is in CloudTrail.
 */
export class Proving extends Construct {
  readonly machine: RotationMachine['machine'];

  constructor(
    scope: Construct,
    { functions }: { readonly functions: Readonly<Record<FunctionName, RotationFunction>> },
  ) {
    super(scope, 'Prove');
    this.machine = new RotationMachine(this, 'Proving', {
      definition: runFunction(this, 'TryReset', {
        function: functions['reset-password'],
        payload: fromInput('trial', 'requestedBy'),
        output: '$states.result.Payload',
        retries: [AWS_IN_TROUBLE],
      }),
      comment: 'Tries a reset on the one account that a tenant names for it',
      invokes: [functions['reset-password']],
    }).machine;
  }
}
