import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function openCycle(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'OpenCycle', {
    bundle: on.bundle,
    name: 'open-cycle',
    description: 'Opens a cycle, once, and lists its tenants',
    timeout: Duration.minutes(5),
  });
  on.stateTable.grant(made, { GetItem: [rows.cycles], PutItem: [rows.cycles, rows.ofCycles] });
  on.auditTable.grantRecord(made);
  on.buckets.grantWriteTenantList(made);
  return made;
}
