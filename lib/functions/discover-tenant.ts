import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Resources } from '../resources.ts';
import { RotationFunction } from '../rotation-function.ts';
import { rows } from '../state-table.ts';

export function discoverTenant(scope: Construct, on: Resources): RotationFunction {
  const made = new RotationFunction(scope, 'DiscoverTenant', {
    bundle: on.bundle,
    name: 'discover-tenant',
    description: "Reads a tenant's directory: whom to rotate, whom not, and why",
    timeout: Duration.minutes(15), // a large directory is many pages, and the longest that Lambda runs
    memoryMb: 1024,
    namedRole: true,
  });
  on.stateTable.grant(made, {
    GetItem: [rows.cycles, rows.ofCycles],
    Query: [rows.ofCycles],
    PutItem: [rows.ofCycles],
    UpdateItem: [rows.ofCycles],
  });
  on.auditTable.grantRecord(made);
  on.microsoft.grantGraph(made);
  return made;
}
