import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantBell, type Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function approvalsPage(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'ApprovalsPage', {
    bundle: on.bundle,
    name: 'approvals-page',
    description: 'Web pages: what waits, decisions, cycles, timelines',
    timeout: Duration.seconds(29), // the HTTP API gives up after 30
    memoryMb: 1024,
  });
  on.stateTable.grant(made, {
    GetItem: [rows.sessions, rows.links, rows.cycles, rows.ofCycles],
    Query: [rows.cycles, rows.ofCycles],
    UpdateItem: [rows.ofCycles],
  });
  on.stateTable.grantOpenApprovals(made);
  on.auditTable.grantRecord(made);
  on.auditTable.grantRead(made);
  on.keys.grantVerifyLinks(made);
  on.portal.tell(made);
  grantBell(made, scope, 'AccountRotation');
  return made;
}
