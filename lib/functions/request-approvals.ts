import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function requestApprovals(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'RequestApprovals', {
    bundle: on.bundle,
    name: 'request-approvals',
    description: 'Asks the technicians of a tenant for their decisions',
    timeout: Duration.minutes(5),
  });
  on.stateTable.grant(made, {
    GetItem: [rows.ofCycles],
    Query: [rows.ofCycles],
    PutItem: [rows.ofCycles, rows.links],
  });
  on.auditTable.grantRecord(made);
  on.keys.grantSignLinks(made);
  on.queue.grantSend(made);
  on.portal.tell(made);
  return made;
}
