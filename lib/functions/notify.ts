import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function notify(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'Notify', {
    bundle: on.bundle,
    name: 'notify',
    description: 'Tells people what the queue holds: mail, Teams cards, PSA tickets',
  });
  on.stateTable.grant(made, {
    GetItem: [rows.cycles, rows.ofCycles, rows.sentMessages],
    Query: [rows.ofCycles],
    PutItem: [rows.sentMessages],
    UpdateItem: [rows.ofCycles],
  });
  on.auditTable.grantRecord(made);
  on.connections.grantRead(made);
  on.mail.grantSend(made);
  on.portal.tell(made);
  on.queue.tellBy(made);
  return made;
}
