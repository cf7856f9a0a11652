import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantBell, type Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function remind(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'Remind', {
    bundle: on.bundle,
    name: 'remind',
    description: 'Asks again before a deadline, and tells workflows about decisions that they have not heard of',
    timeout: Duration.minutes(5),
  });
  on.stateTable.grant(made, {
    GetItem: [rows.ofCycles, rows.sentMessages],
    Query: [rows.cycles, rows.ofCycles],
    PutItem: [rows.ofCycles, rows.links, rows.sentMessages],
    UpdateItem: [rows.ofCycles],
  });
  on.auditTable.grantRecord(made);
  on.keys.grantSignLinks(made);
  on.queue.grantSend(made);
  on.portal.tell(made);
  grantBell(made, scope, 'AccountRotation');
  return made;
}
