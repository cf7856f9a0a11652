import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function verifyReset(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'VerifyReset', {
    bundle: on.bundle,
    name: 'verify-reset',
    description: 'Looks in the directory whether a reset took effect',
    timeout: Duration.minutes(3),
    namedRole: true,
  });
  on.stateTable.grant(made, { GetItem: [rows.ofCycles], UpdateItem: [rows.ofCycles] });
  on.auditTable.grantRecord(made);
  on.microsoft.grantGraph(made);
  return made;
}
