import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function stagePassword(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'StagePassword', {
    bundle: on.bundle,
    name: 'stage-password',
    description: 'Generates a password and makes it durable as AWSPENDING',
  });
  on.stateTable.grant(made, { GetItem: [rows.ofCycles], UpdateItem: [rows.ofCycles] });
  on.auditTable.grantRecord(made);
  on.credentials.grantStage(made);
  return made;
}
