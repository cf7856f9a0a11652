import type { Construct } from 'constructs';
import { grantBell, type Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function recordOutcome(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'RecordOutcome', {
    bundle: on.bundle,
    name: 'record-outcome',
    description: 'Records how a rotation ended; the last one wakes its tenant',
  });
  on.stateTable.grant(made, { GetItem: [rows.ofCycles], UpdateItem: [rows.ofCycles] });
  on.auditTable.grantRecord(made);
  on.queue.grantSend(made);
  grantBell(made, scope, 'TenantRotation');
  return made;
}
