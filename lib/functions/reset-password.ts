import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function resetPassword(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'ResetPassword', {
    bundle: on.bundle,
    name: 'reset-password',
    description: 'Checks the account once more and resets its password to the stored one',
    timeout: Duration.minutes(5),
    namedRole: true,
  });
  on.stateTable.grant(made, { GetItem: [rows.ofCycles], UpdateItem: [rows.ofCycles] });
  on.auditTable.grantRecord(made);
  on.credentials.grantRead(made);
  on.microsoft.grantGraph(made);
  return made;
}
