import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function promotePassword(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'PromotePassword', {
    bundle: on.bundle,
    name: 'promote-password',
    description: 'Labels a proven password AWSCURRENT',
  });
  on.stateTable.grant(made, { GetItem: [rows.ofCycles], UpdateItem: [rows.ofCycles] });
  on.auditTable.grantRecord(made);
  on.credentials.grantLabel(made);
  return made;
}
