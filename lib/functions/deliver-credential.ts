import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function deliverCredential(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'DeliverCredential', {
    bundle: on.bundle,
    name: 'deliver-credential',
    description: 'Makes the credential link and queues its message',
  });
  on.stateTable.grant(made, {
    GetItem: [rows.ofCycles, rows.links],
    UpdateItem: [rows.ofCycles],
    PutItem: [rows.links],
  });
  on.auditTable.grantRecord(made);
  on.keys.grantSignLinks(made);
  on.queue.grantSend(made);
  on.portal.tell(made);
  return made;
}
