import type { Construct } from 'constructs';
import { grantBell, type Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function closeTenant(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'CloseTenant', {
    bundle: on.bundle,
    name: 'close-tenant',
    description: 'Closes a tenant within its cycle; the last one wakes the cycle',
  });
  on.stateTable.grant(made, {
    GetItem: [rows.cycles, rows.ofCycles],
    UpdateItem: [rows.cycles, rows.ofCycles],
  });
  on.auditTable.grantRecord(made);
  on.queue.grantSend(made);
  grantBell(made, scope, 'RotationCycle');
  return made;
}
